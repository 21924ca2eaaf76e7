"""Everything the page of one listed product shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from marketplace.catalog import policies
from marketplace.certification.goods import Presented, presented
from marketplace.db.uow import UnitOfWork
from marketplace.web.shelf import offered_on, stocked, tiles

MORE = 4


@dataclass(frozen=True)
class Display:
    good: Presented
    more: Sequence[Markup]  # others of the same maker
    sees_prices: bool


def display(uow: UnitOfWork, slug: str) -> Display:
    """Raises NotFound for what is not listed today."""
    good, buys = presented(uow.session, slug, uow.today), uow.allows(policies.SEE_PRICES, None)
    if buys:
        [good] = stocked(uow, [good])
    others = [one for one in offered_on(uow).of_maker(good.page.producer_id) if one != good.page.product_id]
    return Display(
        good=good,
        more=tiles(uow, others[:MORE], macro="small"),
        sees_prices=buys,
    )
