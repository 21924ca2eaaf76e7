"""What a row with a code only repeats, and what was changed since its sheet went out. Pure."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from typing import Any

from marketplace.catalog.bulk.columns import FIELDS, STAY
from marketplace.catalog.bulk.current import CurrentProducts, CurrentVariant
from marketplace.catalog.bulk.rows import SheetRow
from marketplace.catalog.bulk.values import cell_of, variant_values
from marketplace.kernel.labels import _l
from marketplace.kernel.money import spell
from marketplace.ports.sheets import Cell
from marketplace.sheets.cells import typed_text

STAMPED = [name for name in FIELDS if name not in ("code", "stamp")]
SIGNS = 2  # of a mark: 10 bits; a change that none betrays is still shown before it is applied


def variant_cells(variant: CurrentVariant, current: CurrentProducts) -> Mapping[str, Cell]:
    """A variant and its product as a row of a sheet, by field."""
    values = variant_values(variant, current)
    cells = {name: cell_of(name, value, current) for name, value in values.items()}
    cells |= {"code": variant.code, "stamp": stamp_of(values)}
    return {name: None if cell == "" else cell for name, cell in cells.items()}


def stamp_of(values: Mapping[str, Any]) -> str:
    """A few signs for each value, which show later whether it is another one."""
    return "s" + "".join(_mark(values[name]) for name in STAMPED)


def compare_with_stamp(row: SheetRow, current: CurrentProducts) -> None:
    """A cell that repeats what the catalog has says just that, however odd. One that repeats what it had when the
    sheet went out leaves alone what was changed meanwhile; one that says a third thing is for its maker to decide.
    """
    if row.variant is None:
        return
    now, cells = variant_values(row.variant, current), variant_cells(row.variant, current)
    before = _marks(row.values.get("stamp") or "")
    for name, cell in row.line.cells.items():
        if name not in now:
            continue
        if typed_text(cell) == typed_text(cells[name]):
            row.values[name] = now[name]
            row.sentences.pop(name, None)
        elif name in row.values and before.get(name, _mark(now[name])) != _mark(now[name]):
            _changed_meanwhile(row, name, before[name], now[name], cells[name])


def _changed_meanwhile(row: SheetRow, name: str, before: str, now: Any, cell: Cell) -> None:
    """`before` is the mark of the value when the sheet went out, `cell` how `now` is written."""
    if row.values[name] == now or (row.values[name] is None and name in STAY):
        return
    if _mark(row.values[name]) == before:
        row.values[name] = now
        row.outdated.append(name)
        return
    sentence = _l(
        "%(title)s sudah diubah menjadi “%(now)s” sesudah lembar ini diunduh; tetapkan isinya, lalu kirim lagi."
    )
    row.complain(name, sentence, now=_legible(name, cell))


def _legible(name: str, cell: Cell) -> str:
    if "price" in name and isinstance(cell, int):
        return spell(cell)
    return "–" if cell is None else cell if isinstance(cell, str) else str(cell)


def _marks(stamp: str) -> Mapping[str, str]:
    """By field; none of what is no stamp of these columns."""
    if len(stamp) != 1 + SIGNS * len(STAMPED):
        return {}
    return {name: stamp[1 + SIGNS * place :][:SIGNS] for place, name in enumerate(STAMPED)}


def _mark(value: Any) -> str:
    text = "" if value is None else str(value)
    return base64.b32encode(hashlib.blake2s(text.encode(), digest_size=5).digest()).decode()[:SIGNS]
