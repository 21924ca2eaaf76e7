"""What was found that an auditor should look at, and what the auditor found when looking."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import append_only, declare
from marketplace.kernel.ids import PartnerId, PurchaseId, UserId, new_public_id
from marketplace.kernel.labels import Labelled, _l


class FlagFinding(Labelled):
    REAL = "real", _l("Memang janggal")
    NOT_REAL = "not_real", _l("Tidak janggal")


class RiskFlag(Base):
    """A hit of a file in `flags/kinds`, once per kind and key; `figures` are what its sentence said when it was found.

    It stays, also where its purchase is taken back later; no figure depends on it.
    """

    __tablename__ = "risk_flags"
    __table_args__ = (
        UniqueConstraint("kind", "key"),
        CheckConstraint("length(month) = 7", name="month_form"),
        Index("ix_risk_flags_partner_month", "partner_id", "month"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    kind: Mapped[str]
    key: Mapped[str]
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    month: Mapped[str]  # 2026-08
    purchase_id: Mapped[PurchaseId | None] = mapped_column(ForeignKey("purchases.id"), index=True)
    figures: Mapped[dict[str, Any]]
    found_at: Mapped[datetime]


class FlagRuling(Base):
    """What an auditor who looked at a flag says of it, once; counted as hits and misses of its kind."""

    __tablename__ = "flag_rulings"
    __table_args__ = (CheckConstraint("reason <> ''", name="reasoned"),)

    flag_id: Mapped[int] = mapped_column(ForeignKey("risk_flags.id"), primary_key=True, autoincrement=False)
    finding: Mapped[FlagFinding]
    reason: Mapped[str]
    settled_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    settled_at: Mapped[datetime]


for model in (RiskFlag, FlagRuling):
    declare(model.__table__, append_only(model.__tablename__))
