"""Spreadsheets that go to a visitor's desk, and what is answered to those that come from there."""

from dataclasses import replace

from flask import Response

from marketplace.files.sniffing import XLSX
from marketplace.kernel.labels import _l
from marketplace.ports.sheets import Cell, Table
from marketplace.web.context import tools
from marketplace.web.downloads import save_as
from marketplace.web.language import translate

LEGEND = (_l("Keterangan"), _l("Lembar"), _l("Kolom"), _l("Isi"))
ACCEPTED = ".csv,.txt,.xlsx,.xls,.ods"


def workbook(name: str, *tables: Table) -> Response:
    """Saved as `name`.xlsx, never shown in the page. Labels, also `name`, are said in the visitor's language."""
    legend = [str(translate(word)) for word in LEGEND]
    content = tools().sheets.write_xlsx([_translated(table) for table in tables], legend=legend)
    return _saved(f"{translate(name)}.xlsx", XLSX, content)


def spreadsheet(name: str, table: Table) -> Response:
    """The same as text that any program opens, saved as `name`.csv."""
    return _saved(f"{translate(name)}.csv", "text/csv", tools().sheets.write_csv(_translated(table)))


def _saved(name: str, media_type: str, content: bytes) -> Response:
    answer = Response(content, mimetype=media_type)
    answer.headers["Cache-Control"] = "private, no-store"
    return save_as(answer, name)


def _translated(table: Table) -> Table:
    return replace(
        table,
        name=str(translate(table.name)),
        columns=[
            replace(
                column,
                title=str(translate(column.title)),
                note=str(translate(column.note)),
                choices=[str(translate(one)) for one in column.choices],
            )
            for column in table.columns
        ],
        rows=([_cell(cell) for cell in row] for row in table.rows),
        totals=[_cell(cell) for cell in table.totals],
        remarks={place: str(translate(remark)) for place, remark in table.remarks.items()},
    )


def _cell(cell: Cell) -> Cell:
    return str(translate(cell)) if isinstance(cell, str) else cell
