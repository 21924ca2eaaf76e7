"""Spreadsheets in and out. What comes in is parsed apart, under limits; what goes out runs no formula."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Protocol

LEGEND = ("Keterangan", "Lembar", "Kolom", "Isi")
Cell = str | int | float | bool | date | datetime | None


class BadSheet(Exception):
    """Cannot be read as a spreadsheet.

    `code` is one of: empty, unreadable, wrong_type, password, macros, links, too_large, bomb, too_many_rows, timeout.
    More than 100,000 rows or 60 columns are both too_many_rows; more than 16 MiB are too_large.
    """

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Sheet:
    """Rows as the file has them, blank ones too; a row's place in `rows` + 1 is the number a person sees.

    In CSV everything is text and an empty cell is ""; in workbooks numbers and dates stay what they are, whole
    numbers are int and an empty cell is None.
    """

    name: str
    rows: Sequence[Sequence[Cell]]


@dataclass(frozen=True)
class Book:
    kind: str  # csv, or xlsx for a workbook of any age and make
    sheets: Sequence[Sheet]


@dataclass(frozen=True)
class Column:
    """A column of a table that goes out.

    `kind`: text, link, rupiah, number, day, month (2026-11), moment, share (basis points).

    `choices` are offered as a list to pick from, in the rows and below them; a cell may still say something else.
    """

    title: str
    kind: str = "text"
    note: str = ""
    width: int = 16
    choices: Sequence[str] = ()


@dataclass(frozen=True)
class Table:
    """`remarks` stand at cells, by (row, column) from 0, and mark them as wrong; workbooks show them.

    One `to_fill` tells at each cell what belongs there.
    """

    name: str
    columns: Sequence[Column]
    rows: Iterable[Sequence[Cell]]
    totals: Sequence[Cell] = field(default=())
    remarks: Mapping[tuple[int, int], str] = field(default_factory=dict)
    to_fill: bool = False


class Sheets(Protocol):
    def read(self, content: bytes, name: str) -> Book:
        """Raises BadSheet."""

    def write_xlsx(self, tables: Sequence[Table], *, legend: Sequence[str] = LEGEND) -> bytes:
        """Frozen header, typed cells, and a last sheet that explains the columns.

        `legend` is that sheet's name and its three headings, in the reader's language.
        """

    def write_csv(self, table: Table, *, delimiter: str = ";") -> bytes:
        """UTF-8 with BOM; cells that a spreadsheet would run are quoted with an apostrophe."""
