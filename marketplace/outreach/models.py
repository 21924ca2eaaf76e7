"""Visits and events, who came, and the licence cases that the city carries for them."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import declare, group, refuse_when
from marketplace.kernel.ids import ProducerId, UserId, new_public_id
from marketplace.kernel.labels import Labelled, _l


class ActivityKind(Labelled):
    VISIT = "visit", _l("Silaturahmi")
    EVENT = "event", _l("Sosialisasi atau pelatihan")


class AttendanceState(Labelled):
    REGISTERED = "registered", _l("Terdaftar")
    WAITLISTED = "waitlisted", _l("Daftar tunggu")
    PRESENT = "present", _l("Hadir")
    ABSENT = "absent", _l("Tidak hadir")
    CANCELLED = "cancelled", _l("Batal")


class CaseState(Labelled):
    OPEN = "open", _l("Dibuka")
    SENT = "sent", _l("Dikirim ke penerbit")
    ISSUED = "issued", _l("Terbit")
    CLOSED = "closed", _l("Ditutup")


class Activity(Base):
    """A visit to a kelurahan (Silaturahmi) or an event; announced once it may be seen, never deleted."""

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="ends_after_start"),
        CheckConstraint("capacity > 0", name="capacity"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    kind: Mapped[ActivityKind]
    title: Mapped[str]
    about: Mapped[str] = mapped_column(default="")
    kelurahan_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), default=None, index=True)
    place: Mapped[str]
    starts_at: Mapped[datetime] = mapped_column(index=True)
    ends_at: Mapped[datetime]
    capacity: Mapped[int]
    serves: Mapped[list[str]] = mapped_column(
        default_factory=list
    )  # kinds of certificates handled on the spot
    created_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    announced_at: Mapped[datetime | None] = mapped_column(default=None)
    cancelled_at: Mapped[datetime | None] = mapped_column(default=None)
    cancelled_because: Mapped[str | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)  # who did not come is marked absent then
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


class TeamMember(Base):
    __tablename__ = "activity_team"

    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), primary_key=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), primary_key=True)


class Candidate(Base):
    """Somebody who came or wants to come, before they have an account or a business here, and after."""

    __tablename__ = "candidates"
    __table_args__ = (
        Index(
            "uq_candidates_phone",
            "phone",
            unique=True,
            sqlite_where=sa.text("phone IS NOT NULL"),
            postgresql_where=sa.text("phone IS NOT NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    name: Mapped[str]
    phone: Mapped[str | None] = mapped_column(default=None)
    email: Mapped[str | None] = mapped_column(default=None)
    business_name: Mapped[str] = mapped_column(default="")
    makes: Mapped[str] = mapped_column(default="")  # what, in their own words
    kelurahan_code: Mapped[str | None] = mapped_column(ForeignKey("regions.code"), default=None, index=True)
    producer_id: Mapped[ProducerId | None] = mapped_column(
        ForeignKey("producers.id"), default=None, index=True
    )
    user_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None, index=True)
    consent_at: Mapped[datetime | None] = mapped_column(default=None)  # to be kept and called (UU 27/2022)
    created_at: Mapped[datetime]
    erased_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


class Attendance(Base):
    """One per person and activity. `client_id` is made by whoever sends it, so that a retry is no second one."""

    __tablename__ = "attendances"
    __table_args__ = (
        UniqueConstraint("activity_id", "candidate_id"),
        UniqueConstraint("activity_id", "code"),
        CheckConstraint("state <> 'present' OR arrived_at IS NOT NULL", name="present_since"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    client_id: Mapped[str] = mapped_column(unique=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"), index=True)
    candidate_id: Mapped[int] = mapped_column(ForeignKey("candidates.id"), index=True)
    code: Mapped[str]  # five letters to say at the door
    state: Mapped[AttendanceState]
    walk_in: Mapped[bool] = mapped_column(default=False)
    registered_at: Mapped[datetime]
    arrived_at: Mapped[datetime | None] = mapped_column(default=None)
    checked_in_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    note: Mapped[str] = mapped_column(default="")
    source: Mapped[str | None] = mapped_column(
        default=None
    )  # alike for one address at this activity; no address
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


UNDER_WAY = "state IN ('open', 'sent')"


class LicenceCase(Base):
    """A paper on its way to somebody, from the first talk to the certificate or the reason why not."""

    __tablename__ = "licence_cases"
    __table_args__ = (
        CheckConstraint("candidate_id IS NOT NULL OR producer_id IS NOT NULL", name="somebody"),
        CheckConstraint("state <> 'closed' OR closed_because IS NOT NULL", name="closed_because"),
        CheckConstraint("state <> 'issued' OR certificate_id IS NOT NULL", name="issued_what"),
        Index(
            "uq_licence_cases_candidate_under_way",
            "candidate_id",
            "kind",
            unique=True,
            sqlite_where=sa.text(UNDER_WAY),
            postgresql_where=sa.text(UNDER_WAY),
        ),
        Index(
            "uq_licence_cases_producer_under_way",
            "producer_id",
            "kind",
            unique=True,
            sqlite_where=sa.text(UNDER_WAY),
            postgresql_where=sa.text(UNDER_WAY),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    client_id: Mapped[str] = mapped_column(unique=True)
    candidate_id: Mapped[int | None] = mapped_column(ForeignKey("candidates.id"), default=None)
    producer_id: Mapped[ProducerId | None] = mapped_column(ForeignKey("producers.id"), default=None)
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"), default=None, index=True)
    kind: Mapped[str]  # of the certificate
    state: Mapped[CaseState] = mapped_column(default=CaseState.OPEN, index=True)
    blocker: Mapped[str] = mapped_column(default="")  # what it waits for, in words
    external_ref: Mapped[str] = mapped_column(default="")  # the issuer's own number
    note: Mapped[str] = mapped_column(default="")
    opened_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime]
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    issued_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_because: Mapped[str | None] = mapped_column(default=None)
    certificate_id: Mapped[int | None] = mapped_column(ForeignKey("certificates.id"), default=None)
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


class CaseStep(Base):
    """A line of the kind's checklist that is done."""

    __tablename__ = "case_steps"

    case_id: Mapped[int] = mapped_column(ForeignKey("licence_cases.id"), primary_key=True)
    step: Mapped[str] = mapped_column(primary_key=True)
    done_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    done_at: Mapped[datetime]


TAKEN = "state IN ('registered', 'present')"

declare(
    Attendance.__table__,
    refuse_when(
        "attendances",
        "attendances_fit",
        f"NEW.{TAKEN} AND (SELECT COUNT(*) FROM attendances WHERE activity_id = NEW.activity_id AND {TAKEN}"
        " AND id <> COALESCE(NEW.id, -1)) >= (SELECT capacity FROM activities WHERE id = NEW.activity_id)",
        on="INSERT OR UPDATE",
        says="attendances: every place is taken",
        lock=group("places", "NEW.activity_id"),
    ),
)
declare(
    Activity.__table__,
    refuse_when(
        "activities",
        "activities_hold",
        f"NEW.capacity < (SELECT COUNT(*) FROM attendances WHERE activity_id = NEW.id AND {TAKEN})",
        on="UPDATE",
        says="activities: more have a place than this",
        lock=group("places", "NEW.id"),
    ),
)
