"""Reads workbooks (by calamine, written in Rust) and CSV. Everything here runs in the child process.

Answers are plain values, `(kind, [(sheet's name, rows)])`; refusals raise Unfit with a code of BadSheet.
"""

import csv
import io
import itertools
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from typing import Any

import clevercsv
from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from marketplace.adapters.sandbox import RefusedBytes
from marketplace.ports.sheets import Cell

Rows = list[list[Cell]]

MOST_ROWS = 100_000  # of data; the header may stand above them
MOST_COLUMNS = 60
SNIFFED = 20_000  # signs
DELIMITERS = ";,\t"
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


class InternedTexts(dict[str, str]):
    """Registers say the same words over and over: kept once, they take a third of the room and of the way."""

    def __missing__(self, text: str) -> str:
        self[text] = text
        return text


def _cell(value: Any, seen: InternedTexts) -> Cell:
    if isinstance(value, str):
        return seen[value] if value else None
    if isinstance(value, float) and value.is_integer() and abs(value) < EXACT:
        return int(value)
    if isinstance(value, time | timedelta):
        return str(value)
    cell: str | int | float | bool | date | datetime = value
    return cell


def read_csv(content: bytes) -> tuple[str, list[tuple[str, Rows]]]:
    text = _decoded(content)
    if not text.strip(' \t\r\n;,"'):
        raise RefusedBytes("empty")
    delimiter, text = _delimiter(text)
    try:
        rows = list(_counted(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)))
    except csv.Error as broken:  # a quote that never closes
        raise RefusedBytes("unreadable") from broken
    return "csv", [("", rows)]


def _counted(rows: Iterable[list[str]]) -> Iterator[list[Cell]]:
    seen = InternedTexts()
    for number, row in enumerate(rows):
        if number > MOST_ROWS or len(row) > MOST_COLUMNS:
            raise RefusedBytes("too_many_rows")
        yield [seen[cell] for cell in row]


def _decoded(content: bytes) -> str:
    """What Excel and tills write: UTF-8, UTF-16 with its mark, else the code page of Western Windows."""
    marked = content.startswith((b"\xff\xfe", b"\xfe\xff"))
    encodings = ["utf-16"] if marked else ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise RefusedBytes("unreadable")


def _delimiter(text: str) -> tuple[str, str]:
    """The sign between the cells, and the text without Excel's `sep=` line, which no spreadsheet shows."""
    first, _, rest = text.partition("\n")
    told = first.strip().removeprefix("sep=")
    if first.startswith("sep=") and told in set(DELIMITERS):
        return told, rest
    try:
        dialect = clevercsv.Sniffer().sniff(_whole_lines(text), verbose=False, delimiters=DELIMITERS)
        guess = dialect.delimiter if dialect else ""
    except clevercsv.Error:
        guess = ""
    return guess or max(DELIMITERS, key=first.count), text


def _whole_lines(text: str) -> str:
    """The beginning without a torn last line, which would look like a row of another width."""
    if len(text) <= SNIFFED:
        return text
    lines = itertools.accumulate(len(line) for line in text[:SNIFFED].splitlines(keepends=True)[:-1])
    return text[: max(lines, default=SNIFFED)]
