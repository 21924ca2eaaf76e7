"""Where a maker's goods are on the shelf: told to strangers, so never how many or for how much."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from functools import lru_cache
from typing import NamedTuple

from sqlalchemy import and_, bindparam, case, func, or_, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.db.listing import AnySelect
from marketplace.db.statements import run
from marketplace.kernel.ids import OutletId, ProducerId, ProductId
from marketplace.partners.models import Outlet, Partner
from marketplace.partners.public import is_public
from marketplace.partners.queries import is_suspended, open_on
from marketplace.places.models import Region
from marketplace.purchases.models.answers import Answer, PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Source
from marketplace.purchases.queries import TAKEN_BACK
from marketplace.purchases.sellers import records_of

RECENT = timedelta(days=60)


class SellingOutlet(NamedTuple):
    """An outlet that may be named; `code` is that of its partner's public page, empty where it has none."""

    outlet_id: OutletId
    partner: str
    outlet: str
    address: str
    kelurahan: str | None
    code: str


def sold_at(
    session: Session, producer_id: ProducerId, day: date
) -> Mapping[ProductId, Sequence[SellingOutlet]]:
    """By product, the outlets open on that day (WIB) that consent and bought it in the sixty days up to it; by name.

    A purchase counts that both sides stand for, and that was not taken back; who gave everything back sells nothing.
    One statement, over the purchases of this maker only.
    """
    found: dict[ProductId, list[SellingOutlet]] = {}
    for product_id, *shop in run(session, _sold(day), maker=producer_id):
        found.setdefault(product_id, []).append(SellingOutlet(*shop))
    return found


def shops_of(sold: Mapping[ProductId, Sequence[SellingOutlet]]) -> Sequence[SellingOutlet]:
    """Every outlet once, whatever it sells, by name."""
    return sorted(
        {shop for shops in sold.values() for shop in shops}, key=lambda shop: (shop.partner, shop.outlet)
    )


@lru_cache(maxsize=2)
def _sold(day: date) -> AnySelect:
    """Built once a day, as that takes longer than running it."""
    both = or_(
        and_(Purchase.source == Source.HANDOVER, Purchase.one_sided.is_(False)),
        PurchaseAnswer.answer == Answer.CONFIRMED,
    )
    return (
        select(
            PurchaseLine.product_id,
            Outlet.id,
            Organisation.name,
            Outlet.name,
            Outlet.address,
            Region.name,
            case((is_public(day), Organisation.public_id), else_=""),
        )
        .select_from(Purchase)
        .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
        .join(Outlet, Outlet.id == Purchase.outlet_id)
        .join(Partner, Partner.id == Purchase.partner_id)
        .join(Organisation, Organisation.id == Partner.id)
        .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
        .outerjoin(Region, Region.code == Outlet.kelurahan_code)
        .where(
            Purchase.producer_id.in_(records_of(bindparam("maker"))),
            Purchase.bought_on.between(day - RECENT, day),
            PurchaseLine.product_id.is_not(None),
            Outlet.shown,
            open_on(day),
            ~is_suspended(day),
            both,
            ~TAKEN_BACK,
        )
        .group_by(PurchaseLine.product_id, Outlet.id, Partner.id, Organisation.id, Region.name)
        .having(func.sum(PurchaseLine.quantity_milli) > 0)
        .order_by(Organisation.name, Outlet.name, Outlet.id)
    )
