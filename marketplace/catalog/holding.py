"""A product is suspended, and free again. Its maker reads why; what follows for the catalog is certification's."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy.orm import Session

from marketplace.catalog import policies
from marketplace.catalog.events import ProductFreed, ProductHeld
from marketplace.catalog.models import Product, ProductHold
from marketplace.db import holds
from marketplace.db.holds import HoldRow
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProductId


def hold_product(
    uow: UnitOfWork,
    product_id: ProductId,
    *,
    reason: str,
    from_on: date | None = None,
    until_on: date | None = None,
) -> ProductHold:
    """Suspend it from a day on (WIB, today unless given) through a last day; None until it is lifted."""
    product = uow.get(Product, product_id, lock=True)
    uow.demand(policies.HOLD, product)
    placed = holds.place(uow, reason=reason, from_on=from_on, until_on=until_on)
    hold = uow.add(ProductHold(product_id=product_id, **placed))
    uow.emit(
        ProductHeld(
            product_id=product_id,
            hold_id=hold.id,
            from_on=hold.from_on.isoformat(),
            until_on=until_on.isoformat() if until_on else None,
            reason=hold.reason,
        )
    )
    return hold


def free_product(uow: UnitOfWork, hold_id: int) -> ProductHold:
    """From today on. Refused when the suspension is over already."""
    hold = uow.get(ProductHold, hold_id, lock=True)
    uow.demand(policies.HOLD, hold)
    holds.lift(uow, hold)
    uow.emit(ProductFreed(product_id=hold.product_id, hold_id=hold.id))
    return hold


def product_holds(session: Session, product_id: ProductId) -> Sequence[HoldRow]:
    return holds.holds_of(session, ProductHold, product_id=product_id)
