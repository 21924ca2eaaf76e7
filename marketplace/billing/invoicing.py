"""Dues are frozen as an invoice, numbered without gaps; `cancelling` takes a mistaken one back whole."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from marketplace.billing import policies
from marketplace.billing.events import AmountOwed, InvoiceIssued
from marketplace.billing.locking import lock_dues, locked_dues
from marketplace.billing.models import (
    Due,
    DueKind,
    Invoice,
    InvoicedDue,
    InvoiceKind,
    InvoiceLine,
)
from marketplace.billing.policies import Debt
from marketplace.billing.ppn import Tax, tax_on
from marketplace.billing.queries import kept_maker
from marketplace.billing.tax_status import pkp_on, tax_statuses
from marketplace.db.numbering import formatted, next_number
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah

Cancelling = aliased(Invoice)
CANCELLED = exists().where(Cancelling.cancels_id == InvoicedDue.invoice_id)
INVOICED = exists().where(InvoicedDue.due_id == Due.id, ~CANCELLED)
EVER_INVOICED = exists().where(InvoicedDue.due_id == Due.id)  # also on one that was cancelled
NO_TAX = Tax(Rupiah(0), Rupiah(0)), ""


class InvoiceItem(NamedTuple):
    """A line of a bill; units below zero of what came back."""

    handover: str
    handed_over_on: date
    name: str
    unit: str
    quantity: int
    unit_price: Rupiah


class InvoiceParty(NamedTuple):
    name: str
    lines: Sequence[str]  # its address


@dataclass(frozen=True)
class InvoiceContents:
    """What is frozen beside the dues: items that add up to them, and both sides as they are called that day."""

    items: Sequence[InvoiceItem]
    seller: InvoiceParty
    buyer: InvoiceParty


def uninvoiced(session: Session, due_ids: Collection[int]) -> Sequence[int]:
    """Those of these dues of goods that stand on no invoice."""
    query = select(Due.id).where(Due.id.in_(due_ids), Due.kind == DueKind.GOODS, ~INVOICED)
    return session.scalars(query.order_by(Due.id)).all()


class NothingRemains(Refused):
    """Goods and returns cancel each other out: they wait for more."""

    def __init__(self) -> None:
        super().__init__(
            _l("Retur dan kiriman ini saling menghapus; tunggu kiriman berikutnya."), field="dues"
        )


def issue_invoice(
    uow: UnitOfWork,
    due_ids: Collection[int],
    contents: InvoiceContents,
    *,
    tax_free: bool = False,
    by_terms: bool = False,
) -> Invoice:
    """Dues of one shop as the maker's bill, with PPN where the maker was PKP on their day and goods are not `tax_free`.

    What is owed for bringing the goods comes along. It falls due when the last of them does. Returns are taken off;
    more returns than goods make a credit note. Refused where one is invoiced already, and with NothingRemains where
    goods, or all with delivery and PPN, come to nothing: nothing is locked or numbered by then.
    `by_terms`: both sides agreed that it is issued so, and nobody presses a button.
    """
    if not due_ids:
        raise Refused(_l("Pilih sekurangnya satu tagihan."), field="dues")
    dues = uow.session.scalars(select(Due).where(Due.id.in_(due_ids))).all()  # what they say never changes
    if not dues:
        raise NotFound(f"dues {sorted(due_ids)}")
    brought = _carriage(uow.session, dues)
    goods, delivery = (Rupiah(sum(due.amount for due in part)) for part in (dues, brought))
    payee_id = kept_maker(uow.session, dues[0].payee_id)
    tax, tax_number = NO_TAX if tax_free else _taxed(uow.session, payee_id, [*dues, *brought])
    total = goods + delivery + tax.ppn
    if not goods or not total:
        raise NothingRemains
    kind = InvoiceKind.INVOICE if total > 0 else InvoiceKind.CREDIT
    sequence = next_number(uow, issuer_id=payee_id, kind=kind.value)  # before dues, as `db/locks.py` has it
    dues = _locked(uow, [*dues, *brought], by_terms=by_terms)
    if sum(item.quantity * item.unit_price for item in contents.items) != goods:
        raise ValueError(f"items do not add up to Rp{goods}")
    due_on = max(uow.today, *(due.due_on for due in dues))
    invoice = write_invoice(
        uow, contents, kind=kind, sequence=sequence, goods=goods, delivery=delivery, tax=tax,
        payee_id=payee_id, payer_id=dues[0].payer_id, due_on=due_on, seller_tax_number=tax_number,
        due_count=len(dues) + bool(tax.ppn),
    )  # fmt: skip
    freeze(uow, invoice, [*dues, *owe_tax(uow, dues[-1], invoice.ppn, due_on)], contents.items)
    return invoice


def _carriage(session: Session, dues: Sequence[Due]) -> Sequence[Due]:
    """What the same handovers made the shop owe for bringing their goods, on no bill yet."""
    query = select(Due).where(Due.handover_id.in_([due.handover_id for due in dues]), ~INVOICED)
    return session.scalars(query.where(Due.kind == DueKind.DELIVERY).order_by(Due.id)).all()


def _taxed(session: Session, payee_id: ProducerId, dues: Sequence[Due]) -> tuple[Tax, str]:
    """The tax of what was handed over while the maker was PKP, and the number it stated; nothing of others."""
    statuses = tax_statuses(session, payee_id)
    taxed = [(due, status) for due in dues if (status := pkp_on(statuses, due.owed_on))]
    return tax_on([(due.owed_on, due.amount) for due, _ in taxed]), taxed[-1][1].number if taxed else ""


def _locked(uow: UnitOfWork, dues: Sequence[Due], *, by_terms: bool) -> Sequence[Due]:
    """Refused where one is invoiced. A return alone, of which the shop is paid, is the maker's to write too."""
    due_ids = [due.id for due in dues]
    if by_terms:
        dues = lock_dues(uow, due_ids)
    elif len(dues) > 1:
        dues = locked_dues(uow, due_ids, policies.CONFIRM)
    else:
        uow.demand(policies.CONFIRM, Debt(kept_maker(uow.session, dues[0].payee_id), dues[0].payer_id))
        dues = lock_dues(uow, due_ids)
    if uow.session.scalars(select(Due.id).where(Due.id.in_(due_ids), INVOICED)).first() is not None:
        raise Refused(_l("Ada yang sudah masuk nota lain; muat ulang halamannya."), field="dues")
    return dues


