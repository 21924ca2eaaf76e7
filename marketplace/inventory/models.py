"""Counted stock, for makers who opted in: whole units of a variant."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import append_only, declare
from marketplace.kernel.ids import UserId, VariantId


class StockItem(Base):
    __tablename__ = "stock_items"
    __table_args__ = (CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="reserved_within"),)

    variant_id: Mapped[VariantId] = mapped_column(
        ForeignKey("variants.id"), primary_key=True, autoincrement=False
    )
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)


class StockMovement(Base):
    """Why the count changed; the movements of a variant add up to what is on hand."""

    __tablename__ = "stock_movements"
    __table_args__ = (CheckConstraint("quantity <> 0", name="quantity_not_zero"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    variant_id: Mapped[VariantId] = mapped_column(ForeignKey("variants.id"), index=True)
    quantity: Mapped[int]
    reason: Mapped[str]
    source: Mapped[str]
    moved_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    moved_at: Mapped[datetime]


declare(StockMovement.__table__, append_only("stock_movements"))
