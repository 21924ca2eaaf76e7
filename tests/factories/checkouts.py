"""An invoice of a maker who takes payments at a gateway."""

from __future__ import annotations

from sqlalchemy.orm import Session

from marketplace.billing.invoicing import InvoiceContents, InvoiceItem, InvoiceParty, issue_invoice
from marketplace.billing.models import Due, Invoice
from marketplace.checkouts.models import GatewayAccount
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId
from tests.conftest import NOW
from tests.factories.billing import TODAY
from tests.servers.gateways import ACCOUNTS

MAKERS, OTHERS, CLOSED = ACCOUNTS


def make_gateway_account(session: Session, producer_id: ProducerId, account: str = MAKERS) -> GatewayAccount:
    row = GatewayAccount(
        producer_id=producer_id, gateway="stripe", account=account, written_by=None, written_at=NOW
    )
    session.add(row)
    session.commit()
    return row


def bill(uow: UnitOfWork, *dues: Due) -> Invoice:
    """As the maker, an invoice of these dues with a line for each."""
    items = [InvoiceItem("0001/SJ", TODAY, "Keripik", "bungkus", 1, due.amount) for due in dues]
    seller, buyer = InvoiceParty("Dapur Contoh", ["Jl. Contoh 1"]), InvoiceParty("Toko Contoh", [])
    return issue_invoice(uow, [due.id for due in dues], InvoiceContents(items, seller, buyer))
