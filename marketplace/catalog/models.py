"""What makers offer: products with immutable revisions, their variants and prices."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Integer, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.holds import Hold
from marketplace.db.review import Reviewed
from marketplace.db.rules import append_only, declare
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


class Category(Base):
    """Drives requirements and the scope of clauses."""

    __tablename__ = "categories"

    id: Mapped[CategoryId] = mapped_column(Integer, primary_key=True, init=False)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    parent_id: Mapped[CategoryId | None] = mapped_column(ForeignKey("categories.id"), default=None)


class Product(Reviewed, Base):
    """`name` repeats the current revision's for lists; *listed* is derived, see catalog.queries."""

    __tablename__ = "products"

    id: Mapped[ProductId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    slug: Mapped[str] = mapped_column(unique=True)
    producer_id: Mapped[ProducerId] = mapped_column(ForeignKey("producers.id"), index=True)
    category_id: Mapped[CategoryId] = mapped_column(ForeignKey("categories.id"), index=True)
    name: Mapped[str]
    paused_at: Mapped[datetime | None] = mapped_column(default=None)
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
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    product_id: Mapped[ProductId] = mapped_column(ForeignKey("products.id"), index=True)
    number: Mapped[int]
    name: Mapped[str]
    description: Mapped[str] = mapped_column(default="")
    composition: Mapped[str] = mapped_column(default="")
    storage: Mapped[str] = mapped_column(default="")
    shelf_life_days: Mapped[int | None] = mapped_column(default=None)
    written_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    written_at: Mapped[datetime]


class ProductPhoto(Base):
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


class Variant(Base):
    """A form the product is sold in. Orders count whole units of it; `least` and `case_pack` are such units."""

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


declare(ProductRevision.__table__, append_only("product_revisions"))
