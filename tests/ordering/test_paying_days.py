"""Days to pay, counted from the later of handover and invoice to the day of the proof that was confirmed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.billing.invoicing import issue_invoice
from marketplace.billing.models import Due, PaidBy
from marketplace.billing.reversing import take_back
from marketplace.billing.services import claim_payment, confirm_received
from marketplace.kernel.roles import OWNER, PARTNER, PRODUCER, STAFF
from marketplace.ordering.paying_days import (
    DaysToPay,
    days_to_pay,
    speed_by_kind,
    speed_of,
    unanswered_proofs,
)
from marketplace.partners.models import PartnerKind
from tests.factories.billing import TODAY, make_due
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.ordering.test_random_money import contents

YEAR = (date(2026, 1, 1), date(2026, 12, 31))
LATELY = {"owed_on": date(2026, 11, 1), "due_on": date(2026, 11, 15)}


@pytest.fixture
def maker(session):
    return make_maker(session)


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session, kind=PartnerKind.HOTEL))


@pytest.fixture
def due(session, maker, outlet):
    return make_due(session, maker=maker, outlet=outlet, **LATELY)


@pytest.fixture
def receive(work, maker):
    def confirm(due, amount=100_000, on=TODAY):
        with work(STAFF, at=maker.id, kind=PRODUCER) as uow:
            return confirm_received(uow, due.id, received=amount, received_on=on, paid_by=PaidBy.CASH)

    return confirm


def days(session, due):
    return [row.days for row in days_to_pay(session, *YEAR, Due.payer_id == due.payer_id)]


def test_a_due_counts_once_all_of_it_is_paid_to_the_day_of_the_last_payment(session, due, receive):
    receive(due, 40_000, date(2026, 11, 5))
    assert days(session, due) == []
    receive(due, 60_000, date(2026, 11, 21))
    assert days(session, due) == [20]
    assert days_to_pay(session, date(2026, 11, 22), date(2026, 12, 31)) == []


def test_the_day_is_that_of_the_proof_once_the_maker_confirms_it(session, work, due, outlet, receive):
    with work(OWNER, at=outlet.partner_id, kind=PARTNER) as uow:
        claim_payment(uow, due.id, amount=100_000, paid_on=date(2026, 11, 11), paid_by=PaidBy.TRANSFER)
    assert (days(session, due), unanswered_proofs(session, Due.payer_id == due.payer_id)) == ([], 1)
    receive(due)
    assert (days(session, due), unanswered_proofs(session)) == ([10], 0)


def test_an_invoice_that_came_later_starts_the_count(session, work, due, maker, receive):
    from_invoice = make_due(session, maker=maker, **LATELY)
    with work(STAFF, at=maker.id, kind=PRODUCER) as uow:
        issue(uow, from_invoice)
    receive(from_invoice, on=TODAY)
    assert days(session, from_invoice) == [0]


def issue(uow, due):
    return issue_invoice(uow, [due.id], contents([due]))


def test_what_was_taken_back_is_not_paid_and_returns_are_nobodys_days(
    session, work, maker, due, outlet, receive
):
    receipt = receive(due)
    with work(STAFF, at=maker.id, kind=PRODUCER) as uow:
        take_back(uow, receipt.id, reason="salah")
    back = make_due(session, -5_000, maker=maker, outlet=outlet, **LATELY)
    with work(OWNER, at=outlet.partner_id, kind=PARTNER) as uow:
        confirm_received(uow, back.id, received=-5_000, received_on=TODAY, paid_by=PaidBy.CASH)
    assert days(session, due) == []


def test_the_city_reads_them_by_kind_of_partner(session, due, receive, maker):
    other = make_due(session, maker=maker, **LATELY)
    receive(due)
    receive(other, on=date(2026, 11, 3))
    found = speed_by_kind(days_to_pay(session, *YEAR))
    assert {kind: (speed.bills, speed.p50) for kind, speed in found.items()}[PartnerKind.HOTEL] == (1, 23)
    assert len(found) == 2


@given(st.lists(st.integers(0, 400), min_size=1))
def test_half_and_nine_of_ten_are_within_the_figures(took):
    rows = [
        DaysToPay(1, 1, PartnerKind.SHOP, 1, TODAY, date.fromordinal(TODAY.toordinal() + one)) for one in took
    ]
    speed = speed_of(rows)
    assert speed.p50 <= speed.p90 and {speed.p50, speed.p90} <= set(took)
    assert 2 * sum(one <= speed.p50 for one in took) >= len(took)
    assert 10 * sum(one <= speed.p90 for one in took) >= 9 * len(took)


def test_of_nothing_there_is_no_speed():
    assert speed_of([]) is None
