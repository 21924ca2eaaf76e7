"""A maker's goods as a handover without an order names and prices them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog.models import Product, Variant
from marketplace.catalog.pricing import Tier, price_at, tiers_of, tiers_on
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import ProducerId, VariantId
from marketplace.kernel.money import Rupiah, half_up
from marketplace.ordering.basket import full_name
from marketplace.ordering.terms import Term

WHOLE = 10_000  # basis points


class OrderedGood(NamedTuple):
    producer_id: ProducerId
    name: str
    unit: str
    retail_price: Rupiah | None
    tiers: list[Tier]


def goods_of(session: Session, variant_ids: Collection[VariantId]) -> Mapping[VariantId, OrderedGood]:
    """Raises NotFound for a variant that is not there."""
    query = (
        select(Variant.id, Variant.producer_id, full_name(), Variant.unit, Variant.retail_price)
        .join(Product, Product.id == Variant.product_id)
        .where(Variant.id.in_(variant_ids))
    )
    rows, tiers = session.execute(query).all(), tiers_of(session, variant_ids)
    if missing := set(variant_ids) - {row[0] for row in rows}:
        raise NotFound(f"variants {sorted(missing)}")
    return {row[0]: OrderedGood(*row[1:], tiers[row[0]]) for row in rows}


def round_price(
    good: OrderedGood, term: Term, quantity: int, day: date, *, usual: Rupiah | None = None
) -> Rupiah | None:
    """Rupiah that the shop pays for one on consignment, where nobody names a price.

    That of those which came last under the same terms (`usual_prices`); else the retail price less the shop's margin;
    else the wholesale price.
    """
    if usual is not None:
        return usual
    if good.retail_price is not None:
        return Rupiah(half_up(good.retail_price * (WHOLE - term.margin), WHOLE)) or None
    return wholesale_price(good, quantity, day)


def wholesale_price(good: OrderedGood, quantity: int, day: date) -> Rupiah | None:
    """Of so many at once, or of the smallest quantity that has a price."""
    reached = price_at(good.tiers, quantity, day)
    smallest = tiers_on(good.tiers, day)[:1]
    return reached if reached is not None else next((tier.price for tier in smallest), None)