def write_invoice(
    uow: UnitOfWork, contents: InvoiceContents, *, kind: InvoiceKind, sequence: int, goods: Rupiah,
    delivery: Rupiah, tax: Tax, **given: Any,
) -> Invoice:  # fmt: skip
    """`given` are the other columns of `Invoice`."""
    return uow.add(
        Invoice(
            kind=kind,
            year=uow.today.year,
            sequence=sequence,
            number=formatted(sequence, kind.value, uow.today),
            issued_on=uow.today,
            goods=goods,
            delivery=delivery,
            tax_base=tax.base,
            ppn=tax.ppn,
            total=Rupiah(goods + delivery + tax.ppn),
            seller=contents.seller.name,
            seller_lines="\n".join(contents.seller.lines),
            buyer=contents.buyer.name,
            buyer_lines="\n".join(contents.buyer.lines),
            line_count=len(contents.items),
            issued_by=uow.actor.user_id,
            issued_at=uow.now,
            **given,
        )
    )


def owe_tax(uow: UnitOfWork, of: Due, ppn: int, due_on: date) -> list[Due]:
    """The tax of an invoice, owed beside the goods of its last handover; nothing for Rp0."""
    if not ppn:
        return []
    due = uow.add(
        Due(
            handover_id=of.handover_id,
            payee_id=of.payee_id,
            payer_id=of.payer_id,
            outlet_id=of.outlet_id,
            amount=Rupiah(ppn),
            owed_on=uow.today,
            due_on=due_on,
            kind=DueKind.PPN,
        )
    )
    uow.emit(AmountOwed(due_id=due.id, handover_id=of.handover_id, amount=ppn, due_on=due_on))
    return [due]


def freeze(uow: UnitOfWork, invoice: Invoice, dues: Sequence[Due], items: Sequence[InvoiceItem]) -> None:
    for position, due in enumerate(dues, start=1):
        uow.session.add(
            InvoicedDue(invoice_id=invoice.id, position=position, due_id=due.id, amount=due.amount)
        )
    for position, item in enumerate(items, start=1):
        amount = Rupiah(item.quantity * item.unit_price)
        uow.session.add(
            InvoiceLine(invoice_id=invoice.id, position=position, amount=amount, **item._asdict())
        )
    uow.session.flush()
    uow.emit(
        InvoiceIssued(
            invoice_id=invoice.id,
            number=invoice.number,
            payer_id=invoice.payer_id,
            goods=invoice.goods,
            ppn=invoice.ppn,
            total=invoice.total,
            due_on=invoice.due_on,
            cancels_id=invoice.cancels_id,
            delivery=invoice.delivery,
        )
    )
