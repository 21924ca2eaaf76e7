"""A maker's agreed returns, added up by the month (WIB) in which both sides agreed."""

from datetime import UTC, datetime

import pytest

from marketplace.db.keyset import PageStart
from marketplace.ordering.returns_by_month import ReturnsList
from marketplace.ordering.states import AGREED, SENT, HandoverKind, TakeBackReason, TradeModel
from tests.conftest import NOW
from tests.factories.ordering import make_alone, make_goods, make_maker
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture
def goods(session):
    return make_goods(session)


@pytest.fixture
def give_back(session, goods):
    outlet = make_outlet(session, make_partner(session))

    def write(units, at, *, variant=goods, **given):
        line = {"taken_back": units, "take_back_reason": TakeBackReason.EXPIRED}
        known = {"kind": HandoverKind.RETURN, "state": AGREED, "agreed_at": at} | given
        return make_alone(session, variant, outlet, brought=0, line=line, **known)

    return write


def months(session, maker_id):
    rows = ReturnsList(producer_id=maker_id).rows(session)
    return [(row.month, row.returns, row.taken_back, row.value) for row in rows]


def test_months_are_added_up_the_newest_first(session, goods, give_back):
    give_back(3, datetime(2026, 9, 2, tzinfo=UTC))
    give_back(2, datetime(2026, 11, 2, tzinfo=UTC))
    give_back(5, datetime(2026, 11, 3, tzinfo=UTC), trade=TradeModel.CONSIGNMENT)  # costs nothing

    assert months(session, goods.producer_id) == [("2026-11", 2, 7, -20_000), ("2026-09", 1, 3, -30_000)]


@pytest.mark.parametrize(
    ("last", "before", "after"),
    [
        ((2026, 2, 28), "2026-02", "2026-03"),
        ((2028, 2, 28), "2028-02", "2028-02"),
        ((2028, 2, 29), "2028-02", "2028-03"),
        ((2026, 4, 30), "2026-04", "2026-05"),
        ((2026, 7, 30), "2026-07", "2026-07"),
        ((2026, 12, 31), "2026-12", "2027-01"),
    ],
)
def test_a_month_ends_at_midnight_in_metro(session, goods, give_back, last, before, after):
    give_back(1, datetime(*last, 16, 59, 59, tzinfo=UTC))
    assert [row[0] for row in months(session, goods.producer_id)] == [before]

    give_back(1, datetime(*last, 17, tzinfo=UTC))
    assert {row[0] for row in months(session, goods.producer_id)} == {before, after}


def test_only_agreed_returns_of_this_maker_count(session, goods, give_back):
    give_back(1, None, state=SENT)
    give_back(1, NOW, kind=HandoverKind.DELIVERY)
    give_back(1, NOW, variant=make_goods(session))

    assert months(session, goods.producer_id) == []


def test_returns_to_a_merged_record_are_the_kept_makers(session, goods, give_back):
    merged = make_maker(session, merged_into_id=goods.producer_id)
    give_back(4, NOW, variant=make_goods(session, maker=merged))

    assert months(session, goods.producer_id) == [("2026-11", 1, 4, -40_000)]


def test_a_page_begins_after_a_month(session, goods, give_back):
    for month in (9, 10, 11):
        give_back(1, datetime(2026, month, 2, tzinfo=UTC))

    page = ReturnsList(producer_id=goods.producer_id).page(session, PageStart(after="2026-11"), size=1)

    assert [row.month for row in page] == ["2026-10"]
