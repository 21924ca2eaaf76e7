"""Monthly figures of what partners bought, stored so that a page does not read the ledger; made from it at any time."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Integer
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.kernel.ids import CategoryId, OutletId, PartnerId, ProducerId, PurchaseId
from marketplace.kernel.money import Rupiah
from marketplace.uptake.lines import Grade
from marketplace.uptake.stored_rows import Trade


class Uptake(Base):
    """A row of `stored_rows.UptakeRow`; `number` counts the rows of a partner in a month from 1.

    It names makers, outlets and categories without foreign keys: the ledger that it is made from has them.
    """

    __tablename__ = "uptake"
    __table_args__ = (
        CheckConstraint("lines > 0", name="stands_for_lines"),
        {"sqlite_with_rowid": False},
    )

    month: Mapped[str] = mapped_column(primary_key=True)  # 2026-08
    partner_id: Mapped[PartnerId] = mapped_column(
        Integer, ForeignKey("partners.id"), primary_key=True, autoincrement=False
    )
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    outlet_id: Mapped[OutletId | None]
    category_id: Mapped[CategoryId | None]
    producer_id: Mapped[ProducerId | None]
    item: Mapped[str]
    grade: Mapped[Grade]
    local: Mapped[bool]
    certified: Mapped[bool]
    refused: Mapped[bool]
    disputed: Mapped[bool]
    seller_known: Mapped[bool]
    product_known: Mapped[bool]
    trade: Mapped[Trade]
    late: Mapped[bool]
    net: Mapped[Rupiah]
    lines: Mapped[int]


class UptakeMonth(Base):
    """A month whose figures are stored, of every partner. `version` is raised by whoever stores any of it."""

    __tablename__ = "uptake_months"

    month: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]


class UptakeMark(Base):
    """The stored figures of this partner and month may differ from the ledger: written with what changed them.

    A transaction adds marks of its own and changes none, so that no writer waits for another; what is stored takes
    away those that it has read. With `purchase_id` nothing but that purchase has come since.
    """

    __tablename__ = "uptake_marks"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    month: Mapped[str] = mapped_column(index=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    purchase_id: Mapped[PurchaseId | None] = mapped_column(ForeignKey("purchases.id"), default=None)
