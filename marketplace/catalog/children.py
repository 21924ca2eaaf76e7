"""What hangs beneath a product, each kind gathered into one column of a select over products."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, ScalarSelect, select

from marketplace.adapters.identifiers import is_in_store
from marketplace.catalog.content import ContentBase, price_per_100, read_content
from marketplace.catalog.listing import on_sale
from marketplace.catalog.models import (
    Availability,
    PriceTier,
    Product,
    ProductPhoto,
    ProductRevision,
    RevisionPhoto,
    Variant,
)
from marketplace.catalog.pricing import Tier, tiers_on
from marketplace.db.json_rows import rows_as_json
from marketplace.db.listing import AnySelect
from marketplace.files.models import Attachment, Picture, PictureState
from marketplace.kernel.ids import VariantId
from marketplace.kernel.money import Rupiah
from marketplace.ports.pictures import widths_of

Gathered = Iterable[list[Any]]
ENOUGH = 640  # px


class Photo(NamedTuple):
    """A picture that is ready; `key` is the SHA-256 of the file that came in, and part of its address."""

    attachment: str  # public id
    alt: str
    key: str
    width: int  # px, of the upright picture
    height: int
    tiny: str  # base64 of a WebP of some 16 px, empty for old ones

    @property
    def widths(self) -> Sequence[int]:
        """At which there are renditions, the narrowest first."""
        return widths_of(self.width)

    @property
    def plain(self) -> int:
        """The width in px for browsers that cannot choose one: enough for a telephone."""
        return next((width for width in self.widths if width >= ENOUGH), self.width)


class VariantOffer(NamedTuple):
    """A variant with the price tiers that hold on the day asked for."""

    variant_id: VariantId
    public_id: str
    name: str
    sku: str
    unit: str
    net_content: str
    least: int
    case_pack: int
    availability: Availability
    lead_days: int | None
    retail_price: Rupiah | None
    tiers: Sequence[Tier]
    left: int | None = None  # what a counted stock still has; None where nobody counts
    gtin: str | None = None

    @property
    def base(self) -> ContentBase | None:
        """What its net content is counted in; None where nobody can read it."""
        content = read_content(self.net_content)
        return content and content.base

    @property
    def trade_number(self) -> str | None:
        """Its barcode where it means the same everywhere, so none that a shop gave out for itself."""
        return None if self.gtin and is_in_store(self.gtin) else self.gtin

    def per_100(self, price: Rupiah) -> Rupiah | None:
        """What 100 g or 100 ml cost when a unit costs this; None for what is neither weighed nor poured."""
        return price_per_100(price, read_content(self.net_content))

    def with_left(self, left: int | None) -> VariantOffer:
        """Counted stock that is too little for an order is sold out, whatever its maker said."""
        short = left is not None and left < max(self.least, 1)
        return self._replace(left=left, availability=Availability.SOLD_OUT if short else self.availability)


def photos_column() -> ScalarSelect[Any]:
    """Those of the approved revision that are ready."""
    approved = (
        _ready(RevisionPhoto)
        .join(ProductRevision, ProductRevision.id == RevisionPhoto.revision_id)
        .where(ProductRevision.product_id == Product.id, ProductRevision.number == Product.approved_number)
    )
    return rows_as_json(approved.correlate(Product))


def working_photos_column() -> ScalarSelect[Any]:
    """Those that the maker works with, as far as they are ready."""
    return rows_as_json(_ready(ProductPhoto).where(ProductPhoto.product_id == Product.id).correlate(Product))


def _ready(photo: type[RevisionPhoto] | type[ProductPhoto]) -> AnySelect:
    return (
        select(
            photo.position,
            Attachment.public_id,
            photo.alt,
            Attachment.sha256,
            Picture.width,
            Picture.height,
            Picture.tiny,
        )
        .join(Attachment, Attachment.id == photo.attachment_id)
        .join(Picture, Picture.attachment_id == photo.attachment_id)
        .where(Picture.state == PictureState.READY)
    )


def photos_from(rows: Gathered) -> list[Photo]:
    return [Photo(*row[1:]) for row in sorted(rows)]


def offers_column(which: ColumnElement[bool] | None = None) -> ScalarSelect[Any]:
    """Of the variants on sale, or of those asked for."""
    return rows_as_json(
        select(
            Variant.id,
            Variant.public_id,
            Variant.name,
            Variant.sku,
            Variant.unit,
            Variant.net_content,
            Variant.least,
            Variant.case_pack,
            Variant.availability,
            Variant.lead_days,
            Variant.retail_price,
            Variant.gtin,
        )
        .where(Variant.product_id == Product.id, on_sale() if which is None else which)
        .correlate(Product)
    )


def tiers_column() -> ScalarSelect[Any]:
    return rows_as_json(
        select(PriceTier.variant_id, PriceTier.from_quantity, PriceTier.price, PriceTier.from_on)
        .join(Variant, Variant.id == PriceTier.variant_id)
        .where(Variant.product_id == Product.id)
        .correlate(Product)
    )


def offers_from(rows: Gathered, tiers: Gathered, day: date) -> list[VariantOffer]:
    dated: dict[VariantId, list[Tier]] = {}
    for variant_id, from_quantity, price, from_on in tiers:
        dated.setdefault(variant_id, []).append(Tier(from_quantity, price, date.fromisoformat(from_on)))
    return [
        VariantOffer._make(
            (*row[:8], Availability(row[8]), *row[9:11], tiers_on(dated.get(row[0], ()), day), None, row[11])
        )
        for row in sorted(rows, key=lambda row: row[0])
    ]
