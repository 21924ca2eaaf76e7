"""Months that are judged, what partners say of it, and the reports that stand for good."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.compliance.states import OPEN, ObjectionRuling, PeriodState
from marketplace.db.base import Base
from marketplace.db.rules import append_only, declare
from marketplace.db.seals import seal
from marketplace.kernel.ids import PartnerId, UserId, new_public_id
from marketplace.kernel.money import Rupiah


class Period(Base):
    __tablename__ = "periods"
    __table_args__ = (CheckConstraint("length(month) = 7", name="month_form"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    month: Mapped[str] = mapped_column(unique=True)  # 2026-08
    state: Mapped[PeriodState] = mapped_column(default=OPEN)
    objections_until: Mapped[date | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


class Objection(Base):
    """What a partner says against its figures; `amount` is the local rupiah it misses, where it told one."""

    __tablename__ = "objections"
    __table_args__ = (CheckConstraint("amount IS NULL OR amount > 0", name="amount_above_zero"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    period_id: Mapped[int] = mapped_column(ForeignKey("periods.id"), index=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    text: Mapped[str]
    written_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]
    amount: Mapped[Rupiah | None] = mapped_column(default=None)


class ObjectionAnswer(Base):
    """What an officer says to an objection: once, with what was mended or why it is not accepted."""

    __tablename__ = "objection_answers"
    __table_args__ = (CheckConstraint("text <> ''", name="in_words"),)

    objection_id: Mapped[int] = mapped_column(
        ForeignKey("objections.id"), primary_key=True, autoincrement=False
    )
    ruling: Mapped[ObjectionRuling]
    text: Mapped[str]
    answered_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime]


class Report(Base):
    """`document` is the exact canonical JSON that was hashed and signed, with the journal's head inside.

    Its slices, whose hashes stand in the document in their order, have every input and result; they are not for
    strangers. A report of the first form has them in `annex` instead.
    """

    __tablename__ = "reports"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    number: Mapped[str] = mapped_column(unique=True)
    month: Mapped[str]
    document: Mapped[str] = mapped_column(Text)
    annex: Mapped[str] = mapped_column(
        Text, deferred=True, default=""
    )  # large: read only where it is asked for
    sha256: Mapped[str]
    signature: Mapped[str]
    public_key: Mapped[str]
    signed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    signed_at: Mapped[datetime]
    supersedes_id: Mapped[int | None] = mapped_column(ForeignKey("reports.id"), default=None, unique=True)
    cause: Mapped[str] = mapped_column(default="")


class ReportSlice(Base):
    """A part of a report, by its name: the month's, or one of a partner's, by its public id; in the order of ids."""

    __tablename__ = "report_slices"
    __table_args__ = (UniqueConstraint("report_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    report_id: Mapped[int] = mapped_column(ForeignKey("reports.id"))
    name: Mapped[str]
    text: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str]


declare(Report.__table__, append_only("reports"))
declare(ReportSlice.__table__, append_only("report_slices"))
declare(Objection.__table__, append_only("objections"))
declare(ObjectionAnswer.__table__, append_only("objection_answers"))
seal(Period)
for model in (Objection, ObjectionAnswer, Report, ReportSlice):
    seal(model, listed=True)
