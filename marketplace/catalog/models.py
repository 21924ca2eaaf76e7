"""What makers offer: products with immutable revisions, their variants and prices."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.catalog import rules
from marketplace.db.base import Base
from marketplace.db.holds import Hold
from marketplace.db.review import Reviewed
from marketplace.db.rules import append_only, declare
from marketplace.db.seals import seal
from marketplace.kernel.ids import (
    AttachmentId,
    CategoryId,
    ProducerId,
    ProductId,
    UserId,
    VariantId,
    new_public_id,
)
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.money import Rupiah


class Availability(Labelled):
    READY = "ready", _l("Ada")
    SOLD_OUT = "sold_out", _l("Habis")
    TO_ORDER = "to_order", _l("Pesan dulu")


class Continuity(Labelled):
    """How steadily a maker can deliver."""

    STEADY = "steady", _l("Sepanjang tahun")
    SEASONAL = "seasonal", _l("Musiman")
    ON_REQUEST = "on_request", _l("Bila ada pesanan")


class LabelItem(Labelled):
    """What a label on the pack must show (PP 69/1999, Perka BPOM 31/2018; for non-food only some of it)."""

    NAME = "name", _l("Nama produk")
    COMPOSITION = "composition", _l("Komposisi")
    NET_CONTENT = "net_content", _l("Isi bersih")
    EXPIRY = "expiry", _l("Tanggal kedaluwarsa")
    PERMIT = "permit", _l("Nomor P-IRT atau MD")
    HALAL = "halal", _l("Tanda halal atau keterangan tidak halal")
    ADDRESS = "address", _l("Nama dan alamat pembuat")


class Criterion(Labelled):
    """What officials judge on the curation sheet of a product."""

    LABEL = "label", _l("Label")
    PACKAGING = "packaging", _l("Kemasan")
    BARCODE = "barcode", _l("Barcode")
    SHELF_LIFE = "shelf_life", _l("Masa simpan")
    CAPACITY = "capacity", _l("Kapasitas")
    CONTINUITY = "continuity", _l("Keberlanjutan")
    QUALITY = "quality", _l("Mutu")


class Mark(Labelled):
    READY = "ready", _l("Siap dijual")
    WORK = "work", _l("Perlu dibenahi")
    NOT_APPLICABLE = "not_applicable", _l("Tidak berlaku")


class DemandSignal(Labelled):
    """What people did with a product, counted by week without who they were."""

    VIEWED = "viewed", _l("Dilihat")
    BASKETED = "basketed", _l("Masuk keranjang")
    MISSED = "missed", _l("Batal karena habis")


class Category(Base):
    """Drives requirements and the scope of clauses."""

    __tablename__ = "categories"

    id: Mapped[CategoryId] = mapped_column(Integer, primary_key=True, init=False)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    parent_id: Mapped[CategoryId | None] = mapped_column(ForeignKey("categories.id"), default=None)


class Product(Reviewed, Base):
    """*Listed* is derived, see catalog.listing.

    `approved_number` is the revision that officials approved last: what the catalog shows, while a newer one may be
    in the making. `name` and `category_id` repeat it for lists; before the first approval they repeat the newest.
    `state` is that of the newest revision.
    """

    __tablename__ = "products"

    id: Mapped[ProductId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    slug: Mapped[str] = mapped_column(unique=True)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"), index=True)
    category_id: Mapped[CategoryId] = mapped_column(ForeignKey("categories.id"), index=True)
    name: Mapped[str]
    approved_number: Mapped[int | None] = mapped_column(default=None)
    paused_at: Mapped[datetime | None] = mapped_column(default=None)
    archived_at: Mapped[datetime | None] = mapped_column(default=None)
    eligible_until: Mapped[date | None] = mapped_column(default=None, index=True)  # written by certification
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


class ProductRevision(Base):
    """What the product said of itself; the newest number holds, older ones stay readable."""

    __tablename__ = "product_revisions"
    __table_args__ = (
        UniqueConstraint("product_id", "number"),
        CheckConstraint("shelf_life_days IS NULL OR shelf_life_days > 0", name="shelf_life"),
        CheckConstraint("capacity IS NULL OR capacity > 0", name="capacity_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    product_id: Mapped[ProductId] = mapped_column(ForeignKey("products.id"), index=True)
    number: Mapped[int]
    category_id: Mapped[CategoryId] = mapped_column(ForeignKey("categories.id"))
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    composition: Mapped[str] = mapped_column(default="")
    storage: Mapped[str] = mapped_column(default="")
    shelf_life_days: Mapped[int | None] = mapped_column(default=None)
    packaging: Mapped[str] = mapped_column(default="")  # "pouch aluminium berklip"
    capacity: Mapped[int | None] = mapped_column(default=None)  # units of sale in a month
    continuity: Mapped[Continuity | None] = mapped_column(default=None)
    label_shows: Mapped[list[str]] = mapped_column(default_factory=list)  # values of LabelItem
    written_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]


class RevisionPhoto(Base):
    """The photos a revision was handed in with, in order; those of the approved one are in the catalog."""

    __tablename__ = "revision_photos"

    revision_id: Mapped[int] = mapped_column(ForeignKey("product_revisions.id"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    attachment_id: Mapped[AttachmentId] = mapped_column(ForeignKey("attachments.id"), index=True)
    alt: Mapped[str] = mapped_column(default="")


class RevisionVariant(Base):
    """What stands on the pack of each variant that was on sale, as a revision was handed in with it."""

    __tablename__ = "revision_variants"

    revision_id: Mapped[int] = mapped_column(ForeignKey("product_revisions.id"), primary_key=True)
    variant_id: Mapped[VariantId] = mapped_column(ForeignKey("variants.id"), primary_key=True, index=True)
    name: Mapped[str]
    unit: Mapped[str]
    net_content: Mapped[str]
    gtin: Mapped[str | None]


class ProductPhoto(Base):
    """The photos a maker works with; handing in writes them down with the revision."""

    __tablename__ = "product_photos"
    __table_args__ = (UniqueConstraint("product_id", "position"),)

    product_id: Mapped[ProductId] = mapped_column(ForeignKey("products.id"), primary_key=True)
    attachment_id: Mapped[AttachmentId] = mapped_column(ForeignKey("attachments.id"), primary_key=True)
    position: Mapped[int]
    alt: Mapped[str] = mapped_column(default="")


class ProductHold(Hold, Base):
    __tablename__ = "product_holds"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    product_id: Mapped[ProductId] = mapped_column(ForeignKey("products.id"), index=True)


class Curation(Base):
    """How an official judged a revision on one criterion; the newest per criterion holds."""

    __tablename__ = "product_curations"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    product_id: Mapped[ProductId] = mapped_column(ForeignKey("products.id"), index=True)
    revision: Mapped[int]
    criterion: Mapped[Criterion]
    mark: Mapped[Mark]
    note: Mapped[str] = mapped_column(default="")
    written_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]


class Demand(Base):
    """So many wishes of a kind for a product in the week that begins on this Monday (WIB)."""

    __tablename__ = "product_demand"
    __table_args__ = (CheckConstraint("count > 0", name="count_positive"),)

    product_id: Mapped[ProductId] = mapped_column(ForeignKey("products.id"), primary_key=True)
    week: Mapped[date] = mapped_column(primary_key=True)
    wish: Mapped[DemandSignal] = mapped_column(primary_key=True)
    count: Mapped[int]


class Synonyms(Base):
    """Words that mean one thing to who searches, in lower case, such as keripik, kripik and criping."""

    __tablename__ = "synonyms"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    words: Mapped[list[str]]
    version: Mapped[int] = mapped_column(init=False)

    __mapper_args__ = {"version_id_col": version}


class Variant(Base):
    """A form the product is sold in. Orders count whole units of it; `least` and `case_pack` are such units.

    `name`, `unit`, `net_content` and `gtin` stand on the pack: they repeat what officials approved last, and what its
    maker says before the first approval. What was added after it waits for them.
    """

    __tablename__ = "variants"
    __table_args__ = (
        UniqueConstraint("producer_id", "sku"),
        CheckConstraint("case_pack > 0 AND least > 0", name="packs_positive"),
        CheckConstraint("lead_days IS NULL OR lead_days > 0", name="lead_days"),
        CheckConstraint("retail_price IS NULL OR retail_price > 0", name="retail_price"),
    )

    id: Mapped[VariantId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    product_id: Mapped[ProductId] = mapped_column(ForeignKey("products.id"), index=True)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"))
    sku: Mapped[str]
    gtin: Mapped[str | None] = mapped_column(default=None, index=True)
    name: Mapped[str] = mapped_column(default="")  # "250 g, kemasan keluarga"; empty for the only one
    unit: Mapped[str] = mapped_column(default="PCS")
    net_content: Mapped[str] = mapped_column(default="")
    case_pack: Mapped[int] = mapped_column(default=1)
    least: Mapped[int] = mapped_column(default=1)
    availability: Mapped[Availability] = mapped_column(default=Availability.READY)
    lead_days: Mapped[int | None] = mapped_column(default=None)
    retail_price: Mapped[Rupiah | None] = mapped_column(default=None)
    waits_since: Mapped[datetime | None] = mapped_column(default=None)
    archived_at: Mapped[datetime | None] = mapped_column(default=None)


class PriceTier(Base):
    """Rupiah per unit from this quantity on, from this day on; the newest day that has come holds."""

    __tablename__ = "price_tiers"
    __table_args__ = (
        UniqueConstraint("variant_id", "from_quantity", "from_on"),
        CheckConstraint("price > 0", name="price_positive"),
        CheckConstraint("from_quantity > 0", name="from_quantity_positive"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    variant_id: Mapped[VariantId] = mapped_column(ForeignKey("variants.id"), index=True)
    from_quantity: Mapped[int]
    price: Mapped[Rupiah]
    from_on: Mapped[date]


for table in (ProductRevision, RevisionPhoto, RevisionVariant, Curation):
    declare(table.__table__, append_only(table.__tablename__))
declare(Product.__table__, rules.APPROVED_REVISION)
declare(Variant.__table__, rules.APPROVED_PACK, rules.ADDED_WAITS)
seal(Category)
seal(Product, only=("public_id", "producer_id", "category_id"))
seal(Variant, only=("public_id", "producer_id", "product_id"))
