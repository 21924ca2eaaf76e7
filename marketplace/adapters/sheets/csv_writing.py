"""Writes CSV that a spreadsheet opens with the right letters and without running any cell."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal

from marketplace.kernel.clock import WIB
from marketplace.ports.sheets import Cell, Table

MARK = "\ufeff"
# What starts a formula in some spreadsheet, half- or full-width, also behind blanks.
RUNS = ("=", "+", "-", "@", "\uff1d", "\uff0b", "\uff0d", "\uff20", "|")
HIDES = ("\t", "\r", "\n")


def document(table: Table, delimiter: str) -> bytes:
    file = io.StringIO(newline="")
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\r\n")
    point = "," if delimiter == ";" else "."
    kinds = [column.kind for column in table.columns]
    writer.writerow([harmless(column.title) for column in table.columns])
    for row in [*table.rows, *([table.totals] if table.totals else [])]:
        writer.writerow([_text(value, kind, point) for value, kind in zip(row, kinds, strict=True)])
    return (MARK + file.getvalue()).encode()


def harmless(text: str) -> str:
    return f"'{text}" if text.startswith(HIDES) or text.lstrip().startswith(RUNS) else text


def _text(value: Cell, kind: str, point: str) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime):
        local = value.astimezone(WIB) if value.tzinfo else value
        return f"{local:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if kind in ("text", "link") or isinstance(value, str | bool):
        return harmless(str(value))
    if kind == "share":
        return f"{Decimal(value) / 100:.2f}%".replace(".", point)
    return f"{value:.15g}".replace(".", point) if isinstance(value, float) else str(value)
