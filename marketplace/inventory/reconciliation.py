"""Sums of the counted stock that must agree; `flask doctor` asks them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog.models import Variant
from marketplace.db.listing import AnySelect
from marketplace.inventory.models import StockBatch, StockItem, StockMovement
from marketplace.kernel.reconciliation import Disagreement

MOVED = func.coalesce(func.sum(StockMovement.quantity), 0)


def compare_stock_with_movements(session: Session) -> Sequence[Disagreement]:
    """What lies on a shelf is the sum of everything that came and went; nothing is left where nobody counts."""
    stands = func.coalesce(StockItem.on_hand, 0)
    query: AnySelect = (
        select(Variant.sku, stands, MOVED)
        .outerjoin(StockItem, StockItem.variant_id == Variant.id)
        .outerjoin(StockMovement, StockMovement.variant_id == Variant.id)
        .group_by(Variant.id, Variant.sku, StockItem.on_hand)
        .having(stands != MOVED)
        .order_by(Variant.id)
    )
    return [
        Disagreement(f"stock of {sku}", on_hand, int(due), "its movements")
        for sku, on_hand, due in session.execute(query)
    ]


def compare_batches_with_movements(session: Session) -> Sequence[Disagreement]:
    """What is left of a batch is what came and went of it."""
    query: AnySelect = (
        select(Variant.sku, StockBatch.code, StockBatch.on_hand, MOVED)
        .join(Variant, Variant.id == StockBatch.variant_id)
        .outerjoin(StockMovement, StockMovement.batch_id == StockBatch.id)
        .group_by(StockBatch.id, Variant.sku, StockBatch.code, StockBatch.on_hand)
        .having(StockBatch.on_hand != MOVED)
        .order_by(StockBatch.id)
    )
    return [
        Disagreement(f"batch {code} of {sku}", on_hand, int(due), "its movements")
        for sku, code, on_hand, due in session.execute(query)
    ]


def compare_batches_with_stock(session: Session) -> Sequence[Disagreement]:
    """What lies in batches is part of what lies on the shelf."""
    held, stands = func.sum(StockBatch.on_hand), func.coalesce(StockItem.on_hand, 0)
    query: AnySelect = (
        select(Variant.sku, held, stands)
        .join(StockBatch, StockBatch.variant_id == Variant.id)
        .outerjoin(StockItem, StockItem.variant_id == Variant.id)
        .group_by(Variant.id, Variant.sku, StockItem.on_hand)
        .having(held > stands)
        .order_by(Variant.id)
    )
    return [
        Disagreement(f"batches of {sku}", int(there), on_hand, "no more than its stock")
        for sku, there, on_hand in session.execute(query)
    ]
