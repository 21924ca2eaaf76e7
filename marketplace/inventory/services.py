"""Counted stock. A variant without a StockItem is not counted: for it nothing happens here and nothing is refused.

`reserve`, `release` and `hand_out` are steps of other services' acts: they ask no policy and tell no fact of their own.
"""

from __future__ import annotations

from sqlalchemy import select, update

from marketplace.catalog.models import Product, Variant
from marketplace.db.uow import UnitOfWork
from marketplace.inventory import policies
from marketplace.inventory.events import StockCounted
from marketplace.inventory.models import StockItem, StockMovement
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import VariantId
from marketplace.kernel.labels import _l


def count_stock(uow: UnitOfWork, variant_id: VariantId, *, on_hand: int) -> StockItem:
    """What lies on the maker's shelf now, in whole units; the first count begins the counting.

    Refused below zero and below what orders have reserved.
    """
    variant = uow.get(Variant, variant_id, lock=True)
    uow.demand(policies.COUNT, variant)
    item = uow.session.get(StockItem, variant_id, with_for_update=True, populate_existing=True)
    before = item.on_hand if item else None
    if item is None:
        item = uow.add(StockItem(variant_id=variant_id))
    if on_hand < max(0, item.reserved):
        raise Refused(
            _l("Pesanan sudah menahan %(reserved)s; isi jumlah sekurangnya itu.", reserved=item.reserved),
            field="on_hand",
        )
    _move(uow, item.variant_id, on_hand - item.on_hand, reason="count", source="")
    item.on_hand = on_hand
    uow.emit(StockCounted(variant_id=variant_id, on_hand=on_hand, before=before))
    return item


def reserve(uow: UnitOfWork, variant_id: VariantId, quantity: int) -> int:
    """Hold units for an order by one conditional update, so that no two orders hold the same unit.

    Returns what is held: nothing when the variant is not counted. Refused when not enough is left, saying how much.
    """
    taken = uow.session.execute(
        update(StockItem)
        .where(StockItem.variant_id == variant_id, StockItem.on_hand - StockItem.reserved >= quantity)
        .values(reserved=StockItem.reserved + quantity)
        .returning(StockItem.variant_id)
    ).first()
    if taken is not None:
        return quantity
    left = free_stock(uow, variant_id)
    if left is None:
        return 0
    name = uow.session.scalar(select(Product.name).join(Variant).where(Variant.id == variant_id))
    raise Refused(_l("%(name)s tinggal %(left)s; kurangi jumlahnya.", name=name, left=left))


def release(uow: UnitOfWork, variant_id: VariantId, quantity: int) -> None:
    """What an order held is free again."""
    if quantity:
        uow.session.execute(
            update(StockItem)
            .where(StockItem.variant_id == variant_id)
            .values(reserved=StockItem.reserved - quantity)
        )


def hand_out(uow: UnitOfWork, variant_id: VariantId, quantity: int, *, source: str) -> None:
    """Reserved units have left the maker; `source` names the document they left with."""
    if quantity:
        uow.session.execute(
            update(StockItem)
            .where(StockItem.variant_id == variant_id)
            .values(on_hand=StockItem.on_hand - quantity, reserved=StockItem.reserved - quantity)
        )
        _move(uow, variant_id, -quantity, reason="handover", source=source)


def free_stock(uow: UnitOfWork, variant_id: VariantId) -> int | None:
    return uow.session.scalar(
        select(StockItem.on_hand - StockItem.reserved).where(StockItem.variant_id == variant_id)
    )


def _move(uow: UnitOfWork, variant_id: VariantId, quantity: int, *, reason: str, source: str) -> None:
    if quantity:
        uow.add(
            StockMovement(
                variant_id=variant_id,
                quantity=quantity,
                reason=reason,
                source=source,
                moved_by=uow.actor.user_id,
                moved_at=uow.now,
            )
        )
