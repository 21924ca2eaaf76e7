"""Stored figures are what the ledger says, whatever happens in whatever order."""

import pytest

from marketplace.app import REACTIONS
from marketplace.kernel.events import Bus
from marketplace.kernel.period import Month, MonthSpan
from marketplace.purchases.services import record_purchase
from marketplace.uptake.models import Uptake, UptakeMark
from marketplace.uptake.refreshing import differences, refresh_month
from marketplace.uptake.stored import summed_lines
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase, new_purchase

AUGUST, SEPTEMBER = Month(2026, 8), Month(2026, 9)


@pytest.fixture
def unit(work):
    """A unit of work that the whole program listens to."""

    def opened(*roles, **given):
        uow = work(*roles, **given)
        uow._bus = Bus(*REACTIONS)
        return uow

    return opened


@pytest.fixture
def shop(session):
    return make_partner(session, mou=False)


@pytest.fixture
def maker(session):
    return make_maker(session)


def sums(session):
    """By shop and month, rupiah and lines."""
    read = summed_lines(session, MonthSpan(AUGUST, SEPTEMBER))
    return {
        (partner_id, str(Month.of(line.day))): (line.net, read.stand_for[line.id])
        for partner_id, lines in read.of.items()
        for line in lines
    }


def test_a_month_that_is_not_stored_is_read_from_the_ledger(session, shop, maker):
    make_purchase(session, shop, maker, 10, 20)
    assert sums(session) == {(shop.id, "2026-08"): (30, 2)}


def test_a_stored_month_is_read_from_what_is_stored(session, unit, shop, maker):
    make_purchase(session, shop, maker, 10, 20)
    assert refresh_month(unit(), AUGUST) == 1
    session.query(Uptake).update({"net": 7})
    session.commit()
    assert sums(session) == {(shop.id, "2026-08"): (7, 2)}
    [wrong] = differences(session, AUGUST)
    assert (wrong.partner_id, [row.net for row in wrong.stored], [row.net for row in wrong.right]) == (
        shop.id,
        [7],
        [30],
    )


def test_a_purchase_marks_its_month_and_is_seen_at_once(session, unit, shop, maker):
    refresh_month(unit(), AUGUST)
    with unit() as uow:
        record_purchase(uow, new_purchase(shop, 500, producer_id=maker.id))
    assert [(mark.partner_id, mark.month) for mark in session.query(UptakeMark)] == [(shop.id, "2026-08")]
    assert sums(session) == {(shop.id, "2026-08"): (500, 1)}
    refresh_month(unit(), AUGUST)
    assert session.query(UptakeMark).count() == 0
    assert sums(session) == {(shop.id, "2026-08"): (500, 1)}
    assert session.query(Uptake).count() == 1
