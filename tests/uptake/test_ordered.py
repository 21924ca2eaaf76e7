"""What makers promised and whether it came in time."""

from datetime import date

import pytest

from marketplace.kernel.period import Month, MonthSpan
from marketplace.ordering.models.handovers import HandoverLine
from marketplace.ordering.states import AGREED, CANCELLED, CONFIRMED, PLACED, Ending
from marketplace.uptake.lines import OrderedLine
from marketplace.uptake.ordered import ordered_lines
from tests.conftest import NOW
from tests.factories.ordering import make_handover, make_order

DUE = date(2026, 8, 12)
AUGUST = MonthSpan.of(Month(2026, 8))


@pytest.fixture
def promised(session):
    """Ten at Rp10.000 for the twelfth of August."""

    def make(**given):
        return make_order(session, **{"state": CONFIRMED, "confirmed_at": NOW, "promised_on": DUE} | given)

    return make


def bring(session, order, units, day, **given):
    (line,) = order.lines
    taken = HandoverLine(
        order_line_id=line.id, variant_id=line.variant_id, name=line.name, unit=line.unit,
        unit_price=line.unit_price, brought=units, accepted=units, rejected=0,
    )  # fmt: skip
    return make_handover(session, order=order, **{"state": AGREED, "goods_on": day, "lines": [taken]} | given)


def lines(session, order, span=AUGUST):
    return list(ordered_lines(session, span, partner_ids=[order.partner_id]).get(order.partner_id, ()))


def test_what_came_by_the_promised_day_is_in_time(session, promised):
    order = promised()
    bring(session, order, 6, DUE)
    bring(session, order, 3, date(2026, 8, 13))
    assert lines(session, order) == [OrderedLine(DUE, 100_000, 60_000)]


def test_what_was_called_off_by_its_maker_is_promised_and_did_not_come(session, promised):
    order = promised(state=CANCELLED, ending=Ending.BY_MAKER)
    assert lines(session, order) == [OrderedLine(DUE, 100_000, 0)]


@pytest.mark.parametrize(
    "given",
    [
        {"state": CANCELLED, "ending": Ending.BY_SHOP},
        {"state": PLACED, "confirmed_at": None},
        {"promised_on": None},
        {"promised_on": date(2026, 9, 1)},
    ],
)
def test_what_nobody_promised_for_these_months_is_not_asked(session, promised, given):
    assert lines(session, promised(**given)) == []
