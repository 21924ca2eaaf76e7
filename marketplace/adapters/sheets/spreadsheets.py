"""Spreadsheets in and out: cheap checks here, parsing in a child process, writing here."""

from collections.abc import Sequence

from marketplace.adapters import sandbox
from marketplace.adapters.sheets import csv_writing, reading, xlsxwriter_sheets
from marketplace.ports.sheets import LEGEND, BadSheet, Book, Sheet, Table

MOST_BYTES = 16 * 1024 * 1024
MEMORY = 700 * 1024 * 1024
SECONDS = 10
OVERRUNS = {"time": "timeout", "memory": "bomb", "answer": "too_large"}


class SpreadsheetSheets:
    def read(self, content: bytes, name: str) -> Book:
        """What kind of file it is, its bytes say; `name` may be anything."""
        if not content:
            raise BadSheet("empty")
        if len(content) > MOST_BYTES:
            raise BadSheet("too_large")
        try:
            kind, sheets = sandbox.run(reading.read, content, memory=MEMORY, seconds=SECONDS)
        except sandbox.RefusedBytes as unfit:
            raise BadSheet(unfit.code) from unfit
        except sandbox.LimitExceeded as overrun:
            raise BadSheet(OVERRUNS[overrun.limit]) from overrun
        return Book(kind, [Sheet(title, rows) for title, rows in sheets])

    def write_xlsx(self, tables: Sequence[Table], *, legend: Sequence[str] = LEGEND) -> bytes:
        return xlsxwriter_sheets.workbook(tables, legend)

    def write_csv(self, table: Table, *, delimiter: str = ";") -> bytes:
        return csv_writing.document(table, delimiter)
