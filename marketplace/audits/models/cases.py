"""A partner's case: who works on it, what is asked for, what was found, answered and verified."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, append_only, declare, frozen_when, parent, refuse_when
from marketplace.db.seals import seal
from marketplace.kernel.ids import AttachmentId, PartnerId, UserId, new_public_id
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.money import Rupiah


class AuditCaseState(Labelled):
    OPEN = "open", _l("Dibuka")
    ANSWERED = "answered", _l("Dijawab")
    CLOSED = "closed", _l("Ditutup")


class CheckOutcome(Labelled):
    RIGHT = "right", _l("Cocok")
    WRONG = "wrong", _l("Beda")
    MISSING = "missing", _l("Tidak ada")


class MisstatementCause(Labelled):
    QUANTITY = "quantity", _l("Jumlah barang berbeda")
    PRICE = "price", _l("Harga berbeda")
    RETURN = "return", _l("Pengembalian tidak dicatat")
    TWICE = "twice", _l("Dicatat dua kali")
    NOT_LOCAL = "not-local", _l("Bukan barang lokal")
    PERIOD = "period", _l("Bukan pembelian masa ini")
    NO_PAPER = "no-paper", _l("Nota tidak ditemukan")
    OTHER = "other", _l("Sebab lain")


class FindingRuling(Labelled):
    ACCEPTED = "accepted", _l("Jawaban diterima")
    REFUSED = "refused", _l("Belum cukup")


class AuditCase(Base):
    """One per partner in a drawn plan's sample. `due_on` is the day by which it hands in what is asked for."""

    __tablename__ = "audit_cases"
    __table_args__ = (
        UniqueConstraint("plan_id", "partner_id"),
        CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name="closed_when"),
        CheckConstraint("asked <> ''", name="asked_for"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    number: Mapped[str] = mapped_column(unique=True)
    plan_id: Mapped[int] = mapped_column(ForeignKey("audit_draws.plan_id"))
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"), index=True)
    asked: Mapped[str]  # what is to be handed in, in words
    due_on: Mapped[date]
    state: Mapped[AuditCaseState] = mapped_column(default=AuditCaseState.OPEN)
    opened_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    opened_at: Mapped[datetime]
    closed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


class AuditMember(Base):
    """An auditor on a case; whoever cannot be put on it is told why (audits/independence.py)."""

    __tablename__ = "audit_members"

    case_id: Mapped[int] = mapped_column(ForeignKey("audit_cases.id"), primary_key=True, autoincrement=False)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), primary_key=True, autoincrement=False)
    added_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    added_at: Mapped[datetime]


class AuditSubmission(Base):
    """What a partner handed in inside its case."""

    __tablename__ = "audit_submissions"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("audit_cases.id"), index=True)
    text: Mapped[str]
    file_id: Mapped[AttachmentId] = mapped_column(ForeignKey("attachments.id"), index=True)
    sent_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    sent_at: Mapped[datetime]


