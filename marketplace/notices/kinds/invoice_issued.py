"""A shop reads that a maker billed it, or credited something."""

from __future__ import annotations

from marketplace.accounts.models import Organisation
from marketplace.billing.events import InvoiceIssued
from marketplace.billing.models import Invoice
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, day, page, rupiah
from marketplace.notices.kinds.base import NOTICE_KINDS, NoticeKind, on
from marketplace.notices.telling import tell

BILLED = Letter(
    "invoice-issued",
    _l("Nota %(number)s dari %(other)s"),
    _l(
        "%(other)s menerbitkan nota %(number)s sejumlah %(amount)s, jatuh tempo %(day)s.\n\nLihat dan bayar: %(link)s"
    ),
    amount=rupiah,
    day=day,
    link=page,
)
CREDITED = Letter(
    "credit-note-issued",
    _l("Nota kredit %(number)s dari %(other)s"),
    _l("%(other)s menerbitkan nota kredit %(number)s sejumlah %(amount)s.\n\nLihat: %(link)s"),
    amount=rupiah,
    link=page,
)


@on(InvoiceIssued)
def write(uow: UnitOfWork, event: InvoiceIssued) -> None:
    invoice = uow.get(Invoice, event.invoice_id)
    about = {
        "number": event.number,
        "other": uow.get(Organisation, invoice.payee_id).name,
        "amount": abs(event.total),
        "day": event.due_on.isoformat(),
        "link": f"/partner/invoices/{invoice.public_id}",
    }
    tell(uow, BILLED if event.total > 0 else CREDITED, {OrganisationId(event.payer_id): about}, event)


NOTICE_KINDS.add("invoice_issued")(NoticeKind(_l("Nota dari pembuat"), [BILLED, CREDITED]))
