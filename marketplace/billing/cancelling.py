"""A mistaken invoice is taken back whole, by a credit note that is its mirror; what was issued never changes."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select

from marketplace.billing import policies
from marketplace.billing.allotting import Open, allot
from marketplace.billing.invoicing import (
    InvoiceContents,
    InvoiceItem,
    InvoiceParty,
    freeze,
    owe_tax,
    write_invoice,
)
from marketplace.billing.locking import locked_dues
from marketplace.billing.models import (
    Due,
    DueKind,
    Invoice,
    InvoicedDue,
    InvoiceKind,
    InvoiceLine,
    PaidBy,
    PaymentMade,
)
from marketplace.billing.policies import Debt
from marketplace.billing.ppn import Tax
from marketplace.billing.queries import kept_maker, left_of
from marketplace.billing.services import write_receipts
from marketplace.db.numbering import next_number
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah


def cancel_invoice(uow: UnitOfWork, invoice_id: int, *, reason: str) -> Invoice:
    """A mistaken invoice is cancelled by a credit note over all of it; what it was of may stand on another.

    Its tax is owed no longer: what was not paid of it falls away, what was paid is left for the shop's next dues.
    """
    invoice = uow.get(Invoice, invoice_id)
    uow.demand(policies.CONFIRM, Debt(kept_maker(uow.session, invoice.payee_id), invoice.payer_id))
    if not reason.strip():
        raise Refused(_l("Tulis mengapa nota ini dibatalkan."), field="reason")
    if invoice.kind is not InvoiceKind.INVOICE:
        raise Refused(_l("Nota kredit tidak dibatalkan."))
    if uow.session.scalar(select(Invoice.id).filter_by(cancels_id=invoice.id)):
        raise Refused(_l("Nota ini sudah dibatalkan."))
    sequence = next_number(uow, issuer_id=invoice.payee_id, kind=InvoiceKind.CREDIT.value)
    lines = uow.session.scalars(select(InvoiceLine).filter_by(invoice_id=invoice.id)).all()
    items = [
        InvoiceItem(one.handover, one.handed_over_on, one.name, one.unit, -one.quantity, one.unit_price)
        for one in sorted(lines, key=lambda line: line.position)
    ]
    return _cancel(uow, invoice, sequence, items, reason.strip())


def _cancel(
    uow: UnitOfWork, invoice: Invoice, sequence: int, items: Sequence[InvoiceItem], reason: str
) -> Invoice:
    taxes = uow.session.scalars(
        select(Due)
        .join(InvoicedDue, InvoicedDue.due_id == Due.id)
        .where(InvoicedDue.invoice_id == invoice.id, Due.kind == DueKind.PPN)
    ).all()
    for tax in taxes:
        locked_dues(uow, [tax.id], policies.CONFIRM)
    contents = InvoiceContents(
        items,
        InvoiceParty(invoice.seller, invoice.seller_lines.splitlines()),
        InvoiceParty(invoice.buyer, invoice.buyer_lines.splitlines()),
    )
    note = write_invoice(
        uow, contents, kind=InvoiceKind.CREDIT, sequence=sequence, goods=Rupiah(-invoice.goods),
        delivery=Rupiah(-invoice.delivery), tax=Tax(Rupiah(-invoice.tax_base), Rupiah(-invoice.ppn)),
        payee_id=invoice.payee_id, payer_id=invoice.payer_id, due_on=uow.today,
        seller_tax_number=invoice.seller_tax_number, due_count=len(taxes), cancels_id=invoice.id, reason=reason,
    )  # fmt: skip
    given_back = [back for tax in taxes for back in owe_tax(uow, tax, -invoice.ppn, uow.today)]
    freeze(uow, note, given_back, items)
    for tax, back in zip(taxes, given_back, strict=True):
        _set_off(uow, tax, back)
    return note


def _set_off(uow: UnitOfWork, tax: Due, back: Due) -> None:
    """What nobody paid of a tax falls away with the invoice: no money passes."""
    left = left_of(uow.session, [tax.id])[tax.id]
    if left <= 0:
        return
    shares = allot([Open(tax.id, left), Open(back.id, back.amount)], received=0)
    nothing = PaymentMade(
        payee_id=tax.payee_id, payer_id=tax.payer_id, amount=Rupiah(0), paid_on=uow.today,
        paid_by=PaidBy.TRANSFER, act=new_public_id(), confirmed_by=None, confirmed_at=uow.now,
    )  # fmt: skip
    write_receipts(uow, nothing, shares)
