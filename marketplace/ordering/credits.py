"""What shops paid beyond their dues, or before the goods came, as both sides read it."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, func, join

from marketplace.billing.models import PaymentKind, PaymentMade
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

    id = col(PaymentMade.id)
    public_id = col(PaymentMade.public_id)
    act = col(PaymentMade.act)
    paid_on = col(PaymentMade.paid_on, Column(_l("Tanggal"), "day"))
    maker = col(Maker.name, Column(_l("Pembuat"), width=28))
    partner = col(Buyer.name, Column(_l("Toko"), width=28))
    partner_public_id = col(Buyer.public_id)
    paid_by = col(PaymentMade.paid_by)
    note = col(PaymentMade.note, Column(_l("Catatan"), width=32))
    amount = col(PaymentMade.amount, Column(_l("Dibayar"), "rupiah"), summed=True)
    left: Rupiah = col(CREDIT, Column(_l("Sisa titipan"), "rupiah"), summed=True)


class CreditList(Listing[CreditRow]):
    """Payments of which something is left, oldest first."""

    source = (
        join(PaymentMade, Buyer, Buyer.id == PaymentMade.payer_id)
        .join(Payee, Payee.id == PaymentMade.payee_id)
        .join(Maker, Maker.id == func.coalesce(Payee.merged_into_id, Payee.id))
    )
    sort = by(PaymentMade.id)
    sheet = _l("Titipan")

    payee_id: ProducerId | None = where(lambda maker: PaymentMade.payee_id.in_(records_of(maker)), own=True)
    payer_id: PartnerId | None = where(PaymentMade.payer_id, own=True)
    public_id: str | None = where(PaymentMade.public_id)

    def more(self) -> Iterator[ColumnElement[bool]]:
        yield PaymentMade.kind == PaymentKind.PAID
        yield PaymentMade.amount > 0
        yield CREDIT > 0
