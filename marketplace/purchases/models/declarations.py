"""What partners say they bought in a month altogether, and what officers decide on it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    UniqueConstraint,
)
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import append_only, declare
from marketplace.db.seals import seal
from marketplace.kernel.ids import (
    AttachmentId,
    PartnerId,
    UserId,
    new_public_id,
)
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.money import Rupiah


class Decision(Labelled):
    ACCEPTED = "accepted", _l("Diterima")
    QUERIED = "queried", _l("Dipertanyakan")


class SpendDeclaration(Base):
    """The partner's total purchases of a month in rupiah without VAT: the denominator. A revision is a new row.

    One that `waits` is lower than what stood, and counts once an officer has accepted it. One that is `withdrawn`
    says that there is no total any more. `purchases/standing.py` tells which revision counts.
    """

    __tablename__ = "spend_declarations"
    __table_args__ = (
        UniqueConstraint("partner_id", "month", "revision"),
        CheckConstraint("total >= 0", name="total_not_negative"),
        CheckConstraint("length(month) = 7", name="month_form"),
        CheckConstraint("withdrawn = false OR (total = 0 AND waits = false)", name="withdrawn_is_none"),
        CheckConstraint("(waits = false AND withdrawn = false) OR reason <> ''", name="lowered_because"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"), index=True)
    month: Mapped[str]  # 2026-08
    revision: Mapped[int]
    total: Mapped[Rupiah]
    by_category: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)  # category code -> rupiah
    waits: Mapped[bool] = mapped_column(default=False)
    withdrawn: Mapped[bool] = mapped_column(default=False)
    reason: Mapped[str] = mapped_column(default="")  # why it is lower, unusual or withdrawn
    signer: Mapped[str]
    file_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), default=None)
    submitted_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    submitted_at: Mapped[datetime]


class DeclarationDecision(Base):
    __tablename__ = "declaration_decisions"

    declaration_id: Mapped[int] = mapped_column(
        ForeignKey("spend_declarations.id"), primary_key=True, autoincrement=False
    )
    decision: Mapped[Decision]
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]


for model in (SpendDeclaration, DeclarationDecision):
    declare(model.__table__, append_only(model.__tablename__))
    seal(model, listed=True)
