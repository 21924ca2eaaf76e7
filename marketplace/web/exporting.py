"""A list as a file that any spreadsheet opens."""

from __future__ import annotations

from flask import Response

from marketplace.ports.sheets import Table
from marketplace.web.workbooks import spreadsheet, workbook


def handed_out(kind: str, name: str, table: Table) -> Response:
    """`kind` is xlsx or csv."""
    write = spreadsheet if kind == "csv" else workbook
    return write(f"{name}.{kind}", table)
