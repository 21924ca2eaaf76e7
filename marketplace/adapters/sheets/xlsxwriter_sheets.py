"""Writes workbooks. Text is always written as text: no cell becomes a formula or a link by its first sign."""

import io
import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

import xlsxwriter

from marketplace.kernel.clock import WIB
from marketplace.ports.sheets import Cell, Column, Table

MAROON = "#7B1E2B"
# Excel shows dots for the thousands where the reader's language has them.
FORMATS = {
    "text": {"num_format": "@"},
    "rupiah": {"num_format": '"Rp"#,##0;-"Rp"#,##0'},
    "number": {"num_format": "#,##0.###"},
    "whole": {"num_format": "#,##0"},
    "day": {"num_format": "dd/mm/yyyy"},
    "moment": {"num_format": "dd/mm/yyyy hh:mm"},
    "share": {"num_format": "0.00%"},
}
OPTIONS = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
LONGEST_CELL = 32_767  # signs, by Excel


def workbook(tables: Sequence[Table], legend: Sequence[str]) -> bytes:
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, OPTIONS) as book:
        looks = {kind: book.add_format(look | {"valign": "top"}) for kind, look in FORMATS.items()}
        sums = {kind: book.add_format(look | {"bold": True, "top": 1}) for kind, look in FORMATS.items()}
        head = book.add_format(
            {"bold": True, "font_color": "white", "bg_color": MAROON, "text_wrap": True, "valign": "top"}
        )
        title, *heads = legend
        names = sheet_names([*(table.name for table in tables), title])
        for name, table in zip(names, [*tables, _explanation(tables, names, heads)], strict=True):
            _write(book.add_worksheet(name), table, head, looks, sums)
    return file.getvalue()


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


def _write(sheet: Any, table: Table, head: Any, looks: dict[str, Any], sums: dict[str, Any]) -> None:
    sheet.freeze_panes(1, 0)
    sheet.repeat_rows(0)
    sheet.set_landscape()
    sheet.set_paper(9)  # A4
    sheet.fit_to_pages(1, 0)
    for place, column in enumerate(table.columns):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, column.title, head)
    number = 0
    for number, row in enumerate(table.rows, 1):
        _write_row(sheet, number, row, table.columns, looks)
    if number:
        sheet.autofilter(0, 0, number, len(table.columns) - 1)
    if table.totals:
        _write_row(sheet, number + 1, table.totals, table.columns, sums)


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
    elif kind == "text" or isinstance(value, str | bool):
        sheet.write_string(number, place, str(value)[:LONGEST_CELL], looks["text"])
    elif kind == "share":
        sheet.write_number(number, place, value / 10_000, looks["share"])
    else:
        look = "whole" if kind == "number" and isinstance(value, int) else kind
        sheet.write_number(number, place, value, looks[look])
