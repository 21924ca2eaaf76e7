"""Everything the page of one listed product shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from marketplace.catalog import policies
from marketplace.catalog.queries import ProductPage, product_page
from marketplace.certification.goods import Good, goods_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.web.shelf import offered_on

MORE = 4


@dataclass(frozen=True)
class Display:
    product: ProductPage
    good: Good
    more: Sequence[Good]
    sees_prices: bool


def display(uow: UnitOfWork, slug: str) -> Display:
    """Raises NotFound for what is not listed today."""
    product = product_page(uow.session, slug, uow.today)
    others = [one for one in offered_on(uow).of_maker(product.producer_id) if one != product.product_id]
    goods = goods_of(uow.session, [product.product_id, *others[:MORE]], uow.today)
    if not goods or goods[0].card.product_id != product.product_id:
        raise NotFound(f"product {slug}")  # it left the catalog just now
    return Display(
        product=product, good=goods[0], more=goods[1:], sees_prices=uow.allows(policies.SEE_PRICES, None)
    )
