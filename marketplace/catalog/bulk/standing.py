"""What stands beside a row with a code: what it only repeats, and what was changed since it went out. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from marketplace.catalog.bulk.columns import FIELDS, NO, SHOWN, STAY, YES, title_of
from marketplace.catalog.bulk.known import Known, KnownProduct, KnownVariant
from marketplace.catalog.bulk.prices import prices_at
from marketplace.catalog.bulk.rows import Row
from marketplace.catalog.models import LabelItem
from marketplace.catalog.revisions import Text
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import spell
from marketplace.kernel.units import Unit
from marketplace.ports.sheets import Cell
from marketplace.sheets.cells import typed_text

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
TEXT_FIELDS = [
    one.name for one in fields(Text) if one.name != "label_shows"
]  # that is a column for each item
STAMPED = [name for name in FIELDS if name not in ("code", "stamp")]
SIGNS = 2  # of a mark: 10 bits; a change that none betrays is still shown before it is applied


def said_by(standing: KnownProduct | None) -> dict[str, Any]:
    """What a product says of itself, by the columns of a sheet."""
    text = standing.text if standing else Text(name="")
    said: dict[str, Any] = {name: getattr(text, name) for name in TEXT_FIELDS}
    said |= {name: item.value in text.label_shows for name, item in SHOWN.items()}
    return said | {"category": standing.category_id if standing else None}


def text_from(said: Mapping[str, Any]) -> Text:
    shown = {item.value for name, item in SHOWN.items() if said[name]}
    words = {name: said[name] for name in TEXT_FIELDS}
    return Text(**words, label_shows=tuple(one.value for one in LabelItem if one.value in shown))


def values_standing(variant: KnownVariant, known: Known) -> dict[str, Any]:
    """Of a variant and its product now, by field."""
    said = said_by(known.products[variant.product_id])
    said |= {name: getattr(variant.form, attribute) for name, attribute in FORM_FIELDS.items()}
    return said | prices_at(variant.form.prices) | variant.ready._asdict()


def cells_standing(variant: KnownVariant, known: Known) -> Mapping[str, Cell]:
    """The same as it is written into a sheet."""
    said = values_standing(variant, known)
    cells: dict[str, Cell] = {name: spelled(name, value, known) for name, value in said.items()}
    cells |= {"code": variant.code, "stamp": stamp_of(said)}
    return {name: None if cell == "" else cell for name, cell in cells.items()}


def spelled(name: str, value: Any, known: Known) -> Cell:
    if name in SHOWN:
        return YES if value else NO
    if value in (None, ""):
        return ""
    if name == "category":
        return Label(known.category_named(value))
    if name == "unit":
        return Unit(value).label if value in list(Unit) else str(value)
    cell: Cell = value.label if hasattr(value, "label") else value
    return cell


def stamp_of(values: Mapping[str, Any]) -> str:
    """A few signs for each value, which show later whether it is another one."""
    return "s" + "".join(_mark(values[name]) for name in STAMPED)


def settle(row: Row, known: Known) -> None:
    """A cell that repeats what stands says just that, however odd. One that repeats what stood when the sheet went
    out leaves alone what was changed meanwhile; one that says a third thing is for its maker to decide.
    """
    if row.variant is None:
        return
    now, cells = values_standing(row.variant, known), cells_standing(row.variant, known)
    before = _marks(row.values.get("stamp") or "")
    for name, cell in row.written.cells.items():
        if name not in now:
            continue
        if typed_text(cell) == typed_text(cells[name]):
            row.values[name] = now[name]
            row.complaints.pop(name, None)
        elif name in row.values and before.get(name, _mark(now[name])) != _mark(now[name]):
            _told(row, name, before[name], now, cells)


def _told(row: Row, name: str, before: str, now: Mapping[str, Any], cells: Mapping[str, Cell]) -> None:
    if row.values[name] == now[name] or (row.values[name] is None and name in STAY):
        return
    if _mark(row.values[name]) == before:
        row.values[name] = now[name]
        row.left.append(name)
        return
    row.complain(
        name,
        _l(
            "%(title)s sudah diubah menjadi “%(now)s” sesudah lembar ini diunduh; tetapkan isinya, lalu kirim lagi.",
            title=title_of(name),
            now=_legible(name, cells[name]),
        ),
    )


def _legible(name: str, cell: Cell) -> str:
    if cell is None:
        return "–"
    if "price" in name and isinstance(cell, int):
        return spell(cell)
    return cell if isinstance(cell, str) else str(cell)


def _marks(stamp: str) -> Mapping[str, str]:
    """By field; none of what is no stamp of these columns."""
    if len(stamp) != 1 + SIGNS * len(STAMPED):
        return {}
    return {name: stamp[1 + SIGNS * place :][:SIGNS] for place, name in enumerate(STAMPED)}


def _mark(value: Any) -> str:
    text = "" if value is None else str(value)
    return base64.b32encode(hashlib.blake2s(text.encode(), digest_size=5).digest()).decode()[:SIGNS]
