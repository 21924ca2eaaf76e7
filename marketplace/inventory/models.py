"""Counted stock, for makers who opted in: whole units of a variant."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import append_only, declare
from marketplace.kernel.ids import UserId, VariantId
from marketplace.kernel.labels import Labelled, _l


class Why(Labelled):
    """The reason of a movement."""

    COUNTED = "count", _l("Dihitung ulang")
    PRODUCED = "produced", _l("Produksi")
    HANDED_OVER = "handover", _l("Diserahkan")
    CAME_BACK = "came_back", _l("Kembali")
    SPOILED = "spoiled", _l("Rusak atau kedaluwarsa")
    OTHER = "other", _l("Sebab lain")


class StockItem(Base):
    __tablename__ = "stock_items"
    __table_args__ = (CheckConstraint("reserved >= 0 AND reserved <= on_hand", name="reserved_within"),)

    variant_id: Mapped[VariantId] = mapped_column(
        ForeignKey("variants.id"), primary_key=True, autoincrement=False
    )
    on_hand: Mapped[int] = mapped_column(default=0)
    reserved: Mapped[int] = mapped_column(default=0)


class StockBatch(Base):
    """Goods made together. What is on hand of a batch is part of what is on hand of its variant."""

    __tablename__ = "stock_batches"
    __table_args__ = (
        UniqueConstraint("variant_id", "code"),
        CheckConstraint("on_hand >= 0", name="on_hand_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    variant_id: Mapped[VariantId] = mapped_column(ForeignKey("variants.id"), index=True)
    code: Mapped[str]
    best_before: Mapped[date | None] = mapped_column(default=None)
    on_hand: Mapped[int] = mapped_column(default=0)


class StockMovement(Base):
    """Why the count changed; the movements of a variant add up to what is on hand."""

    __tablename__ = "stock_movements"
    __table_args__ = (CheckConstraint("quantity <> 0", name="quantity_not_zero"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    variant_id: Mapped[VariantId] = mapped_column(ForeignKey("variants.id"), index=True)
    quantity: Mapped[int]
    reason: Mapped[str]  # a Why
    source: Mapped[str]
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("stock_batches.id"), default=None, index=True)
    note: Mapped[str] = mapped_column(default="")
    moved_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    moved_at: Mapped[datetime]


declare(StockMovement.__table__, append_only("stock_movements"))
