"""Numbers of the papers of a trade, their prints, and who was reminded of what."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, append_only, declare, refuse_when
from marketplace.kernel.ids import HandoverId, OrderId, OrganisationId, UserId
from marketplace.ordering.states import PaperKind


class Paper(Base):
    """A numbered paper of an order or a handover; the numbers of an issuer, kind and year have no gap."""

    __tablename__ = "papers"
    __table_args__ = (
        UniqueConstraint("issuer_id", "kind", "year", "sequence"),
        UniqueConstraint("handover_id", "kind"),
        CheckConstraint("(order_id IS NULL) <> (handover_id IS NULL)", name="of_one_thing"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    issuer_id: Mapped[OrganisationId] = mapped_column(ForeignKey("organisations.id"))
    kind: Mapped[PaperKind]
    year: Mapped[int]
    sequence: Mapped[int]
    number: Mapped[str]  # 0142/SJ/XI/2026
    order_id: Mapped[OrderId | None] = mapped_column(ForeignKey("orders.id"), default=None, unique=True)
    handover_id: Mapped[HandoverId | None] = mapped_column(ForeignKey("handovers.id"), default=None)
    issued_at: Mapped[datetime]


class Print(Base):
    """The first print of a paper for an organisation is the original; every later one says "salinan"."""

    __tablename__ = "prints"

    paper_id: Mapped[int] = mapped_column(ForeignKey("papers.id"), primary_key=True, autoincrement=False)
    organisation_id: Mapped[OrganisationId] = mapped_column(
        ForeignKey("organisations.id"), primary_key=True, autoincrement=False
    )
    copy: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 1 is the original
    printed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    printed_at: Mapped[datetime]


class TradeReminder(Base):
    """Somebody was reminded of an order or a handover; once for each step."""

    __tablename__ = "trade_reminders"

    subject: Mapped[str] = mapped_column(primary_key=True)  # order, handover
    subject_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    step: Mapped[str] = mapped_column(primary_key=True)
    told_at: Mapped[datetime]


declare(
    Paper.__table__,
    append_only("papers"),
    refuse_when(
        "papers",
        "papers_gapless",
        "NEW.sequence <> 1 + COALESCE((SELECT MAX(sequence) FROM papers WHERE issuer_id = NEW.issuer_id"
        " AND kind = NEW.kind AND year = NEW.year), 0)",
        on="INSERT",
        says="papers: the numbers of an issuer have no gap",
        lock=NO_LOCK,  # of two with the next number the unique key refuses one
    ),
)
declare(
    Print.__table__,
    append_only("prints"),
    refuse_when(
        "prints",
        "prints_in_turn",
        "NEW.copy <> 1 + COALESCE((SELECT MAX(copy) FROM prints WHERE paper_id = NEW.paper_id"
        " AND organisation_id = NEW.organisation_id), 0)",
        on="INSERT",
        says="prints: one original, then its copies in turn",
        lock=NO_LOCK,  # of two with the next number the key refuses one
    ),
)
