"""Counted stock as pages ask for it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased, outerjoin

from marketplace.accounts.models import User
from marketplace.catalog.models import Product, Variant
from marketplace.db.listing import AnySelect, Listing, Row, by, col, maybe, required
from marketplace.inventory.batches import is_expired
from marketplace.inventory.models import StockBatch, StockItem, StockMovement, Why
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import ProducerId, VariantId
from marketplace.kernel.labels import Label

SOON = timedelta(days=14)  # goods that end within this are pointed out


def free_stocks(session: Session, variant_ids: Collection[VariantId]) -> Mapping[VariantId, int]:
    """Units that can still be ordered, of those among the variants that are counted."""
    query = select(StockItem.variant_id, StockItem.on_hand - StockItem.reserved).where(
        StockItem.variant_id.in_(variant_ids)
    )
    return {row[0]: row[1] for row in session.execute(query)}


@dataclass(frozen=True)
class StockBatchRow:
    id: int
    code: str
    best_before: date | None
    on_hand: int

    def expired(self, today: date) -> bool:
        return is_expired(self.best_before, today)

    def ends_soon(self, today: date) -> bool:
        return self.best_before is not None and today <= self.best_before <= today + SOON


@dataclass(frozen=True)
class StockRow:
    """`on_hand` and `reserved` are None while the maker does not count this variant."""

    variant_id: VariantId
    public_id: str
    product: str
    variant: str
    unit: str
    on_hand: int | None
    reserved: int | None
    batches: Sequence[StockBatchRow]

    @property
    def name(self) -> str:
        return f"{self.product} {self.variant}".strip()

    @property
    def counted(self) -> bool:
        return self.on_hand is not None

    @property
    def free(self) -> int:
        return (self.on_hand or 0) - (self.reserved or 0)

    @property
    def loose(self) -> int:
        """What is of no batch."""
        return (self.on_hand or 0) - sum(batch.on_hand for batch in self.batches)


def stock_of(session: Session, producer_id: ProducerId) -> Sequence[StockRow]:
    """Every variant of a maker, those that are counted first, by name."""
    query = _stock().where(Variant.producer_id == producer_id)
    order = StockItem.variant_id.is_(None), func.lower(Product.name), Variant.id
    return _rows(session, query.order_by(*order))


def stock_card(session: Session, producer_id: ProducerId, public_id: str) -> StockRow:
    """Raises NotFound for what is not this maker's."""
    query = _stock().where(Variant.producer_id == producer_id, Variant.public_id == public_id)
    for row in _rows(session, query):
        return row
    raise NotFound(f"variant {public_id}")


def _stock() -> AnySelect:
    columns = Variant.id, Variant.public_id, Product.name, Variant.name, Variant.unit
    return (
        select(*columns, StockItem.on_hand, StockItem.reserved)
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(StockItem, StockItem.variant_id == Variant.id)
    )


def _rows(session: Session, query: AnySelect) -> Sequence[StockRow]:
    found = session.execute(query).all()
    held: dict[VariantId, list[StockBatchRow]] = {}
    batches: AnySelect = (
        select(
            StockBatch.variant_id, StockBatch.id, StockBatch.code, StockBatch.best_before, StockBatch.on_hand
        )
        .where(StockBatch.variant_id.in_([row[0] for row in found]), StockBatch.on_hand > 0)
        .order_by(StockBatch.best_before.is_(None), StockBatch.best_before, StockBatch.id)
    )
    for variant_id, *values in session.execute(batches):
        held.setdefault(variant_id, []).append(StockBatchRow(*values))
    return [StockRow(*[*row, held.get(row[0], ())]) for row in found]


Earlier = aliased(StockMovement)
AFTER = (
    select(func.sum(Earlier.quantity))
    .where(Earlier.variant_id == StockMovement.variant_id, Earlier.id <= StockMovement.id)
    .correlate(StockMovement)
    .scalar_subquery()
)


class MovementRow(Row):
    """`after` is what lay there once it had happened."""

    id = col(StockMovement.id)
    at = col(StockMovement.moved_at)
    quantity = col(StockMovement.quantity)
    reason = col(StockMovement.reason)
    source = col(StockMovement.source)
    note = col(StockMovement.note)
    batch = maybe(StockBatch.code)
    who = maybe(User.name)
    after: int = col(AFTER)

    @property
    def why(self) -> Label:
        return Why(self.reason).label


class MovementsOf(Listing[MovementRow]):
    """All that came and went of a variant, the newest first."""

    source = outerjoin(StockMovement, StockBatch, StockBatch.id == StockMovement.batch_id).outerjoin(
        User, User.id == StockMovement.moved_by
    )
    sort = by(StockMovement.id, down=True)

    variant_id: VariantId = required(StockMovement.variant_id)


@dataclass(frozen=True)
class Expired:
    public_id: str
    product: str
    unit: str
    units: int
    since: date


def expired_stock(session: Session, producer_id: ProducerId, today: date) -> Sequence[Expired]:
    """What still lies in the books past its day, what ended first before all."""
    first = func.min(StockBatch.best_before)
    query: AnySelect = (
        select(Variant.public_id, Product.name, Variant.unit, func.sum(StockBatch.on_hand), first)
        .join(Variant, Variant.id == StockBatch.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.producer_id == producer_id, StockBatch.on_hand > 0, StockBatch.best_before < today)
        .group_by(Variant.id, Variant.public_id, Product.name, Variant.unit)
        .order_by(first, Variant.id)
    )
    return [Expired(*values) for values in session.execute(query)]
