"""Reads workbooks by calamine, written in Rust. Everything here runs in the child process.

Answers are plain values, `(kind, [(sheet's name, rows)])`; refusals raise Unfit with a code of BadSheet.
"""

import io
from datetime import date, datetime, time, timedelta
from typing import Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from marketplace.adapters.sandbox import RefusedBytes
from marketplace.adapters.sheets.rows import MOST_COLUMNS, MOST_ROWS, InternedTexts, Rows
from marketplace.ports.sheets import Cell

EXACT = 2**53  # above it a float has lost digits already


def read_workbook(content: bytes) -> tuple[str, list[tuple[str, Rows]]]:
    """The visible sheets. Empty cells are None, whole numbers int, so that barcodes keep their digits."""
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            sheets = [
                (known.name, book.get_sheet_by_name(known.name))
                for known in book.sheets_metadata
                if known.typ == SheetTypeEnum.WorkSheet and known.visible == SheetVisibleEnum.Visible
            ]
            _refuse_large([sheet for _, sheet in sheets])
            found = [(name, _cells(sheet)) for name, sheet in sheets]
    except PasswordError as locked:
        raise RefusedBytes("password") from locked
    except CalamineError as broken:
        raise RefusedBytes("unreadable") from broken
    if not any(rows for _, rows in found):
        raise RefusedBytes("empty")
    return "xlsx", found


def _refuse_large(sheets: list[CalamineSheet]) -> None:
    ends = [sheet.end for sheet in sheets if sheet.end]
    if sum(row + 1 for row, _ in ends) > MOST_ROWS + 1 or any(column >= MOST_COLUMNS for _, column in ends):
        raise RefusedBytes("too_many_rows")


def _cells(sheet: CalamineSheet) -> Rows:
    if sheet.start is None:
        return []
    seen, left = InternedTexts(), [None] * sheet.start[1]  # the iterator begins at the first filled column
    return [[*left, *(_cell(value, seen) for value in row)] for row in sheet.iter_rows()]


def _cell(value: Any, seen: InternedTexts) -> Cell:
    if isinstance(value, str):
        return seen[value] if value else None
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return int(value)
    if isinstance(value, time | timedelta):
        return str(value)
    cell: str | int | float | bool | date | datetime = value
    return cell
