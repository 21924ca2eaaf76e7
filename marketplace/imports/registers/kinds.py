"""Rows of a register that are no purchase: totals, blank rows, signatures."""

from __future__ import annotations

import re
from collections.abc import Sequence

from marketplace.kernel.names import same_name
from marketplace.ports.sheets import Cell
from marketplace.sheets.cells import is_blank

BLANK, SUBTOTAL, GRAND_TOTAL = "blank", "subtotal", "grand_total"
HEADING, REPEATED_HEADER, SIGNATURE, VOID = "heading", "header", "signature", "void"

TOTALS = re.compile(
    r"grandtotal|total|jumlah|jumlahtotal|totaljumlah|totalakhir|totalpembelian|jumlahpembelian"
)
OVERALL = re.compile(r"(grandtotal|totalkeseluruhan|jumlahkeseluruhan|totalsemua|totalseluruh)\w*")
PARTIAL = re.compile(r"(subtotal|subjumlah|jumlah|total)\w*")
VOIDED = frozenset({"batal", "dibatalkan", "void", "cancel", "cancelled", "canceled"})


def kind_by_name(cells: Sequence[Cell]) -> str | None:
    """Subtotal or grand total, by the first words in the row."""
    names = (same_name(cell) for cell in cells if isinstance(cell, str))
    words = next((name for name in names if name and not name.isdigit()), "")
    if TOTALS.fullmatch(words) or OVERALL.fullmatch(words):
        return GRAND_TOTAL
    return SUBTOTAL if PARTIAL.fullmatch(words) else None


def kind_of_gap(cells: Sequence[Cell], number: int | None) -> str | None:
    """What a row is that lacks something every purchase has; nothing when it is a purchase with a hole.

    `number` is the column of running numbers: they are often printed in advance.
    """
    filled = [column for column, cell in enumerate(cells) if not is_blank(cell)]
    if not filled or filled == [number]:
        return BLANK
    if kind := kind_by_name(cells):
        return kind
    alone = len(filled) == 1 and re.search(r"[^\W\d_]", str(cells[filled[0]]))
    return HEADING if alone else None