class AuditCheck(Base):
    """What an auditor found of a document; looked at again is another row, and the last one holds.

    `audited` is rupiah as the paper has it: the book's where it is right, 0 where there is none.
    """

    __tablename__ = "audit_checks"
    __table_args__ = (
        UniqueConstraint("item_id", "revision"),
        Index("uq_audit_checks_client_id", "client_id", unique=True),
        CheckConstraint("audited >= 0 AND (outcome <> 'missing' OR audited = 0)", name="audited"),
        CheckConstraint("(outcome = 'right') = (cause IS NULL)", name="wrong_because"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    item_id: Mapped[int] = mapped_column(ForeignKey("audit_items.id"))
    revision: Mapped[int]
    outcome: Mapped[CheckOutcome]
    audited: Mapped[Rupiah]
    cause: Mapped[MisstatementCause | None]
    note: Mapped[str] = mapped_column(default="")
    client_id: Mapped[str | None]  # a retry of a phone is no second check
    checked_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    checked_at: Mapped[datetime]


class AuditFinding(Base):
    """In the terms of the Inspektorat: kondisi, kriteria, sebab, akibat, rekomendasi. `amount` in rupiah."""

    __tablename__ = "audit_findings"
    __table_args__ = (
        UniqueConstraint("case_id", "number"),
        CheckConstraint("amount >= 0", name="amount"),
        CheckConstraint(
            "found <> '' AND criterion <> '' AND reason <> '' AND effect <> '' AND advice <> ''", name="whole"
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    case_id: Mapped[int] = mapped_column(ForeignKey("audit_cases.id"))
    number: Mapped[int]  # 1, 2 and so on in its case
    found: Mapped[str]
    criterion: Mapped[str]
    reason: Mapped[str]
    effect: Mapped[str]
    advice: Mapped[str]
    amount: Mapped[Rupiah]
    due_on: Mapped[date]
    issued_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    issued_at: Mapped[datetime]


class FindingAnswer(Base):
    """What the partner says it did, with evidence; as often as it takes, each once the one before was decided."""

    __tablename__ = "finding_answers"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    finding_id: Mapped[int] = mapped_column(ForeignKey("audit_findings.id"), index=True)
    text: Mapped[str]
    evidence_id: Mapped[AttachmentId] = mapped_column(ForeignKey("attachments.id"), index=True)
    answered_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime]


class FindingDecision(Base):
    __tablename__ = "finding_decisions"
    __table_args__ = (CheckConstraint("ruling = 'accepted' OR reason <> ''", name="reasoned"),)

    answer_id: Mapped[int] = mapped_column(
        ForeignKey("finding_answers.id"), primary_key=True, autoincrement=False
    )
    ruling: Mapped[FindingRuling]
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]


class FindingVerification(Base):
    """Somebody else saw that what an accepted answer says was done; with it the finding is settled."""

    __tablename__ = "finding_verifications"
    __table_args__ = (CheckConstraint("note <> ''", name="says_what"),)

    answer_id: Mapped[int] = mapped_column(
        ForeignKey("finding_decisions.answer_id"), primary_key=True, autoincrement=False
    )
    note: Mapped[str]
    verified_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    verified_at: Mapped[datetime]


ONCE_MODELS = (
    *(AuditSubmission, AuditCheck, AuditFinding),
    *(FindingAnswer, FindingDecision, FindingVerification),
)
for model in (AuditMember, *ONCE_MODELS):
    declare(model.__table__, append_only(model.__tablename__))
    seal(model, listed=True)
seal(AuditCase)
CLOSED_CASE = "EXISTS (SELECT 1 FROM audit_cases WHERE id = NEW.case_id AND state = 'closed')"
ITEM_CLOSED = (
    "EXISTS (SELECT 1 FROM audit_cases c JOIN audit_items i ON i.plan_id = c.plan_id"
    " AND i.partner_id = c.partner_id WHERE i.id = NEW.item_id AND c.state = 'closed')"
)
SAME_PERSON = (
    "NOT EXISTS (SELECT 1 FROM finding_decisions d JOIN finding_answers a ON a.id = d.answer_id"
    " WHERE d.answer_id = NEW.answer_id AND d.ruling = 'accepted'"
    " AND COALESCE(a.answered_by, 0) <> COALESCE(NEW.verified_by, -1)"
    " AND COALESCE(d.decided_by, 0) <> COALESCE(NEW.verified_by, -1))"
)
WAITING_ANSWER = (
    "EXISTS (SELECT 1 FROM finding_answers a LEFT JOIN finding_decisions d ON d.answer_id = a.id"
    " WHERE a.finding_id = NEW.finding_id AND (d.answer_id IS NULL OR d.ruling = 'accepted'))"
)
OPEN_FINDING = (
    "EXISTS (SELECT 1 FROM audit_findings f WHERE f.case_id = NEW.id AND NOT EXISTS (SELECT 1"
    " FROM finding_answers a JOIN finding_verifications v ON v.answer_id = a.id WHERE a.finding_id = f.id))"
)
CLOSED_ALREADY = "the case is closed"
for table, name, condition, on, says, lock in (
    (
        *(AuditFinding, "audit_findings_open", CLOSED_CASE, "INSERT", CLOSED_ALREADY),
        parent("audit_cases", "NEW.case_id"),
    ),
    (
        *(AuditSubmission, "audit_submissions_open", CLOSED_CASE, "INSERT", CLOSED_ALREADY),
        parent("audit_cases", "NEW.case_id"),
    ),
    (
        AuditCheck,
        "audit_checks_open",
        ITEM_CLOSED,
        "INSERT",
        CLOSED_ALREADY,
        NO_LOCK,
    ),  # services lock the case
    (
        *(FindingAnswer, "finding_answers_one", WAITING_ANSWER, "INSERT", "an answer waits or was accepted"),
        parent("audit_findings", "NEW.finding_id"),
    ),
    (
        *(FindingVerification, "finding_verifications_other", SAME_PERSON, "INSERT"),
        *("accepted, and by somebody else", NO_LOCK),
    ),
    (
        *(AuditCase, "audit_cases_settled", f"NEW.state = 'closed' AND {OPEN_FINDING}"),
        *("INSERT OR UPDATE", "a finding is open", NO_LOCK),  # findings lock the case
    ),
):
    declare(
        table.__table__,
        refuse_when(
            table.__tablename__, name, condition, on=on, says=f"{table.__tablename__}: {says}", lock=lock
        ),
    )
declare(
    AuditCase.__table__,
    frozen_when("audit_cases", "OLD.state = 'closed'", says="audit_cases: the case is closed", lock=NO_LOCK),
)
