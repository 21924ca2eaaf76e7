"""Invoices as both sides read them: their own, with what is left to pay of each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import Date, exists, func, literal, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.billing.invoicing import CANCELLED
from marketplace.billing.models import Invoice, InvoicedDue, InvoiceLine, Receipt
from marketplace.billing.queries import kept_maker
from marketplace.db.listing import Listing, Row, by, cell, col, required, where
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OrganisationId, PartnerId, ProducerId
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.money import Rupiah
from marketplace.ports.sheets import Column
from marketplace.producers.accounts import account_hint
from marketplace.purchases.sellers import records_of

Cancelling = aliased(Invoice)
OF_IT = InvoicedDue.invoice_id == Invoice.id
ON_IT = exists().where(OF_IT, Invoice.cancels_id.is_(None), ~CANCELLED)
PAID = (
    select(func.coalesce(func.sum(Receipt.received + Receipt.deducted), 0))
    .join(InvoicedDue, InvoicedDue.due_id == Receipt.due_id)
    .where(OF_IT)
    .correlate(Invoice)
    .scalar_subquery()
)


class InvoiceStanding(Labelled):
    """Derived: an invoice itself never changes."""

    OPEN = "open", _l("Belum dibayar")
    PART = "part", _l("Dibayar sebagian")
    OVERDUE = "overdue", _l("Lewat jatuh tempo")
    PAID = "paid", _l("Lunas")
    CANCELLED = "cancelled", _l("Dibatalkan")
    CREDIT = "credit", _l("Nota kredit")


class InvoiceRow(Row):
    id = col(Invoice.id)
    public_id = col(Invoice.public_id)
    kind = col(Invoice.kind)
    payee_id = col(Invoice.payee_id)
    number = col(Invoice.number, Column(_l("Nomor"), width=20))
    seller = col(Invoice.seller, Column(_l("Pembuat"), width=28))
    seller_lines = col(Invoice.seller_lines)
    seller_tax_number = col(Invoice.seller_tax_number)
    buyer = col(Invoice.buyer, Column(_l("Toko"), width=28))
    buyer_lines = col(Invoice.buyer_lines)
    issued_on = col(Invoice.issued_on, Column(_l("Tanggal"), "day"))
    due_on = col(Invoice.due_on, Column(_l("Jatuh tempo"), "day"))
    goods = col(Invoice.goods, Column(_l("Barang"), "rupiah"), summed=True)
    delivery = col(Invoice.delivery, Column(_l("Ongkos kirim"), "rupiah"), summed=True)
    tax_base = col(Invoice.tax_base)
    ppn = col(Invoice.ppn, Column(_l("PPN"), "rupiah"), summed=True)
    total = col(Invoice.total, Column(_l("Jumlah nota"), "rupiah"), summed=True)
    paid: Rupiah = col(PAID)
    reason = col(Invoice.reason)
    cancels = col(Invoice.cancels_id.is_not(None))
    cancelled: bool = col(exists().where(Cancelling.cancels_id == Invoice.id))
    day = col(lambda listing: literal(listing.day, Date))

    @property
    def left(self) -> Rupiah:
        return Rupiah(0 if self.cancelled or self.cancels else self.total - self.paid)

    @property
    def standing(self) -> InvoiceStanding:
        if self.cancelled:
            return InvoiceStanding.CANCELLED
        if self.total < 0:
            return InvoiceStanding.CREDIT
        if not self.left:
            return InvoiceStanding.PAID
        if self.due_on < self.day:
            return InvoiceStanding.OVERDUE
        return InvoiceStanding.PART if self.paid else InvoiceStanding.OPEN

    @cell(Column(_l("Keadaan"), width=20))
    def stands(self) -> Label:
        return self.standing.label


class InvoiceList(Listing[InvoiceRow]):
    """Newest first, of one side's own; a merged record's are the kept maker's. `day` is the day it is looked at."""

    sort = by(Invoice.id, down=True)
    sheet = _l("Nota")

    payee_id: ProducerId | None = where(lambda maker: Invoice.payee_id.in_(records_of(maker)), own=True)
    payer_id: PartnerId | None = where(Invoice.payer_id, own=True)
    public_id: str | None = where(Invoice.public_id)
    due_id: int | None = where(
        lambda due_id: ON_IT.where(InvoicedDue.due_id == due_id)
    )  # only where it stands
    day: date | None = None


class InvoiceLineRow(Row):
    handover = col(InvoiceLine.handover)
    handed_over_on = col(InvoiceLine.handed_over_on)
    name = col(InvoiceLine.name)
    unit = col(InvoiceLine.unit)
    quantity = col(InvoiceLine.quantity)
    unit_price = col(InvoiceLine.unit_price)
    amount = col(InvoiceLine.amount)


class InvoiceLineList(Listing[InvoiceLineRow]):
    sort = by(InvoiceLine.position)
    invoice_id: int = required(InvoiceLine.invoice_id)


def invoice_row(session: Session, listing: InvoiceList) -> InvoiceRow:
    """The one that is asked for. Raises NotFound, for others' too."""
    found = listing.one(session)
    if found is None:
        raise NotFound(f"invoice {listing.public_id}")
    return found


def bill_of(session: Session, due_id: int) -> InvoiceRow | None:
    """The invoice that a due stands on, unless it was cancelled; of the two sides' own dues alone."""
    return InvoiceList(due_id=due_id).one(session)


class PayWhere(NamedTuple):
    """The maker whose page a shop pays it on, by its public id, and its account in short."""

    maker: str
    account: str


def pay_where(session: Session, payee_id: OrganisationId) -> PayWhere:
    """Of a merged record the maker that was kept."""
    maker_id = kept_maker(session, payee_id)
    return PayWhere(session.get_one(Organisation, maker_id).public_id, account_hint(session, maker_id))


def lines_of(session: Session, invoice_id: int) -> Sequence[InvoiceLineRow]:
    return InvoiceLineList(invoice_id=invoice_id).rows(session)


def dues_of(session: Session, invoice_id: int) -> Sequence[int]:
    """The ids of the dues that stand on it."""
    query = select(InvoicedDue.due_id).filter_by(invoice_id=invoice_id).order_by(InvoicedDue.due_id)
    return session.scalars(query).all()
