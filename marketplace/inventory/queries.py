"""Counted stock as pages ask for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog.models import Product, Variant
from marketplace.inventory.models import StockItem
from marketplace.kernel.ids import ProducerId, VariantId


def free_stocks(session: Session, variant_ids: Collection[VariantId]) -> Mapping[VariantId, int]:
    """Units that can still be ordered, of those among the variants that are counted."""
    query = select(StockItem.variant_id, StockItem.on_hand - StockItem.reserved).where(
        StockItem.variant_id.in_(variant_ids)
    )
    return {row[0]: row[1] for row in session.execute(query)}


@dataclass(frozen=True)
class StockRow:
    """`on_hand` and `reserved` are None while the maker does not count this variant."""

    public_id: str
    product: str
    variant: str
    unit: str
    on_hand: int | None
    reserved: int | None


def stock_of(session: Session, producer_id: ProducerId) -> Sequence[StockRow]:
    query = (
        select(
            Variant.public_id,
            Product.name,
            Variant.name,
            Variant.unit,
            StockItem.on_hand,
            StockItem.reserved,
        )
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(StockItem, StockItem.variant_id == Variant.id)
        .where(Variant.producer_id == producer_id)
        .order_by(func.lower(Product.name), Variant.id)
    )
    return [StockRow(*values) for values in session.execute(query)]
