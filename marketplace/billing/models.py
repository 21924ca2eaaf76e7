"""What shops owe makers, and what makers say they were paid. Amounts are whole rupiah."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.billing.triggers import RULES
from marketplace.db.base import Base
from marketplace.db.rules import append_only, declare
from marketplace.db.seals import seal
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
    STRIPE = "stripe", _l("Kartu lewat Stripe")


class DueKind(Labelled):
    """Tax comes with an invoice, and a fee with the goods it brings; they are owed as goods are, and no purchase."""

    GOODS = "goods", _l("Barang")
    DELIVERY = "delivery", _l("Ongkos kirim")
    PPN = "ppn", _l("PPN")


class PaymentKind(Labelled):
    PAID = "paid", _l("Pembayaran")
    REFUNDED = "refunded", _l("Dikembalikan ke toko")
    REVERSED = "reversed", _l("Dibatalkan")


class InvoiceKind(Labelled):
    """The values stand in the numbers: 0007/INV/XII/2026. Neither is a tax invoice, which comes from Coretax."""

    INVOICE = "INV", _l("Nota tagihan")
    CREDIT = "NK", _l("Nota kredit")


GOODS_DUE = text("kind = 'goods'")
OPENING = text("kind = 'paid'")


class Due(Base):
    """What an agreed handover makes a shop owe; below zero for a return, which is taken off elsewhere.

    Of goods a handover has one; of tax one for each invoice that charges it. Bringing goods is owed once for an order.
    """

    __tablename__ = "dues"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        Index("ix_dues_payee", "payee_id", "due_on"),
        Index("ix_dues_payer", "payer_id", "due_on"),
        Index("ix_dues_handover", "handover_id"),
        Index(
            "uq_dues_goods", "handover_id", unique=True, sqlite_where=GOODS_DUE, postgresql_where=GOODS_DUE
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    handover_id: Mapped[HandoverId] = mapped_column(ForeignKey("handovers.id"))
    payee_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    payer_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    outlet_id: Mapped[OutletId] = mapped_column(ForeignKey("outlets.id"))
    amount: Mapped[Rupiah]
    owed_on: Mapped[date]
    due_on: Mapped[date]
    kind: Mapped[DueKind] = mapped_column(default=DueKind.GOODS, server_default="goods")


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


class PaymentMade(Base):
    """Money that passed between a shop and a maker, as whoever is paid confirms it; below zero it went back.

    Rows of one `act` belong together: what was paid, its refunds and its reversal. Their sum less the receipts of the
    act is the shop's credit.
    """

    __tablename__ = "payments"
    __table_args__ = (
        CheckConstraint("amount <> 0", name="amount_not_zero"),
        CheckConstraint("kind = 'paid' OR note <> ''", name="because"),
        CheckConstraint("kind <> 'refunded' OR amount < 0", name="refund_goes_back"),
        Index("uq_payments_act", "act", unique=True, sqlite_where=OPENING, postgresql_where=OPENING),
        Index("ix_payments_of_act", "act"),
        Index("ix_payments_payer", "payer_id", "payee_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    kind: Mapped[PaymentKind] = mapped_column(default=PaymentKind.PAID)
    payee_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    payer_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    amount: Mapped[Rupiah]
    paid_on: Mapped[date]
    paid_by: Mapped[PaidBy]
    act: Mapped[str]
    note: Mapped[str] = mapped_column(default="")
    confirmed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    confirmed_at: Mapped[datetime]


class Receipt(Base):
    """The part of a payment that is for one due, and what the shop kept back with its reason.

    Those of one payment carry its `act`. A mistaken one is taken back by another that is its mirror.
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


