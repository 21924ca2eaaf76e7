"""What a product and a variant say now: as values by the columns of a sheet, and as the cells of one. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from marketplace.catalog.bulk.columns import NO, SHOWN, YES
from marketplace.catalog.bulk.current import CurrentProduct, CurrentProducts, CurrentVariant
from marketplace.catalog.bulk.prices import prices_at
from marketplace.catalog.models import LabelItem
from marketplace.catalog.revisions import Text
from marketplace.kernel.labels import Label
from marketplace.kernel.units import Unit
from marketplace.ports.sheets import Cell

FORM_FIELDS = {"variant": "name"} | {
    name: name for name in ("unit", "net_content", "sku", "gtin", "least", "case_pack", "retail_price")
}
TEXT_FIELDS = [
    one.name for one in fields(Text) if one.name != "label_shows"
]  # that is a column for each item


def product_values(product: CurrentProduct | None) -> dict[str, Any]:
    text = product.text if product else Text(name="")
    values: dict[str, Any] = {name: getattr(text, name) for name in TEXT_FIELDS}
    values |= {name: item.value in text.label_shows for name, item in SHOWN.items()}
    return values | {"category": product.category_id if product else None}


def text_from(values: Mapping[str, Any]) -> Text:
    shown = {item.value for name, item in SHOWN.items() if values[name]}
    words = {name: values[name] for name in TEXT_FIELDS}
    return Text(**words, label_shows=tuple(one.value for one in LabelItem if one.value in shown))


def variant_values(variant: CurrentVariant, current: CurrentProducts) -> dict[str, Any]:
    """Of a variant and its product."""
    values = product_values(current.products[variant.product_id])
    values |= {name: getattr(variant.form, attribute) for name, attribute in FORM_FIELDS.items()}
    return values | prices_at(variant.form.prices) | variant.ready._asdict()


def cell_of(name: str, value: Any, current: CurrentProducts) -> Cell:
    """A value as it is written into a sheet; \"\" for none."""
    if name in SHOWN:
        return YES if value else NO
    if value in (None, ""):
        return ""
    if name == "category":
        return Label(current.category_named(value))
    if name == "unit":
        return Unit(value).label if value in list(Unit) else str(value)
    cell: Cell = value.label if hasattr(value, "label") else value
    return cell
