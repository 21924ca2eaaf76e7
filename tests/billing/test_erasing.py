"""Whoever is erased leaves what they billed and confirmed: it is the business's, and carries numbers alone."""

from sqlalchemy import func, select

from marketplace.accounts.services.erasing import erase_person
from marketplace.billing.invoicing import issue_invoice
from marketplace.billing.models import Due, Invoice, InvoicedDue, InvoiceLine, PaidBy, PaymentMade, Receipt
from marketplace.billing.services import confirm_received
from marketplace.kernel.roles import OWNER, PRODUCER
from marketplace.producers.models import Producer
from tests.factories.billing import TODAY, make_due
from tests.factories.people import owner_of
from tests.factories.producers import make_person, make_seat
from tests.ordering.test_random_money import contents

ROWS = (Due, Invoice, InvoicedDue, InvoiceLine, PaymentMade, Receipt)


def test_billing_rows_survive_the_erasure_of_a_person(session, work):
    due = make_due(session)
    owner_of(session, due.payee_id)
    person = make_person(session, name="Tini")
    make_seat(session, person, session.get(Producer, due.payee_id))
    as_tini = {"at": due.payee_id, "kind": PRODUCER, "user_id": person.id}
    with work(OWNER, **as_tini) as uow:
        invoice = issue_invoice(uow, [due.id], contents([due]))
        confirm_received(uow, due.id, received=5_000, received_on=TODAY, paid_by=PaidBy.CASH)
    before = [session.scalar(select(func.count()).select_from(one)) for one in ROWS]
    with work(OWNER, **as_tini) as uow:
        erase_person(uow)
    assert [session.scalar(select(func.count()).select_from(one)) for one in ROWS] == before
    assert min(before) == 1 and session.get(Invoice, invoice.id).issued_by == person.id
    assert "Tini" not in session.scalars(select(Invoice.seller_lines)).one()
