"""A shop reads that a maker billed it, or credited something; the maker, where nobody pressed a button for it."""

from __future__ import annotations

from marketplace.accounts.models import Organisation
from marketplace.billing.events import InvoiceIssued
from marketplace.billing.models import Invoice
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, day, page, rupiah
from marketplace.notices.kinds.base import NOTICE_KINDS, TRADERS, NoticeKind, on
from marketplace.notices.telling import tell
from marketplace.ordering.invoices import pay_where

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
BILLED_TO = Letter(
    "invoice-issued-to",
    BILLED.subject,
    _l(
        "%(other)s menerbitkan nota %(number)s sejumlah %(amount)s, jatuh tempo %(day)s.\n\nBayar ke %(account)s; nomor"
        " lengkapnya dan cara mengatakan sudah membayar: %(pay)s\n\nNotanya: %(link)s"
    ),
    amount=rupiah,
    day=day,
    pay=page,
    link=page,
)
CREDITED = Letter(
    "credit-note-issued",
    _l("Nota kredit %(number)s dari %(other)s"),
    _l("%(other)s menerbitkan nota kredit %(number)s sejumlah %(amount)s.\n\nLihat: %(link)s"),
    amount=rupiah,
    link=page,
)


BY_TERMS = Letter(
    "invoice-by-terms",
    _l("Nota %(number)s untuk %(other)s terbit sendiri"),
    _l(
        "menurut kesepakatan Anda dengan %(other)s, nota %(number)s sejumlah %(amount)s terbit hari ini dan toko sudah"
        " diberi tahu. Bila keliru, batalkan di halamannya.\n\nLihat: %(link)s"
    ),
    amount=rupiah,
    link=page,
)


@on(InvoiceIssued)
def write(uow: UnitOfWork, event: InvoiceIssued) -> None:
    invoice = uow.get(Invoice, event.invoice_id)
    where = pay_where(uow.session, invoice.payee_id)
    about = {
        "number": event.number,
        "other": uow.get(Organisation, invoice.payee_id).name,
        "amount": abs(event.total),
        "day": event.due_on.isoformat(),
        "account": where.account,
        "pay": f"/partner/money/makers/{where.maker}",
        "link": f"/partner/invoices/{invoice.public_id}",
    }
    letter = CREDITED if event.total <= 0 else BILLED_TO if where.account else BILLED
    tell(uow, letter, {OrganisationId(event.payer_id): about}, event)
    if invoice.issued_by is None:
        mine = {"other": invoice.buyer, "link": f"/producer/invoices/{invoice.public_id}"}
        tell(uow, BY_TERMS, {OrganisationId(invoice.payee_id): about | mine}, event)


NOTICE_KINDS.add("invoice_issued")(
    NoticeKind(_l("Nota dari pembuat"), [BILLED, BILLED_TO, CREDITED], readers=TRADERS)
)
NOTICE_KINDS.add("invoice_by_terms")(NoticeKind(_l("Nota yang terbit sendiri"), [BY_TERMS], readers=TRADERS))
