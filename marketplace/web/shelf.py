"""What a page of the catalog shows: cards with pictures, papers and, for buyers, prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.catalog import policies
from marketplace.catalog.queries import Card, Catalog, Offer, Photo, category_counts, offers_of, photos_of
from marketplace.catalog.searching import Found, find
from marketplace.certification.queries import Paper, papers_of
from marketplace.db.reading import page_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProductId
from marketplace.kernel.paging import Page
from marketplace.places.queries import kelurahan
from marketplace.ports.search import SearchEngine

SIZE = 24


@dataclass(frozen=True)
class Asked:
    """What the visitor typed and chose; it stands in the address."""

    text: str = ""
    category: str = ""
    kelurahan: str = ""
    page: int = 1

    @property
    def filters(self) -> dict[str, str]:
        chosen = {"category": self.category, "kelurahan": self.kelurahan}
        return {name: value for name, value in chosen.items() if value}


@dataclass(frozen=True)
class Shelf:
    asked: Asked
    cards: Page[Card]
    photos: Mapping[ProductId, Sequence[Photo]]
    papers: Mapping[ProductId, Sequence[Paper]]
    offers: Mapping[ProductId, Sequence[Offer]]
    categories: Sequence[tuple[str, str, int]]
    kelurahan: Sequence[tuple[str, str]]
    sees_prices: bool
    plain: bool = False


def shelf(uow: UnitOfWork, engine: SearchEngine, asked: Asked) -> Shelf:
    found = find(uow.session, engine, asked.text, uow.today) if asked.text else None
    cards = _cards(uow, asked, found)
    ids = [card.product_id for card in cards]
    return Shelf(
        asked=asked,
        cards=cards,
        photos=photos_of(uow.session, ids),
        papers=papers_of(uow.session, ids, uow.today),
        offers=offers_of(uow.session, ids, uow.today),
        categories=category_counts(uow.session, uow.today),
        kelurahan=kelurahan(uow.session),
        sees_prices=uow.allows(policies.SEE_PRICES, None),
        plain=found is not None and found.plain,
    )


def _cards(uow: UnitOfWork, asked: Asked, found: Found | None) -> Page[Card]:
    """Found products keep the order of the search, which is short; all others are paged by the database."""
    wanted = Catalog(
        day=uow.today,
        category=asked.category or None,
        kelurahan=asked.kelurahan or None,
        among=found.product_ids if found else None,
    )
    if found is None:
        return page_of(uow.session, wanted.select(), Card, number=asked.page, size=SIZE)
    rank = {product_id: place for place, product_id in enumerate(found.product_ids)}
    hits = page_of(uow.session, wanted.select(), Card, size=len(rank) or 1)
    best = sorted(hits, key=lambda card: rank[card.product_id])
    start = (asked.page - 1) * SIZE
    return Page(best[start : start + SIZE], asked.page, hits.total, SIZE)
