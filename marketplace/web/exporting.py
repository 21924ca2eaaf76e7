"""A list as a file: `?format=xlsx` or `csv` at the address of the page that shows it."""

from __future__ import annotations

from flask import Response, request

from marketplace.ports.sheets import Table
from marketplace.web.workbooks import spreadsheet, workbook

FORMATS = ("xlsx", "csv")


def file_asked() -> str | None:
    """The kind of file the address asks for; None for the page itself."""
    asked = request.args.get("format", "")
    return asked if asked in FORMATS else None


def handed_out(kind: str, name: str, table: Table) -> Response:
    write = spreadsheet if kind == "csv" else workbook
    return write(f"{name}.{kind}", table)
