"""Everything the page of one listed product shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.catalog import policies
from marketplace.catalog.queries import (
    Card,
    Catalog,
    Offer,
    Photo,
    ProductPage,
    offers_of,
    photos_of,
    product_page,
)
from marketplace.certification.queries import Paper, papers_of
from marketplace.db.reading import page_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProductId

MORE = 4


@dataclass(frozen=True)
class Display:
    product: ProductPage
    photos: Sequence[Photo]
    papers: Sequence[Paper]
    offers: Sequence[Offer]
    more: Sequence[Card]
    more_photos: Mapping[ProductId, Sequence[Photo]]
    sees_prices: bool


def display(uow: UnitOfWork, slug: str) -> Display:
    """Raises NotFound for what is not listed today."""
    product = product_page(uow.session, slug, uow.today)
    same_maker = Catalog(day=uow.today, producer_id=product.producer_id)
    cards = page_of(uow.session, same_maker.select(), Card, size=MORE + 1)
    more = [card for card in cards if card.product_id != product.product_id][:MORE]
    ids = [product.product_id, *(card.product_id for card in more)]
    photos = photos_of(uow.session, ids)
    return Display(
        product=product,
        photos=photos[product.product_id],
        papers=papers_of(uow.session, [product.product_id], uow.today)[product.product_id],
        offers=offers_of(uow.session, [product.product_id], uow.today)[product.product_id],
        more=more,
        more_photos=photos,
        sees_prices=uow.allows(policies.SEE_PRICES, None),
    )
