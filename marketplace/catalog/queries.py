"""Products as pages show them: row tuples, few statements whatever the number of cards."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.catalog.listing import listed
from marketplace.catalog.models import (
    Availability,
    Category,
    Product,
    ProductPhoto,
    ProductRevision,
    Variant,
)
from marketplace.catalog.pricing import Tier, tiers_of, tiers_on
from marketplace.db.reading import Listing
from marketplace.files.models import Attachment, Rendition
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import CategoryId, ProducerId, ProductId, VariantId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.review import ReviewState
from marketplace.places.models import Region
from marketplace.producers.models import Producer


@dataclass(frozen=True)
class Card:
    """What a card in the catalog shows before prices and pictures are added."""

    product_id: ProductId
    slug: str
    name: str
    maker: str
    maker_slug: str
    kelurahan: str | None
    category: str


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """Listed products of a day, newest first; narrowed by whatever is given."""

    day: date
    category: str | None = None
    kelurahan: str | None = None
    producer_id: ProducerId | None = None
    among: Collection[ProductId] | None = None  # what a search found

    def select(self) -> Listing:
        query: Listing = (
            select(
                Product.id,
                Product.slug,
                Product.name,
                Organisation.name,
                Producer.slug,
                Region.name,
                Category.name,
            )
            .join(Producer, Producer.id == Product.producer_id)
            .join(Organisation, Organisation.id == Producer.id)
            .join(Category, Category.id == Product.category_id)
            .outerjoin(Region, Region.code == Producer.kelurahan_code)
            .where(listed(self.day))
            .order_by(Product.id.desc())
        )
        if self.category:
            query = query.where(Category.code == self.category)
        if self.kelurahan:
            query = query.where(Producer.kelurahan_code == self.kelurahan)
        if self.producer_id is not None:
            query = query.where(Product.producer_id == self.producer_id)
        if self.among is not None:
            query = query.where(Product.id.in_(self.among))
        return query


@dataclass(frozen=True)
class ProductPage:
    """A listed product with what its newest revision says."""

    product_id: ProductId
    producer_id: ProducerId
    slug: str
    name: str
    description: str
    composition: str
    storage: str
    shelf_life_days: int | None
    category: str
    category_code: str
    maker: str
    maker_slug: str
    story: str
    kelurahan: str | None


def product_page(session: Session, slug: str, day: date) -> ProductPage:
    """Raises NotFound for what is not listed on that day."""
    newest = (
        select(func.max(ProductRevision.number))
        .where(ProductRevision.product_id == Product.id)
        .correlate(Product)
        .scalar_subquery()
    )
    query: Listing = (
        select(
            Product.id,
            Product.producer_id,
            Product.slug,
            ProductRevision.name,
            ProductRevision.description,
            ProductRevision.composition,
            ProductRevision.storage,
            ProductRevision.shelf_life_days,
            Category.name,
            Category.code,
            Organisation.name,
            Producer.slug,
            Producer.story,
            Region.name,
        )
        .join(
            ProductRevision,
            and_(ProductRevision.product_id == Product.id, ProductRevision.number == newest),
        )
        .join(Category, Category.id == Product.category_id)
        .join(Producer, Producer.id == Product.producer_id)
        .join(Organisation, Organisation.id == Producer.id)
        .outerjoin(Region, Region.code == Producer.kelurahan_code)
        .where(Product.slug == slug, listed(day))
    )
    row = session.execute(query).one_or_none()
    if row is None:
        raise NotFound(f"product {slug}")
    return ProductPage(*row)


class Offer(NamedTuple):
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


def offers_of(
    session: Session, product_ids: Collection[ProductId], day: date
) -> Mapping[ProductId, list[Offer]]:
    """The variants of these products with their prices, in two statements."""
    found: dict[ProductId, list[Offer]] = {product_id: [] for product_id in product_ids}
    query: Listing = (
        select(
            Variant.product_id,
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
        )
        .where(Variant.product_id.in_(product_ids))
        .order_by(Variant.id)
    )
    rows = session.execute(query).all()
    tiers = tiers_of(session, [row[1] for row in rows])
    for row in rows:
        found[row[0]].append(Offer._make((*row[1:], tiers_on(tiers[row[1]], day))))
    return found


class Photo(NamedTuple):
    attachment: str  # public id
    alt: str
    widths: dict[int, str]  # width -> SHA-256 of the rendition


def photos_of(session: Session, product_ids: Collection[ProductId]) -> Mapping[ProductId, list[Photo]]:
    """Their photos in order, in one statement."""
    found: dict[ProductId, dict[str, Photo]] = {product_id: {} for product_id in product_ids}
    query = (
        select(
            ProductPhoto.product_id,
            Attachment.public_id,
            ProductPhoto.alt,
            Rendition.width,
            Rendition.sha256,
        )
        .join(Attachment, Attachment.id == ProductPhoto.attachment_id)
        .join(Rendition, Rendition.attachment_id == Attachment.id)
        .where(ProductPhoto.product_id.in_(product_ids))
        .order_by(ProductPhoto.position, Rendition.width)
    )
    for product_id, public_id, alt, width, sha256 in session.execute(query):
        photo = found[product_id].setdefault(public_id, Photo(public_id, alt, {}))
        photo.widths[width] = sha256
    return {product_id: list(photos.values()) for product_id, photos in found.items()}


@dataclass(frozen=True)
class OwnProduct:
    product_id: ProductId
    public_id: str
    name: str
    category: str
    state: ReviewState
    paused: bool
    eligible_until: date | None


@dataclass(frozen=True, kw_only=True)
class ProductsOf:
    """Everything a maker has, newest first, drafts too."""

    producer_id: ProducerId

    def select(self) -> Listing:
        return (
            select(
                Product.id,
                Product.public_id,
                Product.name,
                Category.name,
                Product.state,
                Product.paused_at.is_not(None),
                Product.eligible_until,
            )
            .join(Category, Category.id == Product.category_id)
            .where(Product.producer_id == self.producer_id)
            .order_by(Product.id.desc())
        )


def categories(session: Session) -> list[tuple[CategoryId, str, str]]:
    """(id, code, name) of every category, by name."""
    rows = session.execute(select(Category.id, Category.code, Category.name).order_by(Category.name))
    return [(row[0], row[1], row[2]) for row in rows]


def category_counts(session: Session, day: date) -> list[tuple[str, str, int]]:
    """(code, name, how many are listed) of the categories that have any."""
    rows = session.execute(
        select(Category.code, Category.name, func.count(Product.id))
        .join(Product, Product.category_id == Category.id)
        .where(listed(day))
        .group_by(Category.id)
        .order_by(Category.name)
    )
    return [(row[0], row[1], row[2]) for row in rows]


def listed_by_name(session: Session, words: Sequence[str], day: date, *, limit: int = 200) -> list[ProductId]:
    """The plain select a page falls back to when search is down: every word is in the name."""
    query = select(Product.id).where(listed(day)).order_by(Product.name).limit(limit)
    for word in words:
        query = query.where(Product.name.icontains(word, autoescape=True))
    return list(session.scalars(query))
