"""In what a row differs from what stands, as its maker reads it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marketplace.catalog.bulk.columns import PRODUCT_FIELDS, title_of
from marketplace.catalog.bulk.known import Known, KnownProduct
from marketplace.catalog.bulk.matching import Row
from marketplace.catalog.bulk.outcome import Change
from marketplace.catalog.revisions import Text
from marketplace.catalog.services.variants import Form
from marketplace.kernel.money import spell
from marketplace.kernel.units import Unit

FORM_FIELDS = {
    "variant": "name",
    "unit": "unit",
    "net_content": "net_content",
    "sku": "sku",
    "gtin": "gtin",
    "least": "least",
    "case_pack": "case_pack",
    "retail_price": "retail_price",
}


def said_by(standing: KnownProduct | None) -> dict[str, Any]:
    """What a product says of itself, by the columns of a sheet."""
    text = standing.text if standing else Text(name="")
    said = {name: getattr(text, name) for name in PRODUCT_FIELDS if name != "category"}
    return said | {"category": standing.category_id if standing else None}


def brings(row: Row, name: str, before: Any, *, new: bool = False) -> bool:
    """Whether a row changes this of its product. One that was matched by its name leaves alone what it does not say."""
    value = row.values.get(name, before)
    if row.matched and (value in ("", None) or (name == "name" and not new)):
        return False
    return bool(value != before)


def text_changes(row: Row, standing: KnownProduct, known: Known) -> Iterator[Change]:
    """Those that this row brings."""
    for name, before in said_by(standing).items():
        if brings(row, name, before):
            after = row.values[name]
            yield Change(name, title_of(name), _spelled(name, before, known), _spelled(name, after, known))


def form_changes(before: Form, after: Form) -> Iterator[Change]:
    for name, attribute in FORM_FIELDS.items():
        old, new = getattr(before, attribute), getattr(after, attribute)
        if old != new:
            yield Change(name, title_of(name), _spelled(name, old), _spelled(name, new))
    for quantity in sorted(before.prices.keys() | after.prices.keys()):
        old, new = before.prices.get(quantity), after.prices.get(quantity)
        if old != new:
            title = title_of("price_1") if quantity == 1 else f"{title_of('price_1')} ≥ {quantity}"
            yield Change("price_1", title, spell(old) if old else "", spell(new) if new else "")


def _spelled(name: str, value: Any, known: Known | None = None) -> str:
    if value in (None, ""):
        return ""
    if name == "category" and known is not None:
        return known.category_named(value)
    if name == "unit":
        return str(Unit(value).label) if value in list(Unit) else str(value)
    if name == "retail_price":
        return spell(value)
    return str(getattr(value, "label", value))
