"""Rows of a list as the table of a file."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from marketplace.db.listing import Row
from marketplace.kernel.labels import Labelled, _l
from marketplace.ports.sheets import Cell, Table


def table_of(row: type[Row], rows: Sequence[Row], name: str, *, without: Sequence[str] = ()) -> Table:
    """What a file shows of these rows: each column with a head, but for those named in `without`."""
    heads = {attr: head for attr, head in row.heads.items() if attr not in without}
    lines = [[_cell_of(getattr(one, attr)) for attr in heads] for one in rows]
    totals: list[Cell] = []
    if row.sums:
        totals = [sum(getattr(one, attr) for one in rows) if attr in row.sums else None for attr in heads]
        totals[next(n for n, head in enumerate(heads.values()) if head.kind == "text")] = _l("Jumlah")
    return Table(name, list(heads.values()), lines, totals)


def _cell_of(value: Any) -> Cell:
    label: Cell = value.label if isinstance(value, Labelled) else value
    return label
