"""What counted stock says of products whose makers say that they have some."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.listing import on_sale
from marketplace.catalog.models import Availability, Variant
from marketplace.inventory.models import StockItem
from marketplace.kernel.ids import ProductId

RANK = (Availability.READY, Availability.TO_ORDER, Availability.SOLD_OUT)


def short_goods(session: Session) -> Mapping[ProductId, Availability]:
    """What is really the best of each product that has too little counted stock of a variant for the least order."""
    free = StockItem.on_hand - StockItem.reserved
    short = select(Variant.product_id, Variant.id).join(StockItem, StockItem.variant_id == Variant.id)
    rows = session.execute(short.where(free < Variant.least, on_sale())).all()
    if not rows:
        return {}
    gone, found = {row[1] for row in rows}, defaultdict[ProductId, list[Availability]](list)
    variants = select(Variant.product_id, Variant.id, Variant.availability).where(
        Variant.product_id.in_({row[0] for row in rows}), on_sale()
    )
    for product_id, variant_id, state in session.execute(variants):
        found[product_id].append(Availability.SOLD_OUT if variant_id in gone else state)
    return {product_id: min(states, key=RANK.index) for product_id, states in found.items()}
