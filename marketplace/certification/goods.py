"""Goods as a shelf shows them: the product, its maker, its pictures, its papers and what it costs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from marketplace.catalog.children import (
    Photo,
    VariantOffer,
    offers_column,
    offers_from,
    photos_column,
    photos_from,
    tiers_column,
    working_photos_column,
)
from marketplace.catalog.models import Product, Variant
from marketplace.catalog.packs import packs_of
from marketplace.catalog.queries import Catalog, CatalogCard, ProductPage, page_drafted, product_pages
from marketplace.certification.queries import CertificatePaper, papers_column, papers_from
from marketplace.db.listing import AnySelect
from marketplace.db.statements import run
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import ProductId


class ListedGood(NamedTuple):
    card: CatalogCard
    photos: Sequence[Photo]
    papers: Sequence[CertificatePaper]
    offers: Sequence[VariantOffer]


class Presented(NamedTuple):
    page: ProductPage
    photos: Sequence[Photo]
    papers: Sequence[CertificatePaper]
    offers: Sequence[VariantOffer]


def goods_of(session: Session, product_ids: Collection[ProductId], day: date) -> list[ListedGood]:
    """In the order of the ids, without those that are not listed on that day; one statement for however many."""
    if not product_ids:
        return []
    found: dict[ProductId, ListedGood] = {}
    for *card, photos, papers, offers, tiers in run(session, _listed(day), ids=list(product_ids)):
        found[card[0]] = ListedGood(
            CatalogCard(*card), photos_from(photos), papers_from(papers), offers_from(offers, tiers, day)
        )
    return [found[product_id] for product_id in product_ids if product_id in found]


def presented(session: Session, slug: str, day: date) -> Presented:
    """All of one product, in one statement. Raises NotFound for what is not listed on that day."""
    row = run(session, _presented(day), slug=slug).one_or_none()
    if row is None:
        raise NotFound(f"product {slug}")
    *page, photos, papers, offers, tiers = row
    return Presented(
        ProductPage(*page), photos_from(photos), papers_from(papers), offers_from(offers, tiers, day)
    )


def previewed(session: Session, product: Product, revision: int, day: date) -> Presented:
    """As it will be presented once this revision is approved, with the photos and packs that its maker has by now."""
    query = page_drafted(product.id, revision, day).add_columns(
        working_photos_column(),
        papers_column(day),
        offers_column(Variant.archived_at.is_(None)),
        tiers_column(),
    )
    *page, photos, papers, offers, tiers = session.execute(query).one()
    packs = packs_of(session, product)
    return Presented(
        ProductPage(*page),
        photos_from(photos),
        papers_from(papers),
        [offer._replace(**asdict(packs[offer.variant_id])) for offer in offers_from(offers, tiers, day)],
    )


# Building a select takes longer than running it, so each is built once a day.


@lru_cache(maxsize=2)
def _listed(day: date) -> AnySelect:
    wanted = Product.id.in_(bindparam("ids", expanding=True))
    return _with_all(Catalog(day=day).select().order_by(None).where(wanted), day)


@lru_cache(maxsize=2)
def _presented(day: date) -> AnySelect:
    return _with_all(product_pages(day), day)


def _with_all(query: AnySelect, day: date) -> AnySelect:
    return query.add_columns(photos_column(), papers_column(day), offers_column(), tiers_column())
