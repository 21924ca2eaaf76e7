"""What is to be paid in which months, and when it was."""

from datetime import date, timedelta

import pytest

from marketplace.billing.models import PaidBy
from marketplace.billing.reversing import take_back
from marketplace.billing.services import claim_payment, confirm_received
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import OWNER, PARTNER, PRODUCER, STAFF
from marketplace.uptake.billed import bills_of
from marketplace.uptake.lines import Bill
from marketplace.uptake.measures.base import MEASURES, Basis, Gap
from tests.factories.billing import make_due
from tests.factories.ordering import make_maker

OWED, PAID = date(2026, 10, 20), date(2026, 11, 3)
NOVEMBER = MonthSpan.of(Month(2026, 11))


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def due(session, maker):
    return make_due(session, maker=maker, owed_on=OWED)


@pytest.fixture
def receive(work, maker):
    def confirm(due, amount, day=PAID):
        with work(STAFF, at=maker.id, kind=PRODUCER) as uow:
            return confirm_received(uow, due.id, received=amount, received_on=day, paid_by=PaidBy.CASH)

    return confirm


def bills(session, due, span=NOVEMBER):
    return list(bills_of(session, span, partner_ids=[due.payer_id]).get(due.payer_id, ()))


def test_a_bill_belongs_to_the_month_of_its_fifteenth_day(session, due):
    bill = Bill(due.id, OWED, 100_000, None, None)
    assert bill.payable_by == date(2026, 11, 4)
    assert bills(session, due) == [bill]
    assert bills(session, due, MonthSpan.of(Month(2026, 10))) == []


def test_it_is_paid_once_all_of_it_is_and_no_longer_when_that_is_taken_back(
    session, work, maker, due, receive
):
    receive(due, 60_000)
    assert bills(session, due)[0].paid_on is None
    receipt = receive(due, 40_000, PAID + timedelta(days=1))
    assert bills(session, due)[0].paid_on == PAID + timedelta(days=1)
    with work(STAFF, at=maker.id, kind=PRODUCER) as uow:
        take_back(uow, receipt.id, reason="salah")
    assert bills(session, due)[0].paid_on is None


def test_a_proof_that_nobody_answered_is_no_payment_and_could_turn_the_outcome(session, work, due):
    with work(OWNER, at=due.payer_id, kind=PARTNER) as uow:
        claim_payment(uow, due.id, amount=100_000, paid_on=PAID, paid_by=PaidBy.TRANSFER)
    found = bills(session, due)
    assert found == [Bill(due.id, OWED, 100_000, None, PAID)]
    figure = MEASURES["bills_paid"]().measure([], Basis(billed=found))
    assert (figure.numerator, figure.denominator, figure.open) == (0, 1, 1)
    late = found[0]._replace(claimed_on=date(2026, 11, 5))
    assert MEASURES["bills_paid"]().measure([], Basis(billed=[late])).open == 0


def test_returns_are_no_bills_and_large_ones_are_not_looked_at(session, due):
    back = make_due(session, -5_000, owed_on=OWED)
    assert bills(session, back) == []
    large = Basis(billed=[Bill(1, OWED, 10_000_001, None, None)])
    assert MEASURES["bills_paid"]().measure([], large).gap is Gap.NOTHING_PAYABLE
    assert MEASURES["days_to_pay"]().measure([], large).gap is Gap.NOTHING_PAYABLE


def test_how_long_it_took_is_told_once_all_is_paid():
    one = Bill(1, OWED, 1, OWED - timedelta(days=2), None)
    assert MEASURES["days_to_pay"]().measure([], Basis(billed=[one])).values == (0,)
    other = one._replace(paid_on=None)
    assert MEASURES["days_to_pay"]().measure([], Basis(billed=[one, other])).gap is Gap.UNPAID