class Invoice(Base):
    """Dues frozen as a maker's bill, or as a credit note of returns (`total` below zero); numbered without gaps.

    Names and addresses are those of its day. A mistaken one is cancelled whole by a credit note that is its mirror;
    its dues may then stand on another.
    """

    __tablename__ = "invoices"
    __table_args__ = (
        UniqueConstraint("payee_id", "kind", "year", "sequence"),
        CheckConstraint("total <> 0 AND (kind = 'INV') = (total > 0)", name="kind_by_total"),
        CheckConstraint("total = goods + delivery + ppn", name="adds_up"),
        CheckConstraint("cancels_id IS NULL OR (kind = 'NK' AND reason <> '')", name="cancels_because"),
        CheckConstraint("due_count >= 0 AND line_count > 0", name="of_something"),
        Index("ix_invoices_payer", "payer_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    kind: Mapped[InvoiceKind]
    payee_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    payer_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    year: Mapped[int]
    sequence: Mapped[int]
    number: Mapped[str]
    issued_on: Mapped[date]
    due_on: Mapped[date]
    goods: Mapped[Rupiah]  # before tax
    delivery: Mapped[Rupiah] = mapped_column(default=Rupiah(0), server_default="0", kw_only=True)
    tax_base: Mapped[Rupiah]  # DPP; 0 where no tax is charged
    ppn: Mapped[Rupiah]
    total: Mapped[Rupiah]
    seller: Mapped[str]
    seller_lines: Mapped[str]  # its address, a line each
    seller_tax_number: Mapped[str]  # empty of makers without PKP status
    buyer: Mapped[str]
    buyer_lines: Mapped[str]
    due_count: Mapped[int]
    line_count: Mapped[int]
    issued_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    issued_at: Mapped[datetime]
    cancels_id: Mapped[int | None] = mapped_column(ForeignKey("invoices.id"), unique=True, default=None)
    reason: Mapped[str] = mapped_column(default="")


class InvoicedDue(Base):
    """A due is on one invoice at most that is not cancelled."""

    __tablename__ = "invoiced_dues"

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    due_id: Mapped[int] = mapped_column(ForeignKey("dues.id"), index=True)
    amount: Mapped[Rupiah]


class InvoiceLine(Base):
    """An item as it was handed over, sold or returned; units and rupiah below zero of what came back."""

    __tablename__ = "invoice_lines"

    invoice_id: Mapped[int] = mapped_column(ForeignKey("invoices.id"), primary_key=True, autoincrement=False)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    handover: Mapped[str]  # its number
    handed_over_on: Mapped[date]
    name: Mapped[str]
    unit: Mapped[str]
    quantity: Mapped[int]
    unit_price: Mapped[Rupiah]
    amount: Mapped[Rupiah]


class TaxStatus(Base):
    """From which day a maker is PKP, or no longer, as it states itself; the last row of a day holds."""

    __tablename__ = "tax_statuses"
    __table_args__ = (CheckConstraint("number <> '' OR NOT pkp", name="pkp_with_number"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"), index=True)
    since: Mapped[date]
    pkp: Mapped[bool]
    number: Mapped[str] = mapped_column(default="")  # of the confirmation as PKP, or the NPWP
    stated_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    stated_at: Mapped[datetime]


class DeliveryRule(Base):
    """From which day bringing an order costs how much, and from which worth of goods it is free; the last row of a
    day holds. Without a row, and with a fee of Rp0, bringing costs nothing.
    """

    __tablename__ = "delivery_rules"
    __table_args__ = (
        CheckConstraint("fee >= 0", name="fee_not_negative"),
        CheckConstraint("free_from IS NULL OR free_from > 0", name="free_from_something"),
        Index("ix_delivery_rules_newest", "producer_id", "since", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    since: Mapped[date]
    fee: Mapped[Rupiah]
    free_from: Mapped[Rupiah | None]  # None: never free
    stated_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    stated_at: Mapped[datetime]


for model in (
    Due, PaymentNotice, PaymentMade, Receipt, NoticeAnswer, Invoice, InvoicedDue, InvoiceLine, TaxStatus,
    DeliveryRule,
):  # fmt: skip
    name = model.__tablename__
    declare(model.__table__, append_only(name), *RULES.get(name, ()))
    seal(model, listed=True)
