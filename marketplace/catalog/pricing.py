"""What a unit costs: a pure choice among dated price tiers, and the select that feeds it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, NamedTuple

from sqlalchemy import ScalarSelect, select
from sqlalchemy.orm import Session

from marketplace.catalog.models import PriceTier, Variant
from marketplace.db.json_rows import rows_as_json
from marketplace.kernel.ids import VariantId
from marketplace.kernel.money import Rupiah


class Tier(NamedTuple):
    """Rupiah per unit from this many units on, from this day on."""

    from_quantity: int
    price: Rupiah
    from_on: date


def tiers_on(tiers: Iterable[Tier], day: date) -> list[Tier]:
    """The tiers that hold on a day, smallest quantity first: per quantity the newest one that has come."""
    holding: dict[int, Tier] = {}
    for tier in sorted(tiers, key=lambda tier: tier.from_on):
        if tier.from_on <= day:
            holding[tier.from_quantity] = tier
    return [holding[quantity] for quantity in sorted(holding)]


def price_at(tiers: Iterable[Tier], quantity: int, day: date) -> Rupiah | None:
    """The price per unit when so many are bought at once; None below the smallest tier or without any."""
    reached = [tier for tier in tiers_on(tiers, day) if tier.from_quantity <= quantity]
    return reached[-1].price if reached else None


def rising(prices: Mapping[int, Rupiah]) -> int | None:
    """The least quantity from which a unit costs more than when fewer are bought; None where more is never dearer."""
    quantities = sorted(prices)
    return next((more for few, more in pairwise(quantities) if prices[more] > prices[few]), None)


class Rise(NamedTuple):
    """From this day on, who buys so many pays more for each than who buys fewer."""

    on: date
    from_quantity: int


def first_rise(tiers: Collection[Tier], day: date) -> Rise | None:
    """The first on this day or one whose prices were announced; None where more is never dearer."""
    for on in sorted({day} | {tier.from_on for tier in tiers if tier.from_on > day}):
        dear = rising({tier.from_quantity: tier.price for tier in tiers_on(tiers, on)})
        if dear is not None:
            return Rise(on, dear)
    return None


def tiers_of(session: Session, variant_ids: Collection[VariantId]) -> Mapping[VariantId, list[Tier]]:
    """Every dated tier of these variants, in one statement."""
    found: dict[VariantId, list[Tier]] = {variant_id: [] for variant_id in variant_ids}
    query = select(PriceTier.variant_id, PriceTier.from_quantity, PriceTier.price, PriceTier.from_on).where(
        PriceTier.variant_id.in_(variant_ids)
    )
    for variant_id, from_quantity, price, from_on in session.execute(query):
        found[variant_id].append(Tier(from_quantity, Rupiah(price), from_on))
    return found


def tiers_column() -> ScalarSelect[Any]:
    """A column of a select over variants: every dated tier of each."""
    return rows_as_json(
        select(PriceTier.from_quantity, PriceTier.price, PriceTier.from_on)
        .where(PriceTier.variant_id == Variant.id)
        .correlate(Variant)
    )


def tiers_from(rows: Iterable[list[Any]]) -> list[Tier]:
    """What `tiers_column` gathered."""
    return [Tier(quantity, Rupiah(price), date.fromisoformat(from_on)) for quantity, price, from_on in rows]


def price_for(session: Session, variant_id: VariantId, quantity: int, day: date) -> Rupiah | None:
    return price_at(tiers_of(session, [variant_id])[variant_id], quantity, day)
