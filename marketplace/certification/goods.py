"""Goods as a shelf shows them: the product, its maker, its pictures, its papers and what it costs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import bindparam
from sqlalchemy.orm import Session

from marketplace.catalog.beneath import (
    Offer,
    Photo,
    offers_beneath,
    offers_from,
    photos_beneath,
    photos_from,
    tiers_beneath,
)
from marketplace.catalog.models import Product
from marketplace.catalog.queries import Card, Catalog
from marketplace.certification.queries import Paper, papers_beneath, papers_from
from marketplace.db.reading import Listing
from marketplace.kernel.ids import ProductId


class Good(NamedTuple):
    card: Card
    photos: Sequence[Photo]
    papers: Sequence[Paper]
    offers: Sequence[Offer]


def goods_of(session: Session, product_ids: Collection[ProductId], day: date) -> list[Good]:
    """In the order of the ids, without those that are not listed on that day; one statement for however many."""
    if not product_ids:
        return []
    found: dict[ProductId, Good] = {}
    for *card, photos, papers, offers, tiers in session.execute(_listed(day), {"ids": list(product_ids)}):
        found[card[0]] = Good(
            Card(*card), photos_from(photos), papers_from(papers), offers_from(offers, tiers, day)
        )
    return [found[product_id] for product_id in product_ids if product_id in found]


@lru_cache(maxsize=2)  # building the select takes longer than running it
def _listed(day: date) -> Listing:
    beneath = (photos_beneath(), papers_beneath(day), offers_beneath(), tiers_beneath())
    wanted = Product.id.in_(bindparam("ids", expanding=True))
    return Catalog(day=day).select().order_by(None).add_columns(*beneath).where(wanted)
