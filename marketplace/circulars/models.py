"""What the mayor laid down, as data: circulars, their clauses, and who is exempt."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from marketplace.circulars.states import DRAFT, CircularState
from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, declare, frozen_when, no_overlap, parent, refuse_when
from marketplace.db.seals import seal
from marketplace.kernel.ids import AttachmentId, CircularId, ClauseId, PartnerId, UserId, new_public_id
from marketplace.kernel.labels import Labelled, _l


class SellerTest(Labelled):
    LOCAL = "local", _l("Pembuat lokal")
    LOCAL_CERTIFIED = "local_certified", _l("Pembuat lokal dengan produk bersertifikat")


class Binding(Labelled):
    MANDATORY = "mandatory", _l("Wajib")
    ADVISORY = "advisory", _l("Imbauan")


class LatePolicy(Labelled):
    """Where a purchase counts that is recorded after its month was published: in its own month, and nowhere else."""

    RESTATEMENT = "restatement", _l("Masuk laporan pengganti bulan itu")


class Circular(Base):
    """`example` circulars say *contoh* wherever they are shown: the real text is not public.

    `excluded` goods count under none of its clauses and leave the declared total too: codes of categories, or the
    letter's own words for goods that have none.
    """

    __tablename__ = "circulars"
    __table_args__ = (CheckConstraint("until_on IS NULL OR until_on >= from_on", name="ends_after_start"),)

    id: Mapped[CircularId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    number: Mapped[str] = mapped_column(unique=True)
    title: Mapped[str]
    example: Mapped[bool] = mapped_column(default=False)
    from_on: Mapped[date]
    until_on: Mapped[date | None] = mapped_column(default=None)
    excluded: Mapped[list[str]] = mapped_column(default_factory=list, server_default="[]")
    replaces_id: Mapped[CircularId | None] = mapped_column(ForeignKey("circulars.id"), default=None)
    file_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), default=None)
    state: Mapped[CircularState] = mapped_column(default=DRAFT, index=True)
    drafted_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    drafted_at: Mapped[datetime]
    late: Mapped[LatePolicy] = mapped_column(
        default=LatePolicy.RESTATEMENT, server_default=LatePolicy.RESTATEMENT.value
    )
    asked_id: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)  # to approve it
    approved_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    approved_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False)

    clauses: Mapped[list[Clause]] = relationship(default_factory=list, order_by="Clause.code")

    __mapper_args__ = {"version_id_col": version}


class Clause(Base):
    """`rule` names a file in circulars/rules and `figures` fills its form; empty `scope` or `kinds` mean all."""

    __tablename__ = "clauses"
    __table_args__ = (
        UniqueConstraint("circular_id", "code"),
        CheckConstraint("weight >= 0", name="weight"),
        CheckConstraint("lowest_grade IN ('A', 'B', 'C', 'D')", name="lowest_grade"),
    )

    id: Mapped[ClauseId] = mapped_column(Integer, primary_key=True, init=False)
    circular_id: Mapped[CircularId] = mapped_column(ForeignKey("circulars.id"), index=True, init=False)
    code: Mapped[str]  # 4a
    text: Mapped[str]
    rule: Mapped[str]
    figures: Mapped[dict[str, Any]]
    scope: Mapped[list[str]] = mapped_column(default_factory=list)  # category codes
    kinds: Mapped[list[str]] = mapped_column(default_factory=list)  # partner kinds
    period: Mapped[str] = mapped_column(default="month")
    seller_test: Mapped[SellerTest] = mapped_column(default=SellerTest.LOCAL)
    lowest_grade: Mapped[str] = mapped_column(default="D")
    weight: Mapped[int] = mapped_column(default=1)
    binding: Mapped[Binding] = mapped_column(default=Binding.ADVISORY)
    source_article: Mapped[str] = mapped_column(default="")


class Commitment(Base):
    """What a partner promised in a memorandum, in the form of a clause; it may be stricter than the circular."""

    __tablename__ = "commitments"
    __table_args__ = (
        UniqueConstraint("mou_id", "code"),
        CheckConstraint("lowest_grade IN ('A', 'B', 'C', 'D')", name="lowest_grade"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    mou_id: Mapped[int] = mapped_column(ForeignKey("mous.id"), index=True)
    code: Mapped[str]  # K1
    text: Mapped[str]
    rule: Mapped[str]
    figures: Mapped[dict[str, Any]]
    scope: Mapped[list[str]] = mapped_column(default_factory=list)  # category codes
    period: Mapped[str] = mapped_column(default="month")
    seller_test: Mapped[SellerTest] = mapped_column(default=SellerTest.LOCAL)
    lowest_grade: Mapped[str] = mapped_column(default="D")


class Band(Base):
    """The name of a score from this many basis points (hundredths of a percent) on."""

    __tablename__ = "bands"
    __table_args__ = (CheckConstraint("from_score >= 0 AND from_score <= 10000", name="score"),)

    circular_id: Mapped[CircularId] = mapped_column(ForeignKey("circulars.id"), primary_key=True)
    from_score: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    name: Mapped[str]


class Exemption(Base):
    __tablename__ = "exemptions"
    __table_args__ = (CheckConstraint("until_on >= from_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"), index=True)
    clause_id: Mapped[ClauseId] = mapped_column(ForeignKey("clauses.id"))
    decision: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date]
    granted_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))


class PreparedExemption(Base):
    """Of a draft; the approval turns it into an `Exemption`, and nothing is judged by it before."""

    __tablename__ = "prepared_exemptions"
    __table_args__ = (CheckConstraint("until_on >= from_on", name="ends_after_start"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    clause_id: Mapped[ClauseId] = mapped_column(ForeignKey("clauses.id"), index=True)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    decision: Mapped[str]
    from_on: Mapped[date]
    until_on: Mapped[date]


APPROVED_PARENT = "(SELECT state FROM circulars WHERE id = {row}.circular_id) = 'approved'"

declare(
    Circular.__table__,
    no_overlap(
        "circulars", key="", start="{row}.from_on", end="{row}.until_on", where="{row}.state = 'approved'"
    ),
    refuse_when(
        "circulars",
        "circulars_approved",
        "OLD.state = 'approved' AND (NEW.state <> 'approved' OR NEW.number <> OLD.number"
        " OR NEW.title <> OLD.title OR NEW.from_on <> OLD.from_on OR NEW.example <> OLD.example)",
        on="UPDATE",
        says="circulars: approved ones cannot change",
        lock=NO_LOCK,
    ),
    refuse_when(
        "circulars",
        "circulars_exclusions",
        "OLD.state = 'approved' AND CAST(NEW.excluded AS TEXT) <> CAST(OLD.excluded AS TEXT)",
        on="UPDATE",
        says="circulars: what an approved one excludes stays",
        lock=NO_LOCK,
    ),
    refuse_when(
        "circulars",
        "circulars_late_policy",
        "OLD.state = 'approved' AND NEW.late <> OLD.late",
        on="UPDATE",
        says="circulars: what an approved one does with late purchases stays",
        lock=NO_LOCK,
    ),
    refuse_when(
        "circulars",
        "circulars_keep",
        "OLD.state = 'approved'",
        on="DELETE",
        says="circulars: approved ones stay",
        lock=NO_LOCK,
    ),
)
for table in (Clause.__tablename__, Band.__tablename__):
    declare(
        Base.metadata.tables[table],
        frozen_when(
            table,
            APPROVED_PARENT.format(row="OLD"),
            says=f"{table}: of an approved circular are frozen",
            lock=parent("circulars", "OLD.circular_id"),
        ),
        refuse_when(
            table,
            f"{table}_late",
            APPROVED_PARENT.format(row="NEW"),
            on="INSERT",
            says=f"{table}: an approved circular takes no more",
            lock=parent("circulars", "NEW.circular_id"),
        ),
    )

SIGNED_PARENT = "(SELECT state FROM mous WHERE id = {row}.mou_id) <> 'draft'"

declare(
    Commitment.__table__,
    frozen_when(
        "commitments",
        SIGNED_PARENT.format(row="OLD"),
        says="commitments: of a signed memorandum are frozen",
        lock=parent("mous", "OLD.mou_id"),
    ),
    refuse_when(
        "commitments",
        "commitments_late",
        SIGNED_PARENT.format(row="NEW"),
        on="INSERT OR UPDATE",
        says="commitments: a signed memorandum takes no more",
        lock=parent("mous", "NEW.mou_id"),
    ),
)
for model in (Circular, Clause, Band, Exemption, Commitment):
    seal(model)
