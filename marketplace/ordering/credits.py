"""What shops paid beyond their dues, or before the goods came, as both sides read it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, func, join

from marketplace.billing.models import Payment, PaymentKind
from marketplace.billing.queries import CREDIT
from marketplace.db.listing import Listing, Row, by, col, where
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering.money import Buyer, Maker, Payee
from marketplace.ports.sheets import Column
from marketplace.purchases.sellers import records_of


class CreditRow(Row):
    """A payment, and what is left of it."""

    id = col(Payment.id)
    public_id = col(Payment.public_id)
    act = col(Payment.act)
    paid_on = col(Payment.paid_on, Column(_l("Tanggal"), "day"))
    maker = col(Maker.name, Column(_l("Pembuat"), width=28))
    partner = col(Buyer.name, Column(_l("Toko"), width=28))
    partner_public_id = col(Buyer.public_id)
    note = col(Payment.note, Column(_l("Catatan"), width=32))
    amount = col(Payment.amount, Column(_l("Dibayar"), "rupiah"), summed=True)
    left: Rupiah = col(CREDIT, Column(_l("Sisa titipan"), "rupiah"), summed=True)


class CreditList(Listing[CreditRow]):
    """Payments of which something is left, oldest first."""

    source = (
        join(Payment, Buyer, Buyer.id == Payment.payer_id)
        .join(Payee, Payee.id == Payment.payee_id)
        .join(Maker, Maker.id == func.coalesce(Payee.merged_into_id, Payee.id))
    )
    sort = by(Payment.id)
    sheet = _l("Titipan")

    payee_id: ProducerId | None = where(lambda maker: Payment.payee_id.in_(records_of(maker)), own=True)
    payer_id: PartnerId | None = where(Payment.payer_id, own=True)
    public_id: str | None = where(Payment.public_id)

    def more(self) -> Iterator[ColumnElement[bool]]:
        yield Payment.kind == PaymentKind.PAID
        yield Payment.amount > 0
        yield CREDIT > 0
