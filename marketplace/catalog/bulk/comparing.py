"""In what a row differs from the catalog, as its maker reads it. Pure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from marketplace.catalog.bulk.columns import STAY, title_of
from marketplace.catalog.bulk.current import CurrentProduct, CurrentProducts, Readiness
from marketplace.catalog.bulk.rows import CellChange, SheetRow
from marketplace.catalog.bulk.values import FORM_FIELDS, cell_of, product_values
from marketplace.catalog.services.variants import Form
from marketplace.kernel.labels import _l
from marketplace.kernel.money import spell


def changes_product(row: SheetRow, name: str, before: Any, *, new: bool = False) -> bool:
    """Whether a row changes this of its product.

    What a row does not say of the label stays; so does all that one leaves blank that was matched by its name.
    """
    value = row.values.get(name, before)
    if value is None and name in STAY:
        return False
    if row.matched and (value in ("", None) or (name == "name" and not new)):
        return False
    return bool(value != before)


def text_changes(row: SheetRow, product: CurrentProduct, current: CurrentProducts) -> Iterator[CellChange]:
    """Those that this row changes_product."""
    for name, before in product_values(product).items():
        if changes_product(row, name, before):
            after = row.values[name]
            yield CellChange(
                name, title_of(name), _shown(name, before, current), _shown(name, after, current)
            )


def form_changes(before: Form, after: Form) -> Iterator[CellChange]:
    for name, attribute in FORM_FIELDS.items():
        old, new = getattr(before, attribute), getattr(after, attribute)
        if old != new:
            yield CellChange(name, title_of(name), _shown(name, old), _shown(name, new))
    for quantity in sorted(before.prices.keys() | after.prices.keys()):
        old, new = before.prices.get(quantity), after.prices.get(quantity)
        if old != new:
            title = title_of("price_1")
            if quantity > 1:
                title = _l("%(title)s ≥ %(quantity)s", title=title, quantity=quantity)
            yield CellChange("price_1", title, spell(old) if old else "", spell(new) if new else "")


def ready_changes(before: Readiness, after: Readiness) -> Iterator[CellChange]:
    for name, old in before._asdict().items():
        if old != (new := after._asdict()[name]):
            yield CellChange(name, title_of(name), _shown(name, old), _shown(name, new))


def _shown(name: str, value: Any, current: CurrentProducts | None = None) -> str:
    if name == "retail_price" and value:
        return spell(value)
    cell = cell_of(name, value, current or CurrentProducts())
    return cell if isinstance(cell, str) else str(cell)
