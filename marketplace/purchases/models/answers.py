"""What makers, officers and auditors say of rows of the ledger; said once, beside them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, append_only, declare, parent, refuse_when
from marketplace.db.seals import seal
from marketplace.kernel.ids import (
    AttachmentId,
    PurchaseId,
    UserId,
    new_public_id,
)
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.money import Rupiah


class Answer(Labelled):
    CONFIRMED = "confirmed", _l("Dibenarkan pembuat")
    DISPUTED = "disputed", _l("Dibantah pembuat")


class ClaimRuling(Labelled):
    STANDS = "stands", _l("Pembeliannya dihitung")
    FALLS = "falls", _l("Pembeliannya tidak dihitung")
    MAKERS = "makers", _l("Angka pembuat yang dihitung")


class AnswerRuling(Labelled):
    ACCEPTED = "accepted", _l("Jawaban diterima")
    REFUSED = "refused", _l("Tetap ditolak")


class PurchaseAnswer(Base):
    """What the maker says of a purchase claimed to be theirs; said once."""

    __tablename__ = "purchase_answers"

    purchase_id: Mapped[PurchaseId] = mapped_column(
        ForeignKey("purchases.id"), primary_key=True, autoincrement=False
    )
    answer: Mapped[Answer]
    reason: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime]


class ClaimDecision(Base):
    """An officer's decision on a purchase that its maker disputed; both sides read the reason."""

    __tablename__ = "claim_decisions"
    __table_args__ = (CheckConstraint("reason <> ''", name="reasoned"),)

    purchase_id: Mapped[PurchaseId] = mapped_column(
        ForeignKey("purchase_answers.purchase_id"), primary_key=True, autoincrement=False
    )
    ruling: Mapped[ClaimRuling]
    reason: Mapped[str]
    decided_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]


class Refusal(Base):
    """An auditor's no to a counted line, until an auditor accepts an answer of the shop.

    Of the line counts `audited_net` meanwhile, the rupiah that the auditor found: 0 where all of it is refused.
    """

    __tablename__ = "refusals"
    __table_args__ = (
        CheckConstraint("audited_net >= 0", name="audited"),
        CheckConstraint(
            "audited_quantity_milli IS NULL OR (audited_quantity_milli > 0 AND audited_net > 0)",
            name="audited_goods",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    line_id: Mapped[int] = mapped_column(ForeignKey("purchase_lines.id"), index=True)
    reason: Mapped[str]
    audited_net: Mapped[Rupiah] = mapped_column(default=Rupiah(0), server_default="0")
    audited_quantity_milli: Mapped[int | None] = mapped_column(default=None)
    refused_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    refused_at: Mapped[datetime]


class RefusalAnswer(Base):
    """What the shop says of a refusal, with its evidence. Answers of before evidence was asked for may have none."""

    __tablename__ = "refusal_answers"
    __table_args__ = (UniqueConstraint("id", "refusal_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    refusal_id: Mapped[int] = mapped_column(ForeignKey("refusals.id"), index=True)
    text: Mapped[str]
    evidence_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), default=None)
    answered_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime]


class RefusalDecision(Base):
    """What an auditor says of an answer; `decided_by` is NULL for answers of before they were looked at."""

    __tablename__ = "refusal_decisions"
    __table_args__ = (
        CheckConstraint("ruling = 'accepted' OR reason <> ''", name="reasoned"),
        ForeignKeyConstraint(
            ["answer_id", "refusal_id"], ["refusal_answers.id", "refusal_answers.refusal_id"]
        ),
    )

    answer_id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    refusal_id: Mapped[int] = mapped_column(index=True)
    ruling: Mapped[AnswerRuling]
    reason: Mapped[str] = mapped_column(default="")
    decided_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]


for model in (PurchaseAnswer, ClaimDecision, Refusal, RefusalAnswer, RefusalDecision):
    declare(model.__table__, append_only(model.__tablename__))
    seal(model, listed=True, keyed_later=model in (RefusalAnswer, RefusalDecision))
declare(
    ClaimDecision.__table__,
    refuse_when(
        "claim_decisions",
        "claim_decisions_disputed",
        "NOT EXISTS (SELECT 1 FROM purchase_answers"
        " WHERE purchase_id = NEW.purchase_id AND answer = 'disputed')",
        on="INSERT",
        says="only a disputed purchase is decided",
        lock=NO_LOCK,
    ),
)
declare(
    ClaimDecision.__table__,
    refuse_when(
        "claim_decisions",
        "claim_decisions_figure",
        "(NEW.ruling = 'makers' AND NOT EXISTS (SELECT 1 FROM maker_figures WHERE purchase_id = NEW.purchase_id))"
        " OR EXISTS (SELECT 1 FROM figure_replies WHERE purchase_id = NEW.purchase_id AND answer = 'accepted')",
        on="INSERT",
        says="the maker gave no figure, or the shop accepted it",
        lock=parent("purchases", "NEW.purchase_id"),
    ),
)
declare(
    Refusal.__table__,
    refuse_when(
        "refusals",
        "refusals_audited_below",
        "EXISTS (SELECT 1 FROM purchase_lines WHERE id = NEW.line_id AND NEW.audited_net > 0"
        " AND (NEW.audited_net >= net OR NEW.audited_quantity_milli > quantity_milli))",
        on="INSERT",
        says="what an auditor found is below the value of the row",
        lock=NO_LOCK,
    ),
)
ONE_ANSWER_AT_A_TIME = refuse_when(
    "refusal_answers",
    "refusal_answers_one_at_a_time",
    "EXISTS (SELECT 1 FROM refusal_answers a LEFT JOIN refusal_decisions d ON d.answer_id = a.id"
    " WHERE a.refusal_id = NEW.refusal_id AND a.evidence_id IS NOT NULL"
    " AND (d.ruling IS NULL OR d.ruling = 'accepted'))",
    on="INSERT",
    says="an answer waits for its decision, or was accepted",
    lock=parent("refusals", "NEW.refusal_id"),
)
ANSWERS_PROVEN = refuse_when(
    "refusal_answers",
    "refusal_answers_proven",
    "NEW.evidence_id IS NULL",
    on="INSERT",
    says="an answer needs evidence",
    lock=NO_LOCK,
)
DECISIONS_PROVEN = refuse_when(
    "refusal_decisions",
    "refusal_decisions_proven",
    "NOT EXISTS (SELECT 1 FROM refusal_answers WHERE id = NEW.answer_id AND evidence_id IS NOT NULL)",
    on="INSERT",
    says="only an answer with evidence is decided",
    lock=NO_LOCK,
)
declare(RefusalAnswer.__table__, ONE_ANSWER_AT_A_TIME, ANSWERS_PROVEN)
declare(RefusalDecision.__table__, DECISIONS_PROVEN)
