"""Sales that makers told, and figures of their own, straight into their tables."""

from datetime import date
from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from marketplace.kernel.money import Rupiah
from marketplace.partners.models import Outlet
from marketplace.producers.models import Producer
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.models.told import MakerFigure, SaleAnswer, SaleReply, ToldSale
from tests.conftest import NOW

numbers = count(1)


def make_sale(
    session: Session, maker: Producer, outlet: Outlet, *, denied: str = "", **given: Any
) -> ToldSale:
    """18 packs for Rp 216.000 on 12 August 2026 with the number F-7; `denied` is why the shop denied it."""
    sale = ToldSale(
        **{
            "producer_id": maker.id,
            "partner_id": outlet.partner_id,
            "outlet_id": outlet.id,
            "sold_on": date(2026, 8, 12),
            "item": "Keripik Pisang",
            "product_id": None,
            "variant_id": None,
            "quantity_milli": 18_000,
            "unit": "BKS",
            "net": Rupiah(216_000),
            "document_number": "F-7",
            "evidence_id": None,
            "client_id": f"test-{next(numbers)}",
            "told_by": None,
            "told_at": NOW,
        }
        | given
    )
    session.add(sale)
    session.flush()
    if denied:
        session.add(
            SaleReply(
                sale_id=sale.id,
                answer=SaleAnswer.DENIED,
                reason=denied,
                purchase_id=None,
                replied_by=None,
                replied_at=NOW,
            )
        )
    session.commit()
    return sale


def make_figure(session: Session, purchase: Purchase, **given: Any) -> MakerFigure:
    """Of a disputed purchase: one piece for Rp 60.000 on its day."""
    figure = MakerFigure(
        **{
            "purchase_id": purchase.id,
            "quantity_milli": 1_000,
            "net": Rupiah(60_000),
            "bought_on": purchase.bought_on,
            "document_number": purchase.document_number,
        }
        | given
    )
    session.add(figure)
    session.commit()
    return figure
