from datetime import date, timedelta

import pytest

from marketplace.catalog.demand import (
    Seen,
    SoldOut,
    count,
    count_missed,
    count_views,
    demand_for,
    missed_while_sold_out,
    monday,
    weeks_up_to,
)
from marketplace.catalog.models import Availability, DemandSignal, Product
from marketplace.kernel.labels import _l
from tests.conftest import NOW
from tests.factories.ordering import make_goods, make_maker

WEEK = date(2026, 11, 23)  # of NOW
BEFORE = WEEK - timedelta(weeks=1)


@pytest.mark.parametrize("days, back", [(0, 0), (6, 0), (-1, 1), (-7, 1), (-8, 2)])
def test_a_week_begins_on_monday(days, back):
    assert monday(WEEK + timedelta(days=days)) == WEEK - timedelta(weeks=back)


def test_weeks_end_with_that_of_the_day():
    assert weeks_up_to(date(2026, 11, 29), 3) == [date(2026, 11, 9), BEFORE, WEEK]


def test_wishes_of_a_week_add_up_in_one_row(session, work):
    maker = make_maker(session)
    one, two = (make_goods(session, maker=maker).product_id for _ in range(2))
    make_goods(session)

    for times in (1, 2):
        with work() as uow:
            count(
                uow,
                {
                    (two, DemandSignal.VIEWED): times,
                    (one, DemandSignal.BASKETED): 1,
                    (one, DemandSignal.MISSED): 0,
                },
            )
    with work(now=NOW - timedelta(days=7)) as uow:
        count(uow, {(one, DemandSignal.BASKETED): 5})

    assert demand_for(session, maker.id, [BEFORE, WEEK]) == {
        (one, BEFORE, DemandSignal.BASKETED): 5,
        (one, WEEK, DemandSignal.BASKETED): 2,
        (two, WEEK, DemandSignal.VIEWED): 3,
    }
    assert demand_for(session, maker.id, [WEEK - timedelta(weeks=3), WEEK - timedelta(weeks=2)]) == {}


def test_more_rows_than_go_into_one_statement_are_counted(session, work, monkeypatch):
    monkeypatch.setattr("marketplace.catalog.demand.SLICE", 2)
    maker = make_maker(session)
    ids = [make_goods(session, maker=maker, name=f"Barang {n}").product_id for n in range(5)]

    with work() as uow:
        count(uow, {(one, DemandSignal.VIEWED): 1 for one in ids})

    assert len(demand_for(session, maker.id, [WEEK])) == 5


def test_looks_become_views_but_for_those_of_the_makers_own_people(session, work):
    goods = make_goods(session)
    maker, slug = goods.producer_id, session.get(Product, goods.product_id).slug
    looks = {
        Seen(slug, None, WEEK): 3,
        Seen(slug, maker + 1, WEEK): 2,
        Seen(slug, maker, WEEK): 50,
        Seen(slug, None, BEFORE): 4,
        Seen("complete", None, WEEK): 9,
    }

    with work() as uow:
        assert count_views(uow, looks) == 9

    assert demand_for(session, maker, [BEFORE, WEEK]) == {
        (goods.product_id, BEFORE, DemandSignal.VIEWED): 4,
        (goods.product_id, WEEK, DemandSignal.VIEWED): 5,
    }


def test_a_refusal_for_want_of_goods_is_a_loss(session, work):
    goods = make_goods(session)
    with work() as uow:
        count_missed(uow, SoldOut(_l("Habis."), product_id=goods.product_id))

    assert demand_for(session, goods.producer_id, [WEEK]) == {
        (goods.product_id, WEEK, DemandSignal.MISSED): 1
    }


def test_what_is_sold_out_and_was_wanted_is_told_the_most_wanted_first(session, work):
    maker = make_maker(session)
    gone = {"maker": maker, "availability": Availability.SOLD_OUT}
    little, much, unwanted = (make_goods(session, name=name, **gone) for name in ("Sale", "Talas", "Pisang"))
    there = make_goods(session, maker=maker)
    with work() as uow:
        for goods, times in ((little, 1), (much, 3), (there, 9)):
            count(uow, {(goods.product_id, DemandSignal.MISSED): times})
        count(uow, {(unwanted.product_id, DemandSignal.MISSED): 9}, week=WEEK - timedelta(weeks=5))

    found = missed_while_sold_out(session, maker.id, BEFORE)

    assert [(one.name, one.times) for one in found] == [("Talas", 3), ("Sale", 1)]
