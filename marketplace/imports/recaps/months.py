"""Of which month rows without a day are: as their column, the title or the sheet's name says, else as was asked for."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from datetime import date

from marketplace.imports.registers.headings import Field
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.names import same_name
from marketplace.kernel.period import Month
from marketplace.kernel.reading import MONTHS
from marketplace.ports.sheets import Cell, Sheet
from marketplace.sheets.cells import is_blank, text_of
from marketplace.sheets.headings import Layout

COLUMN = frozenset({"bulan", "periode", "masa", "bulantransaksi", "bulanbelanja", "bulanpembelian"})
ABOUT = re.compile(r"\b(?:bulan|periode|masa|rekap\w*|laporan|realisasi|belanja|pembelian)\b")
PRINTED = re.compile(r"cetak|print|\btanggal\b|\btgl\b")
LONGER = re.compile(r"\b(?:tri\s?wulan|semester|kuartal|quarter|tahunan|tw\s*[iv\d]+)\b")
YEAR, WORD = re.compile(r"\b20\d\d\b"), re.compile(r"[^\W\d_]+")
NUMBERED = re.compile(r"\b(0?[1-9]|1[0-2])\s*[-/]\s*(20\d\d)\b|\b(20\d\d)\s*-\s*(0[1-9]|1[0-2])\b")
PLAIN = frozenset(
    {"bulan", "periode", "masa", "rekap", "rekapitulasi", "data", "laporan", "sheet", "lembar", "bln"}
)


class SheetMonths:
    """Refused for a sheet that is of several months and does not say of which each row is."""

    def __init__(self, sheet: Sheet, layout: Layout[Field], last_day: date) -> None:
        self._last_day, self._asked = last_day, Month.of(last_day)
        self._column = self._column_of(sheet, layout)
        self._own = None if self._column is not None else self._said(sheet, layout)

    def day(self, row: Sequence[Cell]) -> Cell:
        """The last day of the row's month; what cannot be read stays, to be refused for that."""
        if self._column is None or self._column >= len(row) or is_blank(row[self._column]):
            return self._own.last_day if self._own else self._last_day
        cell = row[self._column]
        if isinstance(cell, date):
            return Month.of(cell).last_day
        if isinstance(cell, int) and 1 <= cell <= 12:
            return Month(self._asked.year, cell).last_day
        named = self._named(text_of(cell))
        return named.pop().last_day if len(named) == 1 else cell

    def _column_of(self, sheet: Sheet, layout: Layout[Field]) -> int | None:
        taken = set(layout.columns.values())
        titles = enumerate(sheet.rows[layout.heading])
        return next(
            (at for at, cell in titles if at not in taken and same_name(text_of(cell)) in COLUMN), None
        )

    def _said(self, sheet: Sheet, layout: Layout[Field]) -> Month | None:
        above = [" ".join(map(text_of, row)).lower() for row in sheet.rows[: layout.heading]]
        titles = [text for text in above if ABOUT.search(text) and not PRINTED.search(text)]
        if LONGER.search(" ".join(titles)):
            self._refuse()
        months = set().union(*map(self._named, titles))
        words = set(WORD.findall(sheet.name.lower())) - PLAIN
        if not months and words and words <= MONTHS.keys():
            months = self._named(sheet.name)
        if len(months) > 1:
            self._refuse()
        return next(iter(months), None)

    def _named(self, text: str) -> set[Month]:
        text = text.lower()
        if numbered := NUMBERED.findall(text):
            return {
                Month(int(year or other), int(month or another)) for month, year, other, another in numbered
            }
        years: Iterable[str] = set(YEAR.findall(text)) or {str(self._asked.year)}
        months = {MONTHS[word] for word in WORD.findall(text) if word in MONTHS}
        return {Month(int(year), month) for year in years for month in months}

    @staticmethod
    def _refuse() -> None:
        raise Refused(
            _l(
                "Rekap ini menyebut beberapa bulan dan tidak memuat tanggal; tambahkan kolom “Bulan”, atau bagi per"
                " bulan."
            ),
            field="file",
        )
