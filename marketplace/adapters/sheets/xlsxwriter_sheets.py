"""Writes workbooks. Text is always written as text: no cell becomes a formula or a link by its first sign."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter
from xlsxwriter.utility import xl_rowcol_to_cell

from marketplace.kernel.clock import WIB
from marketplace.ports.sheets import Cell, Column, Table

MAROON = "#7B1E2B"
# Excel shows dots for the thousands where the reader's language has them.
FORMATS: dict[str, dict[str, Any]] = {
    "text": {"num_format": "@"},
    "link": {"font_color": MAROON, "underline": 1},
    "rupiah": {"num_format": '"Rp"#,##0;-"Rp"#,##0'},
    "number": {"num_format": "#,##0.###"},
    "whole": {"num_format": "#,##0"},
    "day": {"num_format": "dd/mm/yyyy"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm"},
    "share": {"num_format": "0.00%"},
}
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
LONGEST_CELL = 32_767  # signs, by Excel
WRONG = "#FBE3E0"
BELOW = 500  # rows below a table in which its lists are still offered
HELP_TITLE, HELP = 32, 255  # signs, by Excel


class Looks:
    """The formats of a book, each kind of cell plain, as a sum, and as one that is wrong."""

    def __init__(self, book: Any) -> None:
        self.plain = {kind: book.add_format(look | {"valign": "top"}) for kind, look in FORMATS.items()}
        self.sums = {kind: book.add_format(look | {"bold": True, "top": 1}) for kind, look in FORMATS.items()}
        self.wrong = {
            kind: book.add_format(look | {"valign": "top", "bg_color": WRONG, "border": 1})
            for kind, look in FORMATS.items()
        }
        self.head = book.add_format(
            {"bold": True, "font_color": "white", "bg_color": MAROON, "text_wrap": True, "valign": "top"}
        )


def workbook(tables: Sequence[Table], legend: Sequence[str]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        looks = Looks(book)
        title, *heads = legend
        names = sheet_names([*(table.name for table in tables), title])
        sheets = [book.add_worksheet(name) for name in names]
        lists = Lists(book, names)
        for sheet, table in zip(sheets, [*tables, _explanation(tables, names, heads)], strict=True):
            _write(sheet, table, looks, lists)
        lists.write()
    return file.getvalue()


class Lists:
    """What cells offer to pick from: a hidden sheet has a row for each list, as Excel wants it for long ones."""

    def __init__(self, book: Any, names: Sequence[str]) -> None:
        self._book, self._name = book, sheet_names([*names, "Pilihan"])[-1]
        self._rows: list[Sequence[str]] = []

    def range_of(self, choices: Sequence[str]) -> str:
        self._rows.append(choices)
        last = xl_rowcol_to_cell(len(self._rows) - 1, len(choices) - 1, row_abs=True, col_abs=True)
        return f"='{self._name}'!$A${len(self._rows)}:{last}"

    def write(self) -> None:
        if not self._rows:
            return
        sheet = self._book.add_worksheet(self._name)
        sheet.hide()
        for number, choices in enumerate(self._rows):
            for place, choice in enumerate(choices):
                sheet.write_string(number, place, choice)


def sheet_names(wanted: Iterable[str]) -> list[str]:
    """Names as Excel takes them: at most 31 signs, none of `[]:*?/\\`, no two alike in any case."""
    names: list[str] = []
    for number, name in enumerate(wanted, 1):
        clean = re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", name).strip("' ")[:31].strip() or str(number)
        if clean.casefold() in {other.casefold() for other in names}:
            clean = f"{clean[:26].strip()} ({number})"
        names.append(clean)
    return names


def _explanation(tables: Sequence[Table], names: Sequence[str], heads: Sequence[str]) -> Table:
    rows = [
        (name, column.title, column.note)
        for name, table in zip(names, tables, strict=False)
        for column in table.columns
    ]
    widths = (24, 28, 80)
    return Table("", [Column(head, width=width) for head, width in zip(heads, widths, strict=True)], rows)


def _write(sheet: Any, table: Table, looks: Looks, lists: Lists) -> None:
    sheet.freeze_panes(1, 1 if table.to_fill else 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    for place, column in enumerate(table.columns):
        # What is typed below the rows stays text too: a barcode keeps its zeros.
        sheet.set_column(place, place, column.width, looks.plain["text"] if column.kind == "text" else None)
        sheet.write_string(0, place, column.title, looks.head)
    number = 0
    for number, row in enumerate(table.rows, 1):
        _write_row(sheet, number, row, table.columns, looks.plain)
        for place in range(len(table.columns)):
            if remark := table.remarks.get((number - 1, place)):
                _remark(sheet, number, place, row[place], table.columns[place].kind, remark, looks)
    if number:
        sheet.autofilter(0, 0, number, len(table.columns) - 1)
    for place, column in enumerate(table.columns):
        if offer := _offer(column, lists, told=table.to_fill):
            sheet.data_validation(1, place, number + BELOW, place, offer)
    if table.totals:
        _write_row(sheet, number + 1, table.totals, table.columns, looks.sums)


def _offer(column: Column, lists: Lists, *, told: bool) -> dict[str, Any]:
    """What a cell offers and tells who stands in it; it takes anything all the same."""
    offer: dict[str, Any] = {}
    if column.choices:
        offer = {"validate": "list", "source": lists.range_of(column.choices), "show_error": False}
    if told and column.note:
        offer = {"validate": "any"} | offer
        offer |= {"input_title": column.title[:HELP_TITLE], "input_message": column.note[:HELP]}
    return offer


def _remark(sheet: Any, number: int, place: int, value: Cell, kind: str, remark: str, looks: Looks) -> None:
    if value is None:
        sheet.write_blank(number, place, None, looks.wrong[kind])
    else:
        _write_cell(sheet, number, place, value, kind, looks.wrong)
    sheet.write_comment(number, place, remark, {"author": "MB2", "x_scale": 2})


def _write_row(
    sheet: Any, number: int, row: Sequence[Cell], columns: Sequence[Column], looks: dict[str, Any]
) -> None:
    for place, (value, column) in enumerate(zip(row, columns, strict=True)):
        _write_cell(sheet, number, place, value, column.kind, looks)


def _write_cell(sheet: Any, number: int, place: int, value: Cell, kind: str, looks: dict[str, Any]) -> None:
    if value is None:
        return
    if isinstance(value, datetime):
        local = value.astimezone(WIB).replace(tzinfo=None) if value.tzinfo else value
        sheet.write_datetime(number, place, local, looks["moment"])
    elif isinstance(value, date):
        sheet.write_datetime(number, place, value, looks["day"])
    elif kind == "link":
        sheet.write_url(number, place, str(value), looks["link"])
    elif kind == "text" or isinstance(value, str | bool):
        sheet.write_string(number, place, str(value)[:LONGEST_CELL], looks["text"])
    elif kind == "share":
        sheet.write_number(number, place, value / 10_000, looks["share"])
    else:
        look = "whole" if kind == "number" and isinstance(value, int) else kind
        sheet.write_number(number, place, value, looks[look])
