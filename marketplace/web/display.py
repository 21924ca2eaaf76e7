"""Everything the page of one listed product shows."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from flask_babel import gettext
from markupsafe import Markup

from marketplace.catalog import policies
from marketplace.catalog.queries import photos_of
from marketplace.catalog.workbench import Workbench
from marketplace.certification.goods import Presented, presented, previewed
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.kernel.paging import Page
from marketplace.producers.profile import Day
from marketplace.purchases.stockists import SellingOutlet, shops_of, sold_at
from marketplace.web.cards import Basket, cards, stocked, tiles, visitors_basket
from marketplace.web.fragment_cache import cached
from marketplace.web.language import rupiah, translate
from marketplace.web.link_previews import Shared
from marketplace.web.shelf import SIZE, assortment_today

MORE = 4


@dataclass(frozen=True)
class Display:
    good: Presented
    more: Sequence[Markup]  # others of the same maker
    shops: Sequence[SellingOutlet]
    sees_prices: bool
    basket: Basket | None = None

    @cached_property
    def shared(self) -> Shared:
        """What a link to it shows elsewhere."""
        page = self.good.page
        prices = [offer.retail_price for offer in self.good.offers if offer.retail_price]
        sentences = [
            gettext("Buatan %(maker)s, Kota Metro.", maker=page.maker),
            gettext("Harga eceran %(price)s.", price=rupiah(min(prices))) if prices else "",
            page.description,
        ]
        photo = self.good.photos[0] if self.good.photos else None
        return Shared(" ".join(filter(None, sentences)), photo, kind="product")

    @property
    def delivered(self) -> str:
        """On which days of the week the maker brings goods."""
        days = [str(translate(day.label)) for day in Day if day.value in self.good.page.delivery_days]
        return ", ".join(days)


def display(uow: UnitOfWork, slug: str) -> Display:
    """Raises NotFound for what is not listed today."""
    good = presented(uow.session, slug, uow.today)
    shown = _displayed(uow, good, buys=uow.allows(policies.SEE_PRICES, None))
    return replace(shown, basket=visitors_basket(uow))


def preview(uow: UnitOfWork, bench: Workbench, *, buys: bool) -> Display:
    """The same page before it is approved, as a shop or a stranger will see it."""
    good = previewed(uow.session, bench.product, bench.revision.number, uow.today)
    return _displayed(uow, good, buys=buys)


def _displayed(uow: UnitOfWork, good: Presented, *, buys: bool) -> Display:
    if buys:
        [good] = stocked(uow, [good])
    page = good.page
    others = [one for one in assortment_today(uow).of_maker(page.producer_id) if one != page.product_id]
    return Display(
        good=good,
        more=tiles(uow, others[:MORE], macro="small"),
        shops=sold(uow, page.producer_id).get(page.product_id, ()),
        sees_prices=buys,
    )


@dataclass(frozen=True)
class MakersShelf:
    """A page of what one maker has in the catalog, and where any of it is sold."""

    page: Page[ProductId]
    tiles: Sequence[Markup]
    shared: Shared
    shops: Sequence[SellingOutlet]


def of_maker(uow: UnitOfWork, producer_id: ProducerId, story: str, number: int) -> MakersShelf:
    ids = assortment_today(uow).of_maker(producer_id)
    shown = ids[(number - 1) * SIZE : number * SIZE]
    photos = (
        cached(("photos", shown[0]), lambda: photos_of(uow.session, shown[:1])[shown[0]]) if shown else ()
    )
    return MakersShelf(
        page=Page(shown, number, len(ids), SIZE),
        tiles=cards(uow, shown),
        shared=Shared(story, photos[0] if photos else None, kind="profile"),
        shops=shops_of(sold(uow, producer_id)),
    )


def sold(uow: UnitOfWork, producer_id: ProducerId) -> Mapping[ProductId, Sequence[SellingOutlet]]:
    """Where a maker's products are sold, kept like all that strangers see."""
    return cached(("sold", producer_id), lambda: sold_at(uow.session, producer_id, uow.today))
