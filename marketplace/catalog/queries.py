"""Products as pages show them: row tuples, few statements whatever the number of cards."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import ColumnElement, and_, bindparam, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.catalog.children import (
    Photo,
    VariantOffer,
    offers_column,
    offers_from,
    photos_column,
    photos_from,
    tiers_column,
)
from marketplace.catalog.listing import listed
from marketplace.catalog.models import Category, Continuity, Product, ProductRevision
from marketplace.db.listing import AnySelect
from marketplace.db.slices import Slice, slices_with
from marketplace.db.statements import run
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import CategoryId, ProducerId, ProductId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.review import APPROVED
from marketplace.places.models import Region
from marketplace.producers.locality import local_since
from marketplace.producers.models import Producer

PHOTOS = select(Product.id, photos_column()).where(Product.id.in_(bindparam("ids", expanding=True)))


@dataclass(frozen=True)
class CatalogCard:
    """What a card in the catalog shows before prices and pictures are added."""

    product_id: ProductId
    slug: str
    name: str
    maker: str
    maker_slug: str
    kelurahan: str | None
    category: str
    local_since: date | None  # as producers.locality has it


@dataclass(frozen=True, kw_only=True)
class Catalog:
    """Listed products of a day, newest first; narrowed by whatever is given."""

    day: date
    category: str | None = None
    kelurahan: str | None = None
    producer_id: ProducerId | None = None
    among: Collection[ProductId] | None = None  # what a search found

    def select(self) -> AnySelect:
        query: AnySelect = (
            select(
                Product.id,
                Product.slug,
                Product.name,
                Organisation.name,
                Producer.slug,
                Region.name,
                Category.name,
                local_since(Producer.id, self.day),
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
    """A listed product with what its approved revision says."""

    product_id: ProductId
    producer_id: ProducerId
    slug: str
    name: str
    description: str
    composition: str
    storage: str
    shelf_life_days: int | None
    packaging: str
    capacity: int | None  # units of sale a month
    continuity: Continuity | None
    category: str
    category_code: str
    maker: str
    maker_slug: str
    story: str
    order_minimum: Rupiah  # of all that is ordered from this maker at once
    delivery_days: Sequence[str]  # mon … sun
    kelurahan: str | None
    local_since: date | None


def product_page(session: Session, slug: str, day: date) -> ProductPage:
    """Raises NotFound for what is not listed on that day."""
    row = session.execute(product_pages(day), {"slug": slug}).one_or_none()
    if row is None:
        raise NotFound(f"product {slug}")
    return ProductPage(*row)


def product_pages(day: date) -> AnySelect:
    """What `ProductPage` holds, of the listed product whose `slug` is given when it is run."""
    approved = ProductRevision.number == Product.approved_number
    return _pages(approved, day).where(Product.slug == bindparam("slug"), listed(day))


def page_drafted(product_id: ProductId, number: int, day: date) -> AnySelect:
    """What `ProductPage` will hold once this revision is approved."""
    return _pages(ProductRevision.number == number, day).where(Product.id == product_id)


def _pages(revision: ColumnElement[bool], day: date) -> AnySelect:
    return (
        select(
            Product.id,
            Product.producer_id,
            Product.slug,
            ProductRevision.name,
            ProductRevision.description,
            ProductRevision.composition,
            ProductRevision.storage,
            ProductRevision.shelf_life_days,
            ProductRevision.packaging,
            ProductRevision.capacity,
            ProductRevision.continuity,
            Category.name,
            Category.code,
            Organisation.name,
            Producer.slug,
            Producer.story,
            Producer.order_minimum,
            Producer.delivery_days,
            Region.name,
            local_since(Producer.id, day),
        )
        .join(ProductRevision, and_(ProductRevision.product_id == Product.id, revision))
        .join(Category, Category.id == ProductRevision.category_id)
        .join(Producer, Producer.id == Product.producer_id)
        .join(Organisation, Organisation.id == Producer.id)
        .outerjoin(Region, Region.code == Producer.kelurahan_code)
    )


def photos_of(session: Session, product_ids: Collection[ProductId]) -> Mapping[ProductId, list[Photo]]:
    """Their photos in order, in one statement."""
    rows = run(session, PHOTOS, ids=list(product_ids))
    return {product_id: photos_from(photos) for product_id, photos in rows}


def offers_of(
    session: Session, product_ids: Collection[ProductId], day: date
) -> Mapping[ProductId, list[VariantOffer]]:
    """The variants of these products with their prices, in one statement."""
    query = select(Product.id, offers_column(), tiers_column()).where(Product.id.in_(product_ids))
    return {
        product_id: offers_from(variants, tiers, day)
        for product_id, variants, tiers in session.execute(query)
    }


def categories(session: Session) -> list[tuple[CategoryId, str, str]]:
    """(id, code, name) of the categories that products stand in, by name; those above them only group."""
    under = aliased(Category)
    lowest = select(Category.id, Category.code, Category.name).where(
        ~exists().where(under.parent_id == Category.id)
    )
    rows = session.execute(lowest.order_by(Category.name))
    return [(row[0], row[1], row[2]) for row in rows]


class ShownCategory(NamedTuple):
    """A category as the shop window shows it; `parent` is the code of the one above, empty at the top."""

    code: str
    name: str
    parent: str


def kinds_of_goods(session: Session) -> Sequence[ShownCategory]:
    """Every category, groups too, in the order they were laid down."""
    above = aliased(Category)
    query = select(Category.code, Category.name, func.coalesce(above.code, ""))
    rows = session.execute(query.outerjoin(above, above.id == Category.parent_id).order_by(Category.id))
    return [ShownCategory(*row) for row in rows]


class Listed(NamedTuple):
    """A page that search engines should know: its slug, and when it last said something new."""

    slug: str
    changed_at: datetime


def slices_of_listed(session: Session, day: date, size: int) -> Sequence[Slice]:
    return slices_with(session, select(Product.id).where(listed(day)), size)


def listed_in(session: Session, piece: Slice, day: date) -> Sequence[Listed]:
    """It says something new from an approval on; while a newer revision is in the making, its words' age is told."""
    approved = case((Product.state == APPROVED, Product.reviewed_at))
    query = (
        select(Product.slug, func.coalesce(approved, ProductRevision.written_at))
        .join(
            ProductRevision,
            and_(ProductRevision.product_id == Product.id, ProductRevision.number == Product.approved_number),
        )
        .where(piece.holds(Product.id), listed(day))
        .order_by(Product.id)
    )
    return [Listed(*row) for row in session.execute(query)]


def listed_by_name(session: Session, words: Sequence[str], day: date, *, limit: int = 200) -> list[ProductId]:
    """The plain select a page falls back to when search is down: every word is in the name."""
    query = select(Product.id).where(listed(day)).order_by(Product.name).limit(limit)
    for word in words:
        query = query.where(Product.name.icontains(word, autoescape=True))
    return list(session.scalars(query))
