"""The ledger of what partners bought. Rows are written once; a correction is a reversal and a new row."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
    false,
    text,
)
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, append_only, declare, refuse_when
from marketplace.db.seals import seal
from marketplace.kernel.ids import (
    AttachmentId,
    CategoryId,
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


class Source(Labelled):
    HANDOVER = "handover", _l("Serah terima")
    MANUAL = "manual", _l("Dicatat sendiri")
    IMPORT = "import", _l("Impor berkas")
    API = "api", _l("Sistem toko")
    RECAP = "recap", _l("Rekap Dinas")
    UNDATED = "undated", _l("Rekap Dinas tanpa tanggal")


class Recognition(Labelled):
    RECEIVED = "received", _l("Diterima")
    SOLD = "sold", _l("Terjual")


def _one_meaning(of: str, which: str, *columns: str) -> Index:
    live = text(f"{which} AND undone_at IS NULL")
    return Index(f"uq_remembered_names_{of}", *columns, unique=True, sqlite_where=live, postgresql_where=live)


class RememberedName(Base):
    """What words on a shop's receipts mean, as a person said it; `same` are the words through `same_name`.

    Without `maker_id` they name a seller: `producer_id`, or none of Metro's makers. With it they name one of that
    maker's goods: `product_id`, or none of them. Rows that were said together, for many shops, share `said_as`.
    """

    __tablename__ = "remembered_names"
    __table_args__ = (
        CheckConstraint("same <> ''", name="has_words"),
        CheckConstraint("maker_id IS NULL OR producer_id IS NULL", name="seller_or_goods"),
        CheckConstraint("maker_id IS NOT NULL OR product_id IS NULL", name="goods_of_a_maker"),
        _one_meaning("seller", "maker_id IS NULL", "partner_id", "same"),
        _one_meaning("goods", "maker_id IS NOT NULL", "partner_id", "maker_id", "same"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    maker_id: Mapped[ProducerId | None] = mapped_column(ForeignKey("producers.id"))
    text: Mapped[str]
    same: Mapped[str]
    said_as: Mapped[str] = mapped_column(index=True)
    said_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    said_at: Mapped[datetime]
    producer_id: Mapped[ProducerId | None] = mapped_column(ForeignKey("producers.id"), default=None)
    product_id: Mapped[ProductId | None] = mapped_column(ForeignKey("products.id"), default=None)
    confirmed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)  # by an officer
    undone_at: Mapped[datetime | None] = mapped_column(default=None)


class Purchase(Base):
    """One document between a partner and one seller. `producer_id` is NULL for a seller that is no known maker.

    `named_by` is what a shop's word for its seller meant. `photo_required`: logged by hand, or by a recap of others,
    since a number alone proves nothing.
    """

    __tablename__ = "purchases"
    __table_args__ = (
        UniqueConstraint("source", "source_ref"),
        CheckConstraint("producer_id IS NULL OR producer_id <> partner_id", name="buyer_not_seller"),
        CheckConstraint("producer_id IS NOT NULL OR seller_text <> ''", name="seller_named"),
        Index("ix_purchases_partner_bought", "partner_id", "bought_on"),
        Index("ix_purchases_partner_producer_bought", "partner_id", "producer_id", "bought_on"),
        Index("ix_purchases_producer_bought", "producer_id", "bought_on"),
        Index(
            "ix_purchases_undated",
            "partner_id",
            sqlite_where=text("source = 'undated'"),
            postgresql_where=text("source = 'undated'"),
        ),
    )

    id: Mapped[PurchaseId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    source: Mapped[Source]
    source_ref: Mapped[str]
    partner_id: Mapped[PartnerId] = mapped_column(ForeignKey("partners.id"))
    outlet_id: Mapped[OutletId | None] = mapped_column(ForeignKey("outlets.id"), default=None)
    producer_id: Mapped[ProducerId | None] = mapped_column(ForeignKey("producers.id"))
    seller_text: Mapped[str] = mapped_column(default="")
    bought_on: Mapped[date]
    document_number: Mapped[str | None] = mapped_column(default=None)
    evidence_id: Mapped[AttachmentId | None] = mapped_column(ForeignKey("attachments.id"), default=None)
    recognition: Mapped[Recognition] = mapped_column(default=Recognition.RECEIVED)
    one_sided: Mapped[bool] = mapped_column(default=False)  # deemed, or done on behalf: never above C
    batch_id: Mapped[int | None] = mapped_column(ForeignKey("import_batches.id"), default=None, index=True)
    recorded_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    recorded_at: Mapped[datetime]
    reverses_id: Mapped[PurchaseId | None] = mapped_column(
        ForeignKey("purchases.id"), default=None, unique=True
    )
    named_by: Mapped[int | None] = mapped_column(ForeignKey("remembered_names.id"), default=None)
    photo_required: Mapped[bool] = mapped_column(default=False, server_default=false())


class PurchaseLine(Base):
    """`net` is rupiah without VAT after discount, negative for a return; `quantity_milli` thousandths of a unit.

    `certified` keeps what held for the product on that day (NULL where the product is not known). `named_by` is what
    a shop's word for the product meant.
    """

    __tablename__ = "purchase_lines"
    __table_args__ = (
        CheckConstraint("quantity_milli <> 0", name="quantity_not_zero"),
        CheckConstraint("tax >= 0 OR net < 0", name="tax_sign"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    purchase_id: Mapped[PurchaseId] = mapped_column(ForeignKey("purchases.id"), index=True)
    variant_id: Mapped[VariantId | None] = mapped_column(ForeignKey("variants.id"), default=None)
    product_id: Mapped[ProductId | None] = mapped_column(ForeignKey("products.id"), default=None)
    category_id: Mapped[CategoryId | None] = mapped_column(ForeignKey("categories.id"), default=None)
    text: Mapped[str]
    quantity_milli: Mapped[int] = mapped_column(BigInteger)
    unit: Mapped[str]
    unit_price: Mapped[Rupiah]
    net: Mapped[Rupiah]
    tax: Mapped[Rupiah] = mapped_column(default=Rupiah(0))
    certified: Mapped[bool | None] = mapped_column(default=None)
    named_by: Mapped[int | None] = mapped_column(ForeignKey("remembered_names.id"), default=None)


class PurchaseSuccessor(Base):
    """Which purchase counts instead of one that was taken back."""

    __tablename__ = "purchase_successors"
    __table_args__ = (CheckConstraint("purchase_id <> successor_id", name="another"),)

    purchase_id: Mapped[PurchaseId] = mapped_column(
        ForeignKey("purchases.id"), primary_key=True, autoincrement=False
    )
    successor_id: Mapped[PurchaseId] = mapped_column(ForeignKey("purchases.id"), index=True)


class LiveItem(Base):
    """The purchase that counts for an item of a document; written with it, and gone when it is taken back.

    `document` and `item` are keys of `purchases/documents.py`; `occurrence` counts the times one document repeats an
    item. What handovers wrote is not in it.
    """

    __tablename__ = "live_items"
    __table_args__ = (
        CheckConstraint("occurrence > 0", name="counted_from_one"),
        {"sqlite_with_rowid": False},
    )

    partner_id: Mapped[PartnerId] = mapped_column(
        ForeignKey("partners.id"), primary_key=True, autoincrement=False
    )
    document: Mapped[str] = mapped_column(primary_key=True)
    item: Mapped[str] = mapped_column(primary_key=True)
    occurrence: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    purchase_id: Mapped[PurchaseId] = mapped_column(ForeignKey("purchases.id"))


class HeldDocument(Base):
    """A number on the papers of an agreed handover: what else comes with it is evidence, and is not counted.

    `handover` is its public id; `purchase_id` what it wrote into the ledger, NULL where that was nothing (goods that
    still lie on the shelf).
    """

    __tablename__ = "held_documents"

    partner_id: Mapped[PartnerId] = mapped_column(
        ForeignKey("partners.id"), primary_key=True, autoincrement=False
    )
    document: Mapped[str] = mapped_column(primary_key=True)
    handover: Mapped[str] = mapped_column(primary_key=True)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    purchase_id: Mapped[PurchaseId | None] = mapped_column(ForeignKey("purchases.id"), default=None)


for model in (Purchase, PurchaseLine, PurchaseSuccessor, HeldDocument):
    declare(model.__table__, append_only(model.__tablename__))
for model in (Purchase, PurchaseLine, PurchaseSuccessor):
    seal(model, listed=True)
declare(
    PurchaseSuccessor.__table__,
    refuse_when(
        "purchase_successors",
        "purchase_successors_reversed",
        "NOT EXISTS (SELECT 1 FROM purchases WHERE reverses_id = NEW.purchase_id)"
        " OR EXISTS (SELECT 1 FROM purchases WHERE id = NEW.successor_id AND reverses_id IS NOT NULL)",
        on="INSERT",
        says="purchase_successors: only of a purchase that was taken back, and no reversal is one",
        lock=NO_LOCK,  # rows of the ledger never change and never go
    ),
)
seal(RememberedName)
