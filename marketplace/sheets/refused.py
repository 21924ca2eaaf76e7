"""The rows that were not taken, as a file: each behind its reason, so that it can be mended and sent again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from marketplace.kernel.labels import Label, _l
from marketplace.ports.sheets import Cell, Column, Table

Ref: TypeAlias = int | str  # 17: the running number in a CSV; r8, JUL!r8: the row of a sheet


@dataclass(frozen=True)
class RefusedRow:
    """A row that is not taken, and the sentence that names the fix."""

    ref: Ref
    note: Label
    cells: Sequence[Cell]  # as the file has them


def refused_table(name: Label, headings: Sequence[str], rows: Sequence[RefusedRow]) -> Table:
    """The original cells below the file's own headings, so that any reader of the file finds its columns again."""
    width = max([len(headings), *(len(row.cells) for row in rows)])
    return Table(
        name=name,
        columns=[
            Column(
                _l("Alasan"), note=_l("Mengapa baris tidak diambil dan apa yang perlu diperbaiki"), width=60
            ),
            Column(_l("Baris"), note=_l("Nomor baris dalam berkas asal")),
            *(Column(heading) for heading in [*headings, *[""] * (width - len(headings))]),
        ],
        rows=[(row.note, str(row.ref), *row.cells, *[None] * (width - len(row.cells))) for row in rows],
    )
