"""What a page of the catalog shows: cards with pictures, papers and, for buyers, prices."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, partial
from typing import TypeVar

from flask import get_template_attribute
from markupsafe import Markup

from marketplace.catalog import policies
from marketplace.catalog.assortment import Assortment, Counted
from marketplace.catalog.beneath import Offer, Photo
from marketplace.catalog.queries import Card
from marketplace.catalog.searching import find
from marketplace.certification.goods import Good, Presented, goods_of
from marketplace.certification.offered import Offered, brought_up, offered
from marketplace.certification.queries import Paper
from marketplace.db.uow import UnitOfWork
from marketplace.inventory.queries import free_stocks
from marketplace.kernel.ids import ProductId
from marketplace.kernel.paging import Page
from marketplace.ports.search import SearchEngine
from marketplace.web.kept import Stamp, kept, renewed
from marketplace.web.language import language

SIZE = 24
G = TypeVar("G", Good, Presented)


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
    """`ids` are this page's products; what they look like is asked for once it is needed."""

    uow: UnitOfWork
    asked: Asked
    ids: Page[ProductId]
    categories: Counted
    kelurahan: Counted
    sees_prices: bool
    plain: bool = False

    @cached_property
    def goods(self) -> Sequence[Good]:
        found = goods_of(self.uow.session, self.ids.rows, self.uow.today)
        return stocked(self.uow, found) if self.sees_prices else found

    @cached_property
    def cards(self) -> Page[Card]:
        return Page([good.card for good in self.goods], self.ids.number, self.ids.total, self.ids.size)

    @property
    def photos(self) -> Mapping[ProductId, Sequence[Photo]]:
        return {good.card.product_id: good.photos for good in self.goods}

    @property
    def papers(self) -> Mapping[ProductId, Sequence[Paper]]:
        return {good.card.product_id: good.papers for good in self.goods}

    @property
    def offers(self) -> Mapping[ProductId, Sequence[Offer]]:
        return {good.card.product_id: good.offers for good in self.goods}

    @property
    def tiles(self) -> Sequence[Markup]:
        if self.sees_prices:
            return [draw("good", good, sees_prices=True) for good in self.goods]
        return tiles(self.uow, self.ids.rows)


def shelf(uow: UnitOfWork, engine: SearchEngine, asked: Asked) -> Shelf:
    """Filters and pages are worked out on the kept assortment, so the last page costs no more than the first."""
    every = offered_on(uow)
    ids = every.chosen(category=asked.category, kelurahan=asked.kelurahan)
    found = find(uow.session, engine, asked.text, uow.today) if asked.text else None
    if found is not None:
        left = set(ids)
        ids = [one for one in found.product_ids if one in left]
    start = (asked.page - 1) * SIZE
    return Shelf(
        uow=uow,
        asked=asked,
        ids=Page(ids[start : start + SIZE], asked.page, len(ids), SIZE),
        categories=every.categories,
        kelurahan=every.kelurahan,
        sees_prices=uow.allows(policies.SEE_PRICES, None),
        plain=found is not None and found.plain,
    )


def offered_on(uow: UnitOfWork) -> Assortment:
    """The assortment of today; after a change only what changed is read."""

    def renew(before: Offered | None, now: Stamp) -> Offered:
        if before is None:
            return offered(uow.session, uow.today, stretch=now.stretch)
        return brought_up(uow.session, before, uow.today, stretch=now.stretch)

    return renewed("assortment", renew).assortment


def stocked(uow: UnitOfWork, goods: Sequence[G]) -> Sequence[G]:
    """With what counted stock says of their offers: for buyers, in one statement for however many goods."""
    left = free_stocks(uow.session, [offer.variant_id for good in goods for offer in good.offers])
    return [
        good._replace(offers=[offer.with_left(left.get(offer.variant_id)) for offer in good.offers])
        for good in goods
    ]


def tiles(uow: UnitOfWork, product_ids: Sequence[ProductId], *, macro: str = "good") -> Sequence[Markup]:
    """Cards without prices as they are drawn: the same for everybody, so they are kept.

    If one is missing, what all of them show is fetched at once.
    """

    @cache
    def goods() -> Mapping[ProductId, Good]:
        return {good.card.product_id: good for good in goods_of(uow.session, product_ids, uow.today)}

    def tile(product_id: ProductId) -> Markup:
        return draw(macro, goods()[product_id]) if product_id in goods() else Markup()

    return [kept((macro, one, language()), partial(tile, one)) for one in product_ids]


def draw(macro: str, good: Good, *, sees_prices: bool = False) -> Markup:
    drawn = get_template_attribute("parts/goods.html", macro)
    return Markup(drawn(good.card, good.photos, good.papers, good.offers, sees_prices))
