"""Sums of the counted stock that must agree; `flask doctor` asks them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog.models import Variant
from marketplace.inventory.models import StockItem, StockMovement
from marketplace.kernel.proof import Disagreement


def stock_beside_movements(session: Session) -> Sequence[Disagreement]:
    """What lies on a shelf is the sum of everything that came and went."""
    moved = func.coalesce(func.sum(StockMovement.quantity), 0)
    query = (
        select(Variant.sku, StockItem.on_hand, moved)
        .join(StockItem, StockItem.variant_id == Variant.id)
        .outerjoin(StockMovement, StockMovement.variant_id == StockItem.variant_id)
        .group_by(Variant.id, Variant.sku, StockItem.on_hand)
        .having(moved != StockItem.on_hand)
        .order_by(Variant.id)
    )
    return [
        Disagreement(f"stock of {sku}", on_hand, int(due), "its movements")
        for sku, on_hand, due in session.execute(query)
    ]
