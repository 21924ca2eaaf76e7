"""What makers tell of purchases and sales: their own figure for a disputed one, and sales that the shop never recorded.

Nothing of it counts by itself: rows of the ledger follow from what the shop, or an officer, says of it.
"""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BigInteger, CheckConstraint, ForeignKey, Index, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, append_only, declare, parent, refuse_when
from marketplace.db.seals import seal
from marketplace.kernel.ids import (
    AttachmentId,
    OutletId,
    PartnerId,
    ProducerId,
    ProductId,
    PurchaseId,
    UserId,
    VariantId,
    new_public_id,
)
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.money import Rupiah


class FigureAnswer(Labelled):
    ACCEPTED = "accepted", _l("Toko menerima angka pembuat")
    KEPT = "kept", _l("Toko tetap pada angkanya")


class SaleAnswer(Labelled):
    CONFIRMED = "confirmed", _l("Dibenarkan toko")
    OWN_FIGURE = "own-figure", _l("Dicatat toko dengan angkanya sendiri")
    RECORDED = "recorded", _l("Sudah tercatat di toko")
    DENIED = "denied", _l("Dibantah toko")
    WITHDRAWN = "withdrawn", _l("Ditarik pembuat")


class SaleRuling(Labelled):
    COUNTED = "counted", _l("Penjualannya dihitung")
    NOT_COUNTED = "not-counted", _l("Penjualannya tidak dihitung")


class MakerFigure(Base):
    """What a maker says that a disputed purchase of one item was, whole: what they did not name is the shop's.

    `quantity_milli` is thousandths of the purchase's unit, `net` rupiah without VAT; both below zero for a return.
    """

    __tablename__ = "maker_figures"
    __table_args__ = (
        CheckConstraint("quantity_milli <> 0 AND net <> 0", name="something"),
        CheckConstraint("(quantity_milli > 0) = (net > 0)", name="one_sign"),
    )

    purchase_id: Mapped[PurchaseId] = mapped_column(
        Integer, ForeignKey("purchase_answers.purchase_id"), primary_key=True, autoincrement=False
    )
    quantity_milli: Mapped[int] = mapped_column(BigInteger)
    net: Mapped[Rupiah]
    bought_on: Mapped[date]
    document_number: Mapped[str | None] = mapped_column(default=None)
    evidence_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), default=None)


class FigureReply(Base):
    """What the shop says of the maker's figure before an officer decides; said once."""

    __tablename__ = "figure_replies"

    purchase_id: Mapped[PurchaseId] = mapped_column(
        Integer, ForeignKey("maker_figures.purchase_id"), primary_key=True, autoincrement=False
    )
    answer: Mapped[FigureAnswer]
    reason: Mapped[str] = mapped_column(default="")
    replied_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    replied_at: Mapped[datetime]


class ToldSale(Base):
    """A sale that a maker says a shop did not record. It is no purchase until the shop or an officer says so.

    `quantity_milli` is thousandths of `unit`, `net` rupiah without VAT.
    """

    __tablename__ = "told_sales"
    __table_args__ = (
        UniqueConstraint("producer_id", "client_id"),
        CheckConstraint("producer_id <> partner_id", name="buyer_not_seller"),
        CheckConstraint("quantity_milli > 0 AND net > 0 AND item <> ''", name="something"),
        Index("ix_told_sales_of_partner", "partner_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    outlet_id: Mapped[OutletId | None] = mapped_column(ForeignKey("outlets.id"))
    sold_on: Mapped[date]
    item: Mapped[str]
    product_id: Mapped[ProductId | None] = mapped_column(ForeignKey("products.id"))
    variant_id: Mapped[VariantId | None] = mapped_column(ForeignKey("variants.id"))
    quantity_milli: Mapped[int] = mapped_column(BigInteger)
    unit: Mapped[str]
    net: Mapped[Rupiah]
    document_number: Mapped[str | None]
    evidence_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"))
    client_id: Mapped[str]
    told_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    told_at: Mapped[datetime]


class SaleReply(Base):
    """What became of a told sale by the shop's word, or its maker's who withdrew it; said once."""

    __tablename__ = "sale_replies"
    __table_args__ = (
        CheckConstraint(
            "(answer IN ('confirmed', 'own-figure', 'recorded')) = (purchase_id IS NOT NULL)",
            name="is_a_purchase",
        ),
        CheckConstraint("answer <> 'denied' OR reason <> ''", name="denied_because"),
    )

    sale_id: Mapped[int] = mapped_column(ForeignKey("told_sales.id"), primary_key=True, autoincrement=False)
    answer: Mapped[SaleAnswer]
    reason: Mapped[str]
    purchase_id: Mapped[PurchaseId | None] = mapped_column(ForeignKey("purchases.id"))
    replied_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    replied_at: Mapped[datetime]


class SaleDecision(Base):
    """An officer's decision on a told sale that the shop denied; both sides read the reason."""

    __tablename__ = "sale_decisions"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reasoned"),
        CheckConstraint("(ruling = 'counted') = (purchase_id IS NOT NULL)", name="is_a_purchase"),
    )

    sale_id: Mapped[int] = mapped_column(
        ForeignKey("sale_replies.sale_id"), primary_key=True, autoincrement=False
    )
    ruling: Mapped[SaleRuling]
    reason: Mapped[str]
    purchase_id: Mapped[PurchaseId | None] = mapped_column(ForeignKey("purchases.id"))
    decided_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    decided_at: Mapped[datetime]


OTHER_SHOP = (
    "EXISTS (SELECT 1 FROM purchases p JOIN told_sales s ON s.id = NEW.sale_id"
    " WHERE p.id = NEW.purchase_id AND p.partner_id <> s.partner_id)"
)
RULES = (  # table, name, condition, what it says, lock
    (
        MakerFigure,
        "maker_figures_disputed",
        "NOT EXISTS (SELECT 1 FROM purchase_answers"
        " WHERE purchase_id = NEW.purchase_id AND answer = 'disputed')",
        "only a disputed purchase has another figure",
        NO_LOCK,
    ),
    (
        FigureReply,
        "figure_replies_undecided",
        "EXISTS (SELECT 1 FROM claim_decisions WHERE purchase_id = NEW.purchase_id)",
        "the dispute is decided",
        parent("purchases", "NEW.purchase_id"),
    ),
    (
        SaleReply,
        "sale_replies_same_shop",
        OTHER_SHOP,
        "the purchase is of another shop",
        NO_LOCK,
    ),
    (
        SaleDecision,
        "sale_decisions_denied",
        "NOT EXISTS (SELECT 1 FROM sale_replies WHERE sale_id = NEW.sale_id AND answer = 'denied')"
        f" OR {OTHER_SHOP}",
        "only a sale that the shop denied is decided, with a purchase of that shop",
        NO_LOCK,
    ),
)
for model in (MakerFigure, FigureReply, ToldSale, SaleReply, SaleDecision):
    declare(model.__table__, append_only(model.__tablename__))
    seal(model, listed=True)
for of, name, condition, says, lock in RULES:
    declare(
        of.__table__,
        refuse_when(of.__tablename__, name, condition, on="INSERT", says=says, lock=lock),
    )
