"""Cards of products as this visitor may see them: with prices and a way into the basket for who buys."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, partial
from types import MappingProxyType
from typing import TypeVar

from flask import get_template_attribute
from markupsafe import Markup

from marketplace.catalog import policies
from marketplace.catalog.children import VariantOffer
from marketplace.certification.goods import ListedGood, Presented, goods_of
from marketplace.db.uow import UnitOfWork
from marketplace.inventory.queries import free_stocks
from marketplace.kernel.ids import ProductId
from marketplace.ordering.queries import in_basket
from marketplace.web.access import PARTNER
from marketplace.web.fragment_cache import cached
from marketplace.web.language import language
from marketplace.web.partner.chosen_outlet import outlets

G = TypeVar("G", ListedGood, Presented)
More = Mapping[ProductId, Mapping[str, Markup]]
HOLES = {"called": Markup("\x02called\x03"), "snippet": Markup("\x02snippet\x03")}
NOTHING_MORE: More = MappingProxyType({})


@dataclass(frozen=True)
class Basket:
    """Of the outlet that the visitor orders for: units by variant. There is none for who does not order."""

    held: Mapping[str, int]

    def form(self, offer: VariantOffer, spot: str | None = None) -> Markup:
        """Units of it into the basket; `spot` is where on the page to come back to."""
        return Markup(get_template_attribute("parts/goods.html", "into_basket")(offer, self.held, spot))


def visitors_basket(uow: UnitOfWork) -> Basket | None:
    chosen = outlets(uow).chosen if uow.allows(PARTNER, None) else None
    return Basket(in_basket(uow.session, chosen.id)) if chosen else None


def cards(
    uow: UnitOfWork, product_ids: Sequence[ProductId], *, macro: str = "good", more: More = NOTHING_MORE
) -> Sequence[Markup]:
    """`macro` draws one, as a card or as a line; `more` differs from page to page."""
    if not uow.allows(policies.SEE_PRICES, None):
        return tiles(uow, product_ids, macro=macro, more=more)
    basket, goods = visitors_basket(uow), stocked(uow, goods_of(uow.session, product_ids, uow.today))
    return [
        _draw(macro, good, more.get(good.card.product_id, {}), basket=basket, sees_prices=True)
        for good in goods
    ]


def stocked(uow: UnitOfWork, goods: Sequence[G]) -> Sequence[G]:
    """With what counted stock says of their offers: for buyers, in one statement for however many goods."""
    left = free_stocks(uow.session, [offer.variant_id for good in goods for offer in good.offers])
    return [
        good._replace(offers=[offer.with_left(left.get(offer.variant_id)) for offer in good.offers])
        for good in goods
    ]


def tiles(
    uow: UnitOfWork, product_ids: Sequence[ProductId], *, macro: str = "good", more: More = NOTHING_MORE
) -> Sequence[Markup]:
    """Cards without prices as they are drawn: the same for everybody, so they are kept.

    If one is missing, what all of them show is fetched at once. `more` differs from page to page; what is kept has a
    hole for each.
    """

    @cache
    def goods() -> Mapping[ProductId, ListedGood]:
        return {good.card.product_id: good for good in goods_of(uow.session, product_ids, uow.today)}

    def tile(product_id: ProductId, holes: Iterable[str]) -> Markup:
        known = {name: HOLES[name] for name in holes}
        return _draw(macro, goods()[product_id], known) if product_id in goods() else Markup()

    drawn = []
    for one in product_ids:
        fill = more.get(one, {})
        card = cached((macro, one, language(), *fill), partial(tile, one, fill))
        for name, value in fill.items():
            card = card.replace(HOLES[name], value)
        drawn.append(card)
    return drawn


def _draw(
    macro: str,
    good: ListedGood,
    more: Mapping[str, Markup],
    *,
    basket: Basket | None = None,
    sees_prices: bool = False,
) -> Markup:
    drawn = get_template_attribute("parts/goods.html", macro)
    pressed = {}
    if basket and good.offers:
        pressed["caller"] = partial(basket.form, good.offers[0], f"p-{good.card.slug}")
    return Markup(drawn(good.card, good.photos, good.papers, good.offers, sees_prices, **more, **pressed))
