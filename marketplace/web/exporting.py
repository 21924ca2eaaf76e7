"""A list as a file that any spreadsheet opens."""

from __future__ import annotations

from flask import Response

from marketplace.ports.sheets import Table
from marketplace.web.workbooks import spreadsheet, workbook


def file_response(kind: str, name: str, table: Table) -> Response:
    """`kind` is xlsx or csv; labels, also `name`, are said in the visitor's language."""
    write = spreadsheet if kind == "csv" else workbook
    return write(name, table)
