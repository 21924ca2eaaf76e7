"""Spreadsheets that go to a visitor's desk, and what is answered to those that come from there."""

from flask import Response

from marketplace.files.sniffing import XLSX
from marketplace.imports.opening import Unreadable
from marketplace.kernel.errors import Refused
from marketplace.ports.sheets import Table
from marketplace.web.context import tools

ACCEPTED = ".csv,.txt,.xlsx,.xls,.ods"


def workbook(name: str, *tables: Table) -> Response:
    """Saved as `name`, never shown in the page."""
    answer = Response(tools().sheets.write_xlsx(tables), mimetype=XLSX)
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def spreadsheet(name: str, table: Table) -> Response:
    """The same as text that any program opens."""
    answer = Response(tools().sheets.write_csv(table), mimetype="text/csv")
    answer.headers.set("Content-Disposition", "attachment", filename=name)
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def status_of(error: Refused) -> int:
    """A file beyond all bounds is too large; anything else can be mended in the form."""
    return 413 if isinstance(error, Unreadable) and error.code == "too_large" else 422
