"""Certificates, what they cover, and which ones a kind of product needs since when."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.holds import Hold
from marketplace.db.review import Reviewed
from marketplace.db.rules import NO_LOCK, declare, group, refuse_when
from marketplace.db.seals import seal
from marketplace.kernel.ids import AttachmentId, CategoryId, ProducerId, ProductId, UserId, new_public_id
from marketplace.kernel.labels import Labelled, _l
from marketplace.producers.models import Scale

LIVE = sa.text("state <> 'rejected' AND revoked_on IS NULL AND superseded_by_id IS NULL")


class Level(Labelled):
    MANDATORY = "mandatory", _l("Wajib")
    RECOMMENDED = "recommended", _l("Dianjurkan")


class Certificate(Reviewed, Base):
    """`kind` names a file in certification/kinds; `same` is the number reduced to letters and digits."""

    __tablename__ = "certificates"
    __table_args__ = (
        CheckConstraint("expires_on IS NULL OR expires_on > issued_on", name="expires_after_issue"),
        Index("uq_certificates_live", "kind", "same", unique=True, sqlite_where=LIVE, postgresql_where=LIVE),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"), index=True)
    kind: Mapped[str]
    number: Mapped[str]
    same: Mapped[str]
    issued_on: Mapped[date]
    expires_on: Mapped[date | None] = mapped_column(default=None, index=True)
    scan_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), default=None)
    revoked_on: Mapped[date | None] = mapped_column(default=None)
    revoked_because: Mapped[str | None] = mapped_column(default=None)
    superseded_by_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"), default=None)
    details: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)  # what only its kind knows
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


class CertificateProduct(Base):
    """A certificate of products names them; one of the whole organisation has no such rows."""

    __tablename__ = "certificate_products"

    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), primary_key=True)
    product_id: Mapped[ProductId] = mapped_column(ForeignKey("products.id"), primary_key=True, index=True)


class CertificateHold(Hold, Base):
    """Doubts about a certificate: it proves nothing while they last."""

    __tablename__ = "certificate_holds"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    certificate_id: Mapped[int] = mapped_column(ForeignKey("certificates.id"), index=True)


class CertificateReminder(Base):
    """The maker was told that a certificate ends in so many days; once for each."""

    __tablename__ = "certificate_reminders"

    certificate_id: Mapped[int] = mapped_column(
        ForeignKey("certificates.id"), primary_key=True, autoincrement=False
    )
    days: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)  # 90, 30, 7, 0
    told_at: Mapped[datetime]


class ChangeState(Labelled):
    PROPOSED = "proposed", _l("Menunggu persetujuan")
    APPROVED = "approved", _l("Disetujui")
    REFUSED = "refused", _l("Ditolak")
    WITHDRAWN = "withdrawn", _l("Ditarik")


class RequirementChange(Base):
    """What an officer proposes and an approver decides: a new requirement, another in place of one, or its end.

    `from_on` is the first day of the new state of things: what it replaces holds through the day before, or never
    where it has not begun.
    """

    __tablename__ = "requirement_changes"
    __table_args__ = (
        CheckConstraint("removes = false OR replaces_id IS NOT NULL", name="removes_something"),
        CheckConstraint("grace_days >= 0", name="grace_days"),
        CheckConstraint("decided_by IS NULL OR decided_by <> proposed_by", name="four_eyes"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("requirements.id"), default=None)
    removes: Mapped[bool] = mapped_column(default=False)
    category_id: Mapped[CategoryId | None] = mapped_column(ForeignKey("categories.id"), default=None)
    scale: Mapped[Scale | None] = mapped_column(default=None)
    certificate_kind: Mapped[str]
    level: Mapped[Level]
    from_on: Mapped[date]
    until_on: Mapped[date | None] = mapped_column(default=None)
    grace_days: Mapped[int] = mapped_column(default=0)
    basis: Mapped[str]
    reason: Mapped[str]
    state: Mapped[ChangeState] = mapped_column(default=ChangeState.PROPOSED, index=True)
    proposed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    proposed_at: Mapped[datetime]
    decided_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    decided_because: Mapped[str | None] = mapped_column(default=None)
    became_id: Mapped[int | None] = mapped_column(ForeignKey("requirements.id"), default=None)


class Requirement(Base):
    """From a day on, a category (all of them when NULL) and scale (all when NULL) needs this kind of certificate.

    One that was withdrawn before its first day never held.
    """

    __tablename__ = "requirements"
    __table_args__ = (
        CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_start"),
        CheckConstraint("grace_days >= 0", name="grace_days"),
        CheckConstraint("withdrawn_on IS NULL OR withdrawn_on < from_on", name="withdrawn_before"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    category_id: Mapped[CategoryId | None] = mapped_column(ForeignKey("categories.id"))
    scale: Mapped[Scale | None]
    certificate_kind: Mapped[str]
    level: Mapped[Level]
    from_on: Mapped[date]
    until_on: Mapped[date | None] = mapped_column(default=None)
    grace_days: Mapped[int] = mapped_column(default=0)
    basis: Mapped[str]  # the law or regulation, and whether it is confirmed
    approved_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    checked_on: Mapped[date | None] = mapped_column(default=None)  # an official found it still right
    withdrawn_on: Mapped[date | None] = mapped_column(default=None)


REWRITES = " OR ".join(
    f"COALESCE(CAST(NEW.{column} AS TEXT), '') <> COALESCE(CAST(OLD.{column} AS TEXT), '')"
    for column in ("category_id", "scale", "certificate_kind", "level", "from_on", "grace_days", "basis")
)
DEMAND = ("category_id", "scale", "certificate_kind")
SAME_DEMAND = " AND ".join(
    f"COALESCE(CAST(o.{column} AS TEXT), '') = COALESCE(CAST(NEW.{column} AS TEXT), '')" for column in DEMAND
)

declare(
    Requirement.__table__,
    refuse_when(
        "requirements",
        "requirements_only_end",
        REWRITES,
        on="UPDATE",
        says="requirements: only their end can change",
        lock=NO_LOCK,
    ),
    refuse_when(
        "requirements",
        "requirements_stay",
        "1 = 1",
        on="DELETE",
        says="requirements: they stay",
        lock=NO_LOCK,
    ),
    refuse_when(
        "requirements",
        "requirements_once",
        f"EXISTS (SELECT 1 FROM requirements o WHERE o.id <> COALESCE(NEW.id, -1) AND {SAME_DEMAND}"
        " AND o.from_on <= COALESCE(NEW.until_on, '9999-12-31')"
        " AND NEW.from_on <= COALESCE(o.until_on, '9999-12-31')"
        " AND o.withdrawn_on IS NULL AND NEW.withdrawn_on IS NULL)",
        on="INSERT OR UPDATE",
        says="requirements: asked for already on these days",
        lock=group("requirements_once", *(f"NEW.{column}" for column in DEMAND)),
    ),
)
for model in (Certificate, CertificateProduct, CertificateHold, Requirement):
    seal(model)
