"""What shops owe makers, and what makers say they were paid. Amounts are whole rupiah."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, append_only, declare, parent, refuse_when
from marketplace.kernel.ids import (
    AttachmentId,
    HandoverId,
    OutletId,
    PartnerId,
    ProducerId,
    UserId,
    new_public_id,
)
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.money import Rupiah


class PaidBy(Labelled):
    CASH = "cash", _l("Tunai")
    TRANSFER = "transfer", _l("Transfer bank")
    QRIS = "qris", _l("QRIS")


class DeductedFor(Labelled):
    """What shops keep back for; receipts carry the word, or any other that was written."""

    LISTING = "listing", _l("Biaya listing")
    PROMOTION = "promotion", _l("Promosi")
    SHELF = "shelf", _l("Sewa rak atau pajangan")
    DAMAGED = "damaged", _l("Barang rusak di toko")
    TAX = "tax", _l("Pajak yang dipotong")
    TRANSFER = "transfer", _l("Biaya transfer")
    ROUNDING = "rounding", _l("Pembulatan")
    OTHER = "other", _l("Lainnya, tulis di catatan")


class Due(Base):
    """What an agreed handover makes a shop owe; below zero for a return, which is taken off elsewhere."""

    __tablename__ = "dues"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        Index("ix_dues_payee", "payee_id", "due_on"),
        Index("ix_dues_payer", "payer_id", "due_on"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    handover_id: Mapped[HandoverId] = mapped_column(ForeignKey("handovers.id"), unique=True)
    payee_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    payer_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    outlet_id: Mapped[OutletId] = mapped_column(ForeignKey("outlets.id"))
    amount: Mapped[Rupiah]
    owed_on: Mapped[date]
    due_on: Mapped[date]


class PaymentNotice(Base):
    """The shop says that it has paid; only the maker can confirm it."""

    __tablename__ = "payment_notices"
    __table_args__ = (CheckConstraint("amount > 0", name="amount_positive"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    due_id: Mapped[int] = mapped_column(ForeignKey("dues.id"), index=True)
    amount: Mapped[Rupiah]
    paid_on: Mapped[date]
    paid_by: Mapped[PaidBy]
    proof_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), default=None)
    note: Mapped[str] = mapped_column(default="")
    said_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    said_at: Mapped[datetime]


class Receipt(Base):
    """The maker confirms what came in for a due, and what the shop kept back with its reason.

    Those written with one press carry the same `act`. A mistaken one is taken back by another that is its mirror.
    """

    __tablename__ = "receipts"
    __table_args__ = (
        CheckConstraint("received <> 0 OR deducted <> 0", name="something"),
        CheckConstraint("deducted = 0 OR deducted_because <> ''", name="deducted_because"),
        CheckConstraint("reverses_id IS NULL OR note <> ''", name="reversed_because"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    due_id: Mapped[int] = mapped_column(ForeignKey("dues.id"), index=True)
    received: Mapped[Rupiah]  # below zero where a return was taken off
    deducted: Mapped[Rupiah] = mapped_column(default=Rupiah(0))
    deducted_because: Mapped[str] = mapped_column(default="")
    received_on: Mapped[date]
    paid_by: Mapped[PaidBy]
    note: Mapped[str] = mapped_column(default="")
    act: Mapped[str] = mapped_column(index=True, default_factory=new_public_id)
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("receipts.id"), unique=True, default=None)
    confirmed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime]


class NoticeAnswer(Base):
    """What the maker says to a notice: a receipt, or in words that nothing arrived."""

    __tablename__ = "notice_answers"
    __table_args__ = (CheckConstraint("receipt_id IS NOT NULL OR words <> ''", name="receipt_or_words"),)

    notice_id: Mapped[int] = mapped_column(
        ForeignKey("payment_notices.id"), primary_key=True, autoincrement=False
    )
    receipt_id: Mapped[int | None] = mapped_column(ForeignKey("receipts.id"), default=None)
    words: Mapped[str] = mapped_column(default="")
    answered_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    answered_at: Mapped[datetime]


BEFORE = "(SELECT SUM(received + deducted) FROM receipts WHERE due_id = NEW.due_id)"
PAID = f"(NEW.received + NEW.deducted + COALESCE({BEFORE}, 0))"
OWED = "(SELECT amount FROM dues WHERE id = NEW.due_id)"
MIRRORED = (
    "EXISTS (SELECT 1 FROM receipts o WHERE o.id = NEW.reverses_id AND o.reverses_id IS NULL"
    " AND o.due_id = NEW.due_id AND o.received = -NEW.received AND o.deducted = -NEW.deducted)"
)

for model in (Due, PaymentNotice, Receipt, NoticeAnswer):
    declare(model.__table__, append_only(model.__tablename__))
declare(
    Receipt.__table__,
    refuse_when(
        "receipts",
        "receipts_within_due",
        f"NEW.reverses_id IS NULL AND (({OWED} > 0 AND (NEW.received < 0 OR NEW.deducted < 0 OR {PAID} > {OWED}))"
        f" OR ({OWED} < 0 AND (NEW.received > 0 OR NEW.deducted <> 0 OR {PAID} < {OWED})))",
        on="INSERT",
        says="receipts: more than is owed",
        lock=parent("dues", "NEW.due_id"),
    ),
    refuse_when(
        "receipts",
        "receipts_mirrored",
        f"NEW.reverses_id IS NOT NULL AND NOT {MIRRORED}",
        on="INSERT",
        says="receipts: what takes one back is its mirror",
        lock=NO_LOCK,  # receipts neither change nor go, and each is taken back once
    ),
)
declare(
    PaymentNotice.__table__,
    refuse_when(
        "payment_notices",
        "payment_notices_within_due",
        f"NEW.amount > {OWED}",
        on="INSERT",
        says="payment_notices: more than is owed",
        lock=NO_LOCK,  # dues neither change nor go
    ),
)
