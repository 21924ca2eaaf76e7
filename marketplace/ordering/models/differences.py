"""What one side wrote and the other answered otherwise, and what the first says to it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, declare, frozen_when
from marketplace.db.seals import seal
from marketplace.kernel.ids import AttachmentId, HandoverId, UserId
from marketplace.ordering.states import DifferenceAnswer


class HandoverDifference(Base):
    """Of an agreed handover; its issuer answers. What both acknowledge is booked: the lower figure.

    What only one side stands by becomes a handover of its own (`Handover.rest_of_id`): agreed with the issuer's yes, or
    contested by its objection, which the other side agrees to or an officer settles.
    """

    __tablename__ = "handover_differences"
    __table_args__ = (
        CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name="answered_once"),
        CheckConstraint("answer IS NULL OR answer <> 'objected' OR reason <> ''", name="objected_because"),
        Index("ix_handover_differences_open", "answer", "answer_by"),
    )

    handover_id: Mapped[HandoverId] = mapped_column(
        ForeignKey("handovers.id"), primary_key=True, autoincrement=False
    )
    answer_by: Mapped[datetime]  # in silence the lower figure stays
    answer: Mapped[DifferenceAnswer | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(default="")
    photo_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), default=None)
    answered_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)


declare(
    HandoverDifference.__table__,
    frozen_when(
        "handover_differences",
        "OLD.answer IS NOT NULL",
        says="handover_differences: answered ones stay",
        lock=NO_LOCK,
    ),
)
seal(HandoverDifference)
