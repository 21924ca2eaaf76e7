"""The prices of a variant and the columns they stand in. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marketplace.catalog.bulk.columns import TIERS, title_of
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah

Values = dict[str, Any]  # by field; only of columns that the file has
Complaints = dict[str, Label]


def prices_at(prices: Mapping[int, Rupiah]) -> Values:
    """The prices of a variant by the columns they stand in: from one unit on, then from more."""
    found: Values = {"price_1": prices.get(1)}
    further = [(quantity, price) for quantity, price in sorted(prices.items()) if quantity > 1]
    for place in TIERS:
        quantity, price = further[place - 2] if place - 2 < len(further) else (None, None)
        found |= {f"from_{place}": quantity, f"price_{place}": price}
    return found


def prices_in(values: Values) -> dict[int, Rupiah]:
    """From how many units on, and the rupiah per unit."""
    rows = [(1, values.get("price_1")), *((values.get(f"from_{n}"), values.get(f"price_{n}")) for n in TIERS)]
    return {quantity: price for quantity, price in rows if quantity and price}


def unfit_tiers(values: Values) -> Complaints:
    """A further price comes with the quantity it begins at, and a quantity has one price."""
    found: Complaints = {}
    taken: dict[int, str] = {}
    for place in TIERS:
        start, price = f"from_{place}", f"price_{place}"
        if start not in values or price not in values:
            continue
        if (values[start] is None) != (values[price] is None):
            blank = start if values[start] is None else price
            found[blank] = _l(
                "Isi %(start)s dan %(price)s, atau kosongkan keduanya.",
                start=title_of(start),
                price=title_of(price),
            )
        elif values[start] in taken:
            found[start] = _l(
                "%(title)s sama dengan %(other)s; isi jumlah lain.",
                title=title_of(start),
                other=taken[values[start]],
            )
        elif values[start] is not None:
            taken[values[start]] = title_of(start)
    return found
