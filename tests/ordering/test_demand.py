from datetime import date, timedelta

import pytest

from marketplace.catalog.demand import count, weeks_up_to
from marketplace.catalog.models import DemandSignal, Product
from marketplace.ordering.demand import NONE, Figures, advice, together, weekly_demand
from marketplace.ordering.states import AGREED, CANCELLED, CONFIRMED, Ending
from tests.conftest import NOW
from tests.factories.ordering import make_goods, make_handover, make_maker, make_order

WEEKS = weeks_up_to(date(2026, 11, 24), 3)
SUNDAY_NIGHT = NOW.replace(day=22, hour=16, minute=59)  # 23.59 in Metro, the last minute of the second week


def test_wishes_orders_and_refusals_stand_in_their_weeks(session, work):
    maker = make_maker(session)
    goods, other = (
        make_goods(session, maker=maker, name="Talas"),
        make_goods(session, maker=maker, name="Sale"),
    )
    make_goods(session)
    with work() as uow:
        count(uow, {(goods.product_id, DemandSignal.VIEWED): 9, (goods.product_id, DemandSignal.MISSED): 2})
    with work(now=SUNDAY_NIGHT) as uow:
        count(uow, {(goods.product_id, DemandSignal.BASKETED): 3})
    make_order(session, variant=goods, placed_at=SUNDAY_NIGHT)
    gone = {"state": CANCELLED, "placed_at": SUNDAY_NIGHT + timedelta(minutes=1)}
    for ending in Ending:
        make_order(session, variant=goods, ending=ending, **gone)
    kept = make_order(session, variant=other, state=CONFIRMED, placed_at=NOW - timedelta(days=60))
    handover = make_handover(session, order=kept)
    handover.lines[0].accepted, handover.lines[0].rejected = 7, 3
    session.flush()
    handover.state, handover.agreed_how, handover.agreed_at = AGREED, "account", NOW
    session.commit()

    found = weekly_demand(session, maker.id, WEEKS)

    assert [(one.name, one.product_id) for one in found] == [
        ("Talas", goods.product_id),
        ("Sale", other.product_id),
    ]
    assert list(found[0].weeks) == [
        NONE,
        Figures(basketed=3, ordered=1),
        Figures(viewed=9, missed=2, ordered=6, declined=3),
    ]
    assert found[1].total == Figures(rejected=1)
    assert list(together(found))[2] == Figures(viewed=9, missed=2, ordered=6, declined=3, rejected=1)


def test_a_draft_is_told_of_only_once_something_happened_to_it(session, work):
    goods = make_goods(session)
    session.get(Product, goods.product_id).archived_at = NOW
    session.commit()
    assert weekly_demand(session, goods.producer_id, WEEKS) == []

    with work() as uow:
        count(uow, {(goods.product_id, DemandSignal.VIEWED): 1})

    assert len(weekly_demand(session, goods.producer_id, WEEKS)) == 1
    assert list(together([])) == []


@pytest.mark.parametrize(
    "lately, text",
    [
        (Figures(viewed=90, missed=3, declined=1), "3 kali toko batal"),
        (Figures(viewed=90, declined=2, rejected=1), "2 pesanan tidak Anda penuhi"),
        (Figures(viewed=90, basketed=2, rejected=1), "menolak sebagian kiriman"),
        (Figures(viewed=20), "belum ada yang memasukkan"),
        (Figures(viewed=4, basketed=1), "Jarang dilihat"),
        (Figures(), "Belum dilihat siapa pun"),
        (Figures(viewed=12, basketed=3, ordered=2), "Berjalan baik"),
    ],
)
def test_the_advice_names_what_presses_most(lately, text):
    assert text in advice(lately)
