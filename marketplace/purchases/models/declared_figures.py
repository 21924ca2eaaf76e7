"""Figures that partners state with evidence, and what officers found when they looked at it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, append_only, declare, refuse_when
from marketplace.db.seals import seal
from marketplace.kernel.ids import AttachmentId, OutletId, PartnerId, UserId, new_public_id
from marketplace.kernel.labels import Labelled, _l


class FigureFinding(Labelled):
    VERIFIED = "verified", _l("Diverifikasi")
    REJECTED = "rejected", _l("Ditolak")


class DeclaredFigure(Base):
    """One figure of a `kind` (purchases/figure_kinds.py) for the period that ends with `month`; a revision is a row.

    `whole` is none where the kind has one number only. Whole numbers in the unit of the kind.
    """

    __tablename__ = "declared_figures"
    __table_args__ = (
        CheckConstraint("length(month) = 7", name="month_form"),
        CheckConstraint("whole IS NULL OR whole > 0", name="whole_above_zero"),
        CheckConstraint("revision > 0", name="revision"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"), index=True)
    outlet_id: Mapped[OutletId | None] = mapped_column(ForeignKey("outlets.id"), default=None)
    kind: Mapped[str]
    month: Mapped[str]  # 2026-09
    revision: Mapped[int]
    part: Mapped[int] = mapped_column(BigInteger)
    whole: Mapped[int | None] = mapped_column(BigInteger)
    evidence_id: Mapped[AttachmentId] = mapped_column(ForeignKey("attachments.id"))
    note: Mapped[str] = mapped_column(default="")
    signer: Mapped[str]
    submitted_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    submitted_at: Mapped[datetime]


_WHAT = (DeclaredFigure.partner_id, DeclaredFigure.kind, DeclaredFigure.month, DeclaredFigure.revision)
for _name, _columns, _which in (
    ("uq_declared_figures_own", _WHAT, DeclaredFigure.outlet_id.is_(None)),
    ("uq_declared_figures_outlet", (*_WHAT, DeclaredFigure.outlet_id), DeclaredFigure.outlet_id.is_not(None)),
):
    Index(_name, *_columns, unique=True, sqlite_where=_which, postgresql_where=_which)


class FigureReview(Base):
    """What an officer found; a figure is looked at once, a new revision again."""

    __tablename__ = "figure_reviews"

    figure_id: Mapped[int] = mapped_column(
        ForeignKey("declared_figures.id"), primary_key=True, autoincrement=False
    )
    finding: Mapped[FigureFinding]
    reason: Mapped[str] = mapped_column(default="")
    reviewed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    reviewed_at: Mapped[datetime]


declare(
    DeclaredFigure.__table__,
    append_only("declared_figures"),
    refuse_when(
        "declared_figures",
        "declared_figures_outlet",
        "NEW.outlet_id IS NOT NULL"
        " AND NOT EXISTS (SELECT 1 FROM outlets WHERE id = NEW.outlet_id AND partner_id = NEW.partner_id)",
        on="INSERT",
        says="declared_figures: the outlet is of another partner",
        lock=NO_LOCK,
    ),
)
declare(FigureReview.__table__, append_only("figure_reviews"))
for model in (DeclaredFigure, FigureReview):
    seal(model, listed=True)
