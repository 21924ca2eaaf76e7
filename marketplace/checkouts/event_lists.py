"""What gateways told, as officers look at it, and as a file."""

from __future__ import annotations

from sqlalchemy.orm import aliased, outerjoin

from marketplace.accounts.models import Organisation
from marketplace.billing.models import Invoice
from marketplace.checkouts.models import Checkout, GatewayEvent, GatewayEventState
from marketplace.db.listing import Listing, Row, by, cell, col, maybe, where
from marketplace.kernel.labels import Label, _l
from marketplace.ports.sheets import Column

Paid, Paying = aliased(Organisation), aliased(Organisation)


class GatewayEventRow(Row):
    id = col(GatewayEvent.id)
    public_id = col(GatewayEvent.public_id)
    received_at = col(GatewayEvent.received_at, Column(_l("Diterima"), "moment", width=18))
    gateway = col(GatewayEvent.gateway, Column(_l("Gerbang"), width=12))
    event = col(GatewayEvent.event, Column(_l("Nomor kabar"), width=28))
    kind = col(GatewayEvent.kind, Column(_l("Kabar"), width=28))
    account = col(GatewayEvent.account)
    session = col(GatewayEvent.session)
    intent = col(GatewayEvent.intent)
    amount = col(GatewayEvent.amount, Column(_l("Jumlah"), "rupiah"))
    wrong = col(GatewayEvent.wrong)
    maker = maybe(Paid.name, Column(_l("Pembuat"), width=28))
    shop = maybe(Paying.name, Column(_l("Toko"), width=28))
    invoice = maybe(Invoice.number, Column(_l("Nota"), width=20))
    asked = maybe(Checkout.amount)
    state = col(GatewayEvent.state, Column(_l("Keadaan"), width=18))
    because = col(GatewayEvent.because)

    @cell(Column(_l("Sebab"), width=36))
    def why(self) -> Label:
        return self.because.label if self.because else Label("")

    note = col(GatewayEvent.note, Column(_l("Catatan petugas"), width=36))
    cleared_at = col(GatewayEvent.cleared_at)


class GatewayEventList(Listing[GatewayEventRow]):
    """Newest first; with the checkout that carries the name in it, where there is one."""

    source = (
        outerjoin(GatewayEvent, Checkout, Checkout.public_id == GatewayEvent.reference)
        .outerjoin(Invoice, Invoice.id == Checkout.invoice_id)
        .outerjoin(Paid, Paid.id == Checkout.payee_id)
        .outerjoin(Paying, Paying.id == Checkout.payer_id)
    )
    sort = by(GatewayEvent.id, down=True)
    sheet = _l("Kabar pembayaran")

    state: GatewayEventState | None = where(GatewayEvent.state)
    public_id: str | None = where(GatewayEvent.public_id)
