"""Audit plans and the samples drawn for them. All rows are written once: another wish is another plan."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, append_only, declare, refuse_when
from marketplace.db.seals import seal
from marketplace.kernel.ids import AttachmentId, CircularId, PartnerId, ProducerId, UserId, new_public_id
from marketplace.kernel.money import Rupiah


class AuditPlan(Base):
    """What is to be audited, by which right and how, written down before anything is drawn.

    `partner_id` is NULL for all partners. `basis` is the article of the memorandum or the clause of the circular.
    `method` names a file in audits/methods. Confidence, tolerable and expected misstatement in basis points.
    """

    __tablename__ = "audit_plans"
    __table_args__ = (
        CheckConstraint("until_on >= from_on", name="ends_after_start"),
        CheckConstraint("(circular_id IS NULL) <> (mou_id IS NULL) AND basis <> ''", name="one_basis"),
        CheckConstraint("expected >= 0 AND expected < tolerable AND tolerable <= 10000", name="tolerable"),
        CheckConstraint("confidence BETWEEN 5000 AND 9999 AND size > 0", name="confidence"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    number: Mapped[str] = mapped_column(unique=True)
    from_on: Mapped[date]
    until_on: Mapped[date]
    partner_id: Mapped[PartnerId | None] = mapped_column(ForeignKey("partners.id"))
    circular_id: Mapped[CircularId | None] = mapped_column(ForeignKey("circulars.id"), default=None)
    mou_id: Mapped[int | None] = mapped_column(ForeignKey("mous.id"), default=None)
    basis: Mapped[str]
    method: Mapped[str]
    confidence: Mapped[int]
    tolerable: Mapped[int]
    expected: Mapped[int]
    size: Mapped[int]  # documents to draw
    prepared_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    prepared_at: Mapped[datetime]


class AuditDraw(Base):
    """What a plan's sample was drawn from, and the seed: both hashes in hexadecimal, `total` and `interval` in rupiah.

    `plan_hash` is the journal's of the plan. `file_id` is the population as it was hashed, NULL where it was empty.
    """

    __tablename__ = "audit_draws"
    __table_args__ = (CheckConstraint("items BETWEEN 1 AND documents AND total > 0", name="something"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("audit_plans.id"), primary_key=True, autoincrement=False)
    plan_hash: Mapped[str]
    population_hash: Mapped[str]
    seed: Mapped[str]
    documents: Mapped[int]
    total: Mapped[Rupiah]
    interval: Mapped[Rupiah | None]
    items: Mapped[int]
    file_id: Mapped[AttachmentId] = mapped_column(ForeignKey("attachments.id"))
    drawn_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    drawn_at: Mapped[datetime]


class AuditItem(Base):
    """A document of the sample, as the books had it, and why it was chosen (audits/methods/base.py)."""

    __tablename__ = "audit_items"
    __table_args__ = (
        UniqueConstraint("plan_id", "place"),
        UniqueConstraint("plan_id", "partner_id", "producer_id", "document"),
        CheckConstraint("net > 0 AND place > 0", name="something"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    plan_id: Mapped[int] = mapped_column(ForeignKey("audit_draws.plan_id"))
    place: Mapped[int]  # from 1 on
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    document: Mapped[str]
    number: Mapped[
        str | None
    ]  # as it stands on the paper; NULL where there is none, and in samples of before
    day: Mapped[date]
    net: Mapped[Rupiah]
    certain: Mapped[bool]
    drawn_number: Mapped[int]
    risks: Mapped[list[str]]
    purchases: Mapped[list[str]]  # public ids


class AuditAbandonment(Base):
    """Why a plan, drawn or not, is not followed; it stays to be seen."""

    __tablename__ = "audit_abandonments"
    __table_args__ = (CheckConstraint("reason <> ''", name="reasoned"),)

    plan_id: Mapped[int] = mapped_column(ForeignKey("audit_plans.id"), primary_key=True, autoincrement=False)
    reason: Mapped[str]
    abandoned_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    abandoned_at: Mapped[datetime]


for model in (AuditPlan, AuditDraw, AuditItem, AuditAbandonment):
    declare(model.__table__, append_only(model.__tablename__))
    seal(model, listed=True)
declare(
    AuditItem.__table__,
    refuse_when(
        "audit_items",
        "audit_items_of_the_draw",
        "NEW.place > (SELECT items FROM audit_draws WHERE plan_id = NEW.plan_id)",
        on="INSERT",
        says="audit_items: nothing is added to a sample",
        lock=NO_LOCK,  # a draw never changes, and of two with one place the key refuses one
    ),
)
declare(
    AuditDraw.__table__,
    refuse_when(
        "audit_draws",
        "audit_draws_abandoned",
        "EXISTS (SELECT 1 FROM audit_abandonments WHERE plan_id = NEW.plan_id)",
        on="INSERT",
        says="audit_draws: the plan was abandoned",
        lock=NO_LOCK,  # services lock the plan; a draw beside its abandonment is abandoned all the same
    ),
)
