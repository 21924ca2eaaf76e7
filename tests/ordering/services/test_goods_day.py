"""On which day goods count: the day they were sent or made, never the day on which somebody pressed a button."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.kernel.clock import day_of
from marketplace.kernel.errors import Refused
from marketplace.kernel.roles import STAFF
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.purchases.models.ledger import Purchase
from tests.conftest import NOW
from tests.factories.ordering import consign, make_goods, make_handover
from tests.factories.partners import make_outlet, make_partner

TODAY = day_of(NOW)


def test_goods_count_on_the_day_they_were_sent(session, work):
    handover = make_handover(session)
    with work(STAFF, at=handover.partner_id, now=NOW + timedelta(days=8)) as uow:
        agree_handover(uow, handover.id)

    assert session.scalars(select(Purchase.bought_on)).all() == [TODAY]


def test_a_shop_may_enter_the_day_they_came(session, work):
    handover, came = make_handover(session), TODAY + timedelta(days=2)
    with work(STAFF, at=handover.partner_id, now=NOW + timedelta(days=3)) as uow:
        agree_handover(uow, handover.id, goods_on=came)

    assert (handover.goods_on, session.scalars(select(Purchase.bought_on)).all()) == (came, [came])


@pytest.mark.parametrize("days", [-1, 4])
def test_but_no_day_outside_of_sending_and_answering(session, work, days):
    handover = make_handover(session)
    with (
        pytest.raises(Refused, match="antara hari dikirim"),
        work(STAFF, at=handover.partner_id, now=NOW + timedelta(days=3)) as uow,
    ):
        agree_handover(uow, handover.id, goods_on=TODAY + timedelta(days=days))


def test_a_round_that_a_phone_sends_late_counts_on_the_day_it_was_made(session, work):
    goods, shop = make_goods(session), make_outlet(session, make_partner(session))
    consign(session, goods, shop, 10)
    made, later = TODAY, NOW + timedelta(days=7)
    entry = RoundEntry(variant_id=goods.id, counted=4)
    with work(STAFF, at=goods.producer_id, now=later) as uow:
        sent = send_round(uow, shop.id, client_id="hp", entries=[entry], made_on=made)
    with (
        pytest.raises(Refused, match="antara hari dikirim"),
        work(STAFF, at=shop.partner_id, now=later) as uow,
    ):
        agree_handover(uow, sent.id, goods_on=TODAY + timedelta(days=7))
    with work(STAFF, at=shop.partner_id, now=later + timedelta(days=9)) as uow:
        agree_handover(uow, sent.id)

    assert session.scalars(select(Purchase.bought_on)).all() == [made]


@pytest.mark.parametrize("days", [1, -8])
def test_no_round_is_made_tomorrow_or_longer_ago_than_a_week(session, work, days):
    goods, shop = make_goods(session), make_outlet(session, make_partner(session))
    consign(session, goods, shop, 10)
    entry, day = RoundEntry(variant_id=goods.id, counted=4), TODAY + timedelta(days=days)
    with pytest.raises(Refused, match="paling awal"), work(STAFF, at=goods.producer_id) as uow:
        send_round(uow, shop.id, client_id="hp", entries=[entry], made_on=day)


def test_nor_before_the_round_that_was_made_there_last(session, work):
    goods, shop = make_goods(session), make_outlet(session, make_partner(session))
    consign(session, goods, shop, 10)
    entry = RoundEntry(variant_id=goods.id, counted=8)
    with work(STAFF, at=goods.producer_id) as uow:
        sent = send_round(uow, shop.id, client_id="hp-1", entries=[entry])
    with work(STAFF, at=shop.partner_id) as uow:
        agree_handover(uow, sent.id)
    yesterday = TODAY - timedelta(days=1)

    with pytest.raises(Refused, match="paling awal 24-11-2026"), work(STAFF, at=goods.producer_id) as uow:
        send_round(uow, shop.id, client_id="hp-2", entries=[entry], made_on=yesterday)
