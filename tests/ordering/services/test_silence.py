"""Nobody answers: what counts as agreed, and when, across weekends, holidays and midnight in Metro."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select

from marketplace.billing.models import Due
from marketplace.catalog.models import Variant
from marketplace.kernel.clock import day_of
from marketplace.kernel.roles import STAFF
from marketplace.ordering.models.terms import Consigned
from marketplace.ordering.services.delivering import (
    BroughtItem,
    prepare_alone,
    send_handover,
    withdraw_handover,
)
from marketplace.ordering.services.receiving import agree_handover
from marketplace.ordering.services.returning import ReturnItem, send_return
from marketplace.ordering.services.rounds import RoundEntry, send_round
from marketplace.ordering.silence import WhyNotDeemed, doubts_about
from marketplace.ordering.states import (
    AGREED,
    CONTESTED,
    PREPARED,
    SENT,
    AgreedHow,
    TakeBackReason,
    TradeModel,
)
from marketplace.partners.models import Outlet
from marketplace.places.models import Holiday
from marketplace.producers.models import Producer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from tests.conftest import NOW
from tests.factories.ordering import (
    agree_late,
    consign,
    make_alone,
    make_goods,
    make_handover,
    make_term,
)
from tests.factories.partners import make_outlet, make_partner

MINUTE = timedelta(minutes=1)
TODAY = day_of(NOW)


def wib(day, hour, minute=0):
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC) - timedelta(hours=7)


def count_agreed(work, now):
    with work(now=now) as uow:
        return agree_late(uow)


@pytest.mark.parametrize(
    "sent, due",
    [
        ((2026, 11, 24, 8, 20), (2026, 11, 27)),  # Tuesday to Friday
        ((2026, 11, 25, 8, 20), (2026, 11, 30)),  # over a weekend
        ((2026, 11, 27, 23, 59), (2026, 12, 2)),  # a Friday, a minute before midnight
        ((2026, 11, 28, 0, 0), (2026, 12, 2)),  # that midnight: a Saturday already
        ((2026, 11, 29, 12, 0), (2026, 12, 2)),  # a Sunday
        ((2026, 12, 23, 9, 0), (2026, 12, 29)),  # over Christmas and a weekend
        ((2026, 12, 24, 23, 59), (2026, 12, 30)),
        ((2026, 6, 15, 9, 0), (2026, 6, 19)),  # Islamic New Year on a Tuesday
    ],
)
def test_three_working_days_until_five_in_the_afternoon(session, work, sent, due):
    handover = make_handover(session, state=PREPARED)
    moment = wib(date(*sent[:3]), *sent[3:])
    with work(STAFF, at=handover.producer_id, now=moment) as uow:
        send_handover(uow, handover.id)

    deadline = wib(date(*due), 17)
    assert handover.answer_by == deadline
    assert count_agreed(work, deadline) == 0
    assert count_agreed(work, deadline + MINUTE) == 1
    assert count_agreed(work, deadline + 2 * MINUTE) == 0
    assert (handover.state, handover.agreed_how) == (AGREED, AgreedHow.DEEMED)
    assert session.scalars(select(Purchase.bought_on)).all() == [date(*sent[:3])]


def test_a_holiday_the_office_adds_later_holds_for_what_is_sent_from_then_on(session, work):
    handover = make_handover(session, state=PREPARED)
    session.add(Holiday(day=date(2026, 11, 26), name="Hari jadi kota", source="SE Wali Kota", confirmed=True))
    session.commit()
    with work(STAFF, at=handover.producer_id) as uow:
        send_handover(uow, handover.id)

    assert handover.answer_by == wib(date(2026, 11, 30), 17)


def test_silence_is_of_one_side_only_and_a_contest_is_no_silence(session, work):
    late, contested = make_handover(session), make_handover(session, state=CONTESTED)

    assert count_agreed(work, late.answer_by + MINUTE) == 1

    assert (late.state, late.deemed, late.agreed_by) == (AGREED, True, None)
    assert contested.state is CONTESTED
    assert session.scalars(select(Purchase.one_sided)).all() == [True]


def test_what_was_withdrawn_is_not_waited_for_any_more(session, work):
    handover = make_handover(session)
    deadline = handover.answer_by
    with work(STAFF, at=handover.producer_id) as uow:
        withdraw_handover(uow, handover.id)
    assert count_agreed(work, deadline + MINUTE) == 0
    with work(STAFF, at=handover.producer_id, now=deadline) as uow:
        send_handover(uow, handover.id)

    assert count_agreed(work, deadline + MINUTE) == 0
    assert (handover.state, handover.answer_by) == (SENT, wib(date(2026, 12, 2), 17))


def test_a_round_counts_as_it_was_sent(session, work):
    goods, shop = make_goods(session), make_outlet(session, make_partner(session))
    consign(session, goods, shop, 10)
    entry = RoundEntry(variant_id=goods.id, counted=4, brought=3)
    with work(STAFF, at=goods.producer_id) as uow:
        visit = send_round(uow, shop.id, client_id="hp-1", entries=[entry])

    assert count_agreed(work, visit.answer_by + MINUTE) == 1
    assert session.scalars(select(Consigned.balance)).all() == [7]
    assert session.scalars(select(PurchaseLine.net)).all() == [60_000]
    assert session.scalars(select(Due.owed_on)).all() == [date(2026, 11, 27)]


def give_back(session, work):
    goods, shop = make_goods(session), make_outlet(session, make_partner(session))
    make_alone(session, goods, shop, accepted=10, state=AGREED)
    item = ReturnItem(variant_id=goods.id, units=2, reason=TakeBackReason.EXPIRED)
    with work(STAFF, at=shop.partner_id) as uow:
        return send_return(uow, producer_id=goods.producer_id, outlet_id=shop.id, items=[item])


def test_a_return_that_the_maker_does_not_answer_takes_no_money_from_it(session, work):
    back = give_back(session, work)

    assert count_agreed(work, back.answer_by + MINUTE) == 0
    assert (back.state, back.asked_again) == (SENT, True)
    assert session.scalars(select(PurchaseLine.net)).all() == []


class TestWhatSilenceDoesNotAgreeTo:
    """It is asked once more, then an officer decides; nothing is booked."""

    def send(self, session, work, *, price=10_000, units=10, terms=True, usual=10, memorandum=True):
        goods = make_goods(session)
        shop = make_outlet(session, make_partner(session, mou=memorandum))
        if terms:
            maker = session.get_one(Producer, goods.producer_id)
            make_term(session, maker, shop, model=TradeModel.OUTRIGHT)
        if usual:
            make_alone(session, goods, shop, brought=usual, accepted=usual, state=AGREED)
        item = BroughtItem(variant_id=goods.id, brought=units, unit_price=price)
        with work(STAFF, at=goods.producer_id) as uow:
            return send_handover(uow, prepare_alone(uow, shop.id, [item]).id)

    def test_goods_within_agreed_terms_count(self, session, work):
        sent = self.send(session, work)

        assert count_agreed(work, sent.answer_by + MINUTE) == 1
        assert sent.deemed

    @pytest.mark.parametrize(
        "given, doubt",
        [
            ({"price": 5_900_000}, WhyNotDeemed.ABOVE_LIST),
            ({"units": 11}, WhyNotDeemed.ABOVE_USUAL),
            ({"usual": 0}, WhyNotDeemed.ABOVE_USUAL),
            ({"terms": False}, WhyNotDeemed.NOT_AGREED),
            ({"memorandum": False}, WhyNotDeemed.NOT_IN_FORCE),
        ],
    )
    def test_everything_else_waits_for_a_yes(self, session, work, given, doubt):
        sent = self.send(session, work, **given)

        assert doubts_about(session, sent, TODAY) == [doubt]
        assert count_agreed(work, sent.answer_by + MINUTE) == 0
        assert (sent.state, sent.asked_again, sent.answer_by) == (SENT, True, wib(date(2026, 12, 2), 17))

        assert count_agreed(work, sent.answer_by + MINUTE) == 0
        assert (sent.state, sent.answer_by) == (CONTESTED, wib(date(2026, 12, 9), 17))
        assert session.scalars(select(Purchase.id)).all() == session.scalars(select(Due.id)).all() == []

    def test_a_delivery_nobody_ordered_at_590_times_the_list_price_to_a_lapsed_shop(self, session, work):
        sent = self.send(session, work, price=5_900_000, terms=False, usual=0, memorandum=False)

        assert doubts_about(session, sent, TODAY) == [
            WhyNotDeemed.NOT_IN_FORCE,
            WhyNotDeemed.NOT_AGREED,
            WhyNotDeemed.ABOVE_LIST,
            WhyNotDeemed.ABOVE_USUAL,
        ]

    def test_a_yes_is_a_yes_whatever_was_doubted(self, session, work):
        sent = self.send(session, work, price=11_000, units=40)
        with work(STAFF, at=sent.partner_id) as uow:
            agree_handover(uow, sent.id)

        assert sent.state is AGREED

    def test_what_was_agreed_longer_ago_than_ninety_days_is_not_usual(self, session, work):
        sent = self.send(session, work, usual=0)
        goods, shop = session.get_one(Variant, sent.lines[0].variant_id), sent.outlet_id
        outlet = session.get_one(Outlet, shop)
        make_alone(session, goods, outlet, accepted=10, state=AGREED, sent_at=NOW - timedelta(days=91))

        assert doubts_about(session, sent, TODAY) == [WhyNotDeemed.ABOVE_USUAL]
        make_alone(session, goods, outlet, accepted=10, state=AGREED, sent_at=NOW - timedelta(days=90))
        assert doubts_about(session, sent, TODAY) == []
