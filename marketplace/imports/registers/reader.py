"""Reads a purchase register: which sheets, which rows, and in which order the reader judges them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from operator import itemgetter

from marketplace.imports.mappings.base import MAPPINGS, Mapping
from marketplace.imports.registers import kinds
from marketplace.imports.registers.catalogue import Catalogue
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.judging import Faulty, Judge, Picked
from marketplace.imports.registers.questions import UNASKED, Answers
from marketplace.imports.registers.rows import BadRow, PurchaseRegister, RegisterRow
from marketplace.kernel.errors import Refused
from marketplace.kernel.gc_pause import gc_paused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.names import same_name
from marketplace.kernel.period import MonthSpan
from marketplace.ports.sheets import Book, Cell, Sheet
from marketplace.sheets.cells import is_blank
from marketplace.sheets.headings import Layout
from marketplace.sheets.refused import Ref

PURCHASES = "pembelian"
RETURNS = "retur"  # a sheet, or a block under such a heading, whose quantities have no minus


def read_register(
    book: Book,
    *,
    period: MonthSpan,
    mapping: str | Mapping | None = None,
    catalogue: Catalogue | None = None,
    today: date = date.max,
    answers: Answers = UNASKED,
) -> PurchaseRegister:
    """Every row is good, bad for the first reason that applies, or skipped; nothing is written anywhere.

    A row of a day after `today` (WIB) is bad. Without a mapping each sheet is read by the one that is most like
    it; sheets that none can read (instructions) are passed over. Raises Refused when no sheet can be read.
    """
    found = list(_readable(book, _candidates(mapping)))
    if not found:
        raise Refused(_unreadable(book, _candidates(mapping)))
    judge = Judge(period, catalogue or Catalogue(), today)
    readers = [
        SheetReader(judge, sheet, layout, chosen, _prefix(book, sheet, alone=len(found) == 1))
        for sheet, layout, _, chosen in found
    ]
    with gc_paused():
        for reader in readers:
            reader.read()
    first, layout, name, _ = found[0]
    printed = [reader.printed for reader in readers if reader.printed is not None]
    return PurchaseRegister(
        period=period,
        mapping=name,
        rows=judge.finish(row for reader in readers for row in reader.rows),
        bad=[bad for reader in readers for bad in reader.bad],
        skipped=dict(sum((reader.skipped for reader in readers), Counter[str]())),
        warnings=judge.warnings,
        headings=_headings(first, layout),
        printed_total=Rupiah(sum(printed)) if printed else None,
        answers=answers,
    )


class SheetReader:
    """Goes down one sheet."""

    def __init__(
        self, judge: Judge, sheet: Sheet, layout: Layout[Field], mapping: Mapping, prefix: str | None
    ) -> None:
        self.rows: list[RegisterRow] = []
        self.bad: list[BadRow] = []
        self.skipped: Counter[str] = Counter()
        self.printed: int | None = None
        self._judge, self._sheet, self._layout, self._prefix = judge, sheet, layout, prefix
        self._carries_seller = mapping.seller_carries_down
        self._seller: Cell = None
        self._returned = same_name(sheet.name).startswith(RETURNS)
        self._headings = [list(row) for row in sheet.rows[layout.heading : layout.first]]
        self._waiting: Counter[str] = Counter()  # gaps of which only a later purchase or total tells the kind
        self._counted = 0

    def read(self) -> None:
        layout, width, number = self._layout, self._layout.width, self._layout.columns.get(Field.NUMBER)
        padding = (None,) * (width + 1)  # short rows are common; its last is what absent columns hold
        pick = itemgetter(*(layout.columns.get(field, -1) for field in Field))
        is_void = self._judge.cells.is_void
        for index, row in enumerate(self._sheet.rows[layout.first :], layout.first + 1):
            picked = Picked(*pick((*row, *padding)))
            whole = picked.item and picked.day and picked.quantity and picked.price
            if not whole and (kind := kinds.kind_of_gap(row, number)):
                self._skip(kind, row, picked)
            elif self.printed is not None and is_blank(picked.quantity):
                self._waiting[kinds.HEADING] += 1  # signatures side by side, below the grand total
            elif is_void(picked.note):
                self.skipped[kinds.VOID] += 1
            else:
                self._take(index, row, picked)
        self.skipped[kinds.SIGNATURE] += self._waiting[kinds.HEADING]
        self.skipped += Counter()  # drops what counts nothing

    def _skip(self, kind: str, row: Sequence[Cell], picked: Picked) -> None:
        if kind in (kinds.BLANK, kinds.HEADING):
            self._waiting[kind] += 1
            if kind == kinds.HEADING:
                title = next((same_name(cell) for cell in row if isinstance(cell, str) and cell.strip()), "")
                if title.startswith((RETURNS, PURCHASES)):
                    self._returned = title.startswith(RETURNS)
            return
        self._settle()
        self.skipped[kind] += 1
        self._seller = None
        total = self._judge.cells.amount(picked.total)
        if kind == kinds.GRAND_TOTAL:
            self.printed = total if isinstance(total, int) else 0

    def _take(self, index: int, row: Sequence[Cell], picked: Picked) -> None:
        if self._carries_seller:
            if self._judge.cells.seller(picked.seller).name:
                self._seller = picked.seller
            picked = picked._replace(seller=self._seller)
        ref: Ref = self._counted + 1 if self._prefix is None else f"{self._prefix}r{index}"
        try:
            self.rows.append(self._judge.judge(ref, picked, returned=self._returned))
        except Faulty as faulty:
            if list(row) in self._headings:  # printed again on every page
                self.skipped[kinds.REPEATED_HEADER] += 1
                return
            if all(is_blank(cell) for cell in row):  # of blanks that somebody typed
                self._waiting[kinds.BLANK] += 1
                return
            reason, note = faulty.fault
            self.bad.append(BadRow(ref, note, self._cells(row), reason))
        self._counted += 1
        if self._waiting:
            self._settle()

    def _settle(self) -> None:
        self.skipped += self._waiting
        self._waiting.clear()

    def _cells(self, row: Sequence[Cell]) -> tuple[Cell, ...]:
        """As the file has them, and the seller that stood above."""
        column = self._layout.columns[Field.SELLER]
        if self._carries_seller and column < len(row):
            return (*row[:column], self._seller, *row[column + 1 :])
        return tuple(row)


def _candidates(mapping: str | Mapping | None) -> dict[str, Mapping]:
    if mapping is None:
        return dict(MAPPINGS)
    if isinstance(mapping, Mapping):
        return {"custom": mapping}
    if mapping not in MAPPINGS:
        raise Refused(
            _l(
                "Pemetaan “%(name)s” tidak ada; pilih salah satu: %(names)s.",
                name=mapping,
                names=", ".join(MAPPINGS),
            )
        )
    return {mapping: MAPPINGS[mapping]}


def _readable(
    book: Book, candidates: dict[str, Mapping]
) -> Iterator[tuple[Sheet, Layout[Field], str, Mapping]]:
    for sheet in book.sheets:
        fits = [
            (mapping.likeness(sheet, layout), layout, name, mapping)
            for name, mapping in candidates.items()
            if (layout := mapping.find(sheet)[0])
        ]
        if fits:
            _, layout, name, mapping = max(fits, key=itemgetter(0))
            yield sheet, layout, name, mapping


def _unreadable(book: Book, candidates: dict[str, Mapping]) -> Label:
    """Names what the most promising sheet lacks."""
    lacking = [mapping.find(sheet)[1] for sheet in book.sheets for mapping in candidates.values()]
    names = ", ".join(field.label for field in min(lacking, key=len, default=()))
    return _l("Tidak ada lembar dengan kolom yang diperlukan; tambahkan kolom: %(names)s.", names=names)


def _prefix(book: Book, sheet: Sheet, *, alone: bool) -> str | None:
    """Nothing for a CSV, whose rows are counted; the sheet's name only where several are read."""
    if book.kind == "csv":
        return None
    return "" if alone else f"{sheet.name}!"


def _headings(sheet: Sheet, layout: Layout[Field]) -> list[str]:
    """One title a column, for the file of bad rows."""
    shown = {column: layout.titles[field] for field, column in layout.columns.items()}
    rows = sheet.rows[layout.heading : layout.first]
    return [
        shown.get(column) or next((str(row[column]) for row in rows if column < len(row) and row[column]), "")
        for column in range(max(len(row) for row in rows))
    ]
