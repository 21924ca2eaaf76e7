"""The city's recap of many shops, brought into the shape of one register: a shop and a day in every row.

Shops stand in a column, often merged over their rows, in lines above rows, in a title or in the name of a sheet.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from marketplace.imports.mappings.base import Mapping as SheetMapping
from marketplace.imports.recaps.months import SheetMonths
from marketplace.imports.registers import kinds
from marketplace.imports.registers.cells import read_amount
from marketplace.imports.registers.headings import COMMON, Field
from marketplace.imports.registers.titles import OF_A_SHOP, bare_title
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.names import same_name
from marketplace.ports.sheets import Book, Cell, Sheet
from marketplace.sheets.cells import is_blank, text_of
from marketplace.sheets.headings import Headings, Layout

SHOP_TITLES = (
    "nama opd/toko", "opd/toko", "toko/opd", "nama toko/opd", "nama opd", "opd", "skpd", "perangkat daerah",
    "instansi", "nama instansi", "mitra", "nama mitra", "ritel", "nama ritel", "retail", "nama retail", "pembeli",
)  # fmt: skip
RECAP: Final = SheetMapping(
    _l("Rekap Dinas dengan kolom toko"),
    headings={Field.SHOP: SHOP_TITLES},
    many_shops=True,
)
WORDS = {
    each: [*(same_name(word) for word in RECAP.headings.get(each, ())), *COMMON[each].split()]
    for each in Field
}
HEADINGS = Headings(WORDS, (Field.SELLER, Field.ITEM, Field.QUANTITY), loose=True, bare=bare_title)
ADDED = {Field.SHOP: "Nama OPD/Toko", Field.DAY: "Tanggal", Field.PRICE: "Harga Satuan"}
NAMED = re.compile(
    r"^(?:nama\s*)?(?:toko|opd|skpd|unit|mitra|instansi|cabang|outlet|gerai)(?:\s*/\s*\w+)?\s*[:=]\s*",
    re.IGNORECASE,
)
DITTO = frozenset({'"', "''", "”", "〃", "sda", "s.d.a", "s.d.a.", "idem"})
ALTOGETHER = re.compile(r"grandtotal|seluruh|semua")
TOTAL_KINDS = (kinds.SUBTOTAL, kinds.GRAND_TOTAL)
BELOW_KINDS = (kinds.TAX, kinds.BASE, kinds.REST)
Place = tuple[str, int]  # the name of a sheet, and the number of a row in it


@dataclass(frozen=True)
class WrittenTotal:
    """A total row that is of one shop: the place, the shop as the file writes it, and the cells that may say it."""

    place: Place
    shop: str
    cells: Sequence[Cell]


@dataclass
class RecapSheets:
    """`shops` are those of rows by place, as each is written first; `above` counts rows that take theirs from above.

    `undated` are sheets whose rows have no day: they stand on the last day that was asked for. `widths` count the
    columns of each sheet without the day and price that it got; the shop that it got is told along with its rows.
    """

    book: Book
    shops: dict[Place, str] = field(default_factory=dict)
    totals: list[WrittenTotal] = field(default_factory=list)
    undated: set[str] = field(default_factory=set)
    widths: dict[str, int] = field(default_factory=dict)
    above: int = 0


def recap_sheets(book: Book, last_day: date) -> RecapSheets:
    """Refused for a table without a column of amounts, and for one that names no shop anywhere."""
    found = RecapSheets(book)
    spelled: dict[str, str] = {}
    sheets = []
    for sheet in book.sheets:
        layout, _ = HEADINGS.find(sheet)
        if layout is None:
            sheets.append(sheet)
            continue
        if not {Field.PRICE, Field.TOTAL} & layout.columns.keys():
            raise Refused(_l("Kolom nilai tidak ada; tambahkan kolom “Nilai (Rp)”."), field="file")
        sheets.append(_Rewriting(book, sheet, layout, found, spelled, last_day).rewritten())
    found.book = Book("xlsx", sheets)  # its rows are told by the number that a person sees, in a CSV too
    return found


class _Rewriting:
    """One sheet. Every row of goods gets its shop and a day; a total of one shop is made a subtotal."""

    def __init__(
        self,
        book: Book,
        sheet: Sheet,
        layout: Layout[Field],
        found: RecapSheets,
        spelled: dict[str, str],
        last_day: date,
    ) -> None:
        self._sheet, self._layout, self._found, self._spelled = sheet, layout, found, spelled
        self._below = sheet.rows[layout.first :]
        self._kinds = [self._kind(row) for row in self._below]
        self._shop_column = layout.columns.get(Field.SHOP)
        self._dated = any(not is_blank(self._cell(row, Field.DAY)) for row in self._goods())
        self._width = max((len(row) for row in sheet.rows), default=0)
        self._months = None if self._dated else SheetMonths(sheet, layout, last_day)
        has = {*layout.columns} - (set() if self._dated else {Field.DAY})
        self._added = [each for each in ADDED if each not in has]  # columns that a register needs
        self._merged = self._is_merged()
        self._sellers_merged = self._are_sellers_merged()
        self._shop = "" if self._shop_column is not None else self._named_above(book)
        self._seller: Cell = None
        self._shops: set[str] = set()  # with goods in this sheet
        self._since: set[str] = set()  # with goods since the last total
        self._of_parts: set[str] = set()  # kinds of the totals that were of one shop

    def rewritten(self) -> Sheet:
        below = [self._row(index, row) for index, row in enumerate(self._below)]
        if not self._dated and below:
            self._found.undated.add(self._sheet.name)
        self._found.widths[self._sheet.name] = self._width + (Field.SHOP in self._added)
        return Sheet(self._sheet.name, [*self._head(), *below])

    def _head(self) -> list[Sequence[Cell]]:
        head = [list(row) for row in self._sheet.rows[: self._layout.first]]
        titles = head[self._layout.heading]
        titles += [None] * (self._width - len(titles))
        day = self._layout.columns.get(Field.DAY)
        if day is not None and not self._dated:
            titles[day] = "Kode"  # an empty column of days
        titles += [ADDED[each] for each in self._added]
        return [tuple(row) for row in head]

    def _row(self, index: int, row: Sequence[Cell]) -> Sequence[Cell]:
        kind = self._kinds[index]
        if kind in TOTAL_KINDS:
            return self._total(index, row, kind)
        if kind in BELOW_KINDS:
            return row if self._is_last(index) else ()
        if kind == kinds.HEADING and (named := self._names_shop(index, row)):
            self._shop = named
            self._seller = None
            return ()
        if kind == kinds.SIGNATURE:
            return ()
        return self._of_goods(index, row) if kind is None else row

    def _of_goods(self, index: int, row: Sequence[Cell]) -> Sequence[Cell]:
        cells = [*row, *[None] * (self._width - len(row))]
        self._take_shop(cells)
        seller = self._layout.columns[Field.SELLER]
        if not is_blank(cells[seller]) and text_of(cells[seller]).lower() not in DITTO:
            self._seller = cells[seller]
        elif self._sellers_merged or text_of(cells[seller]).lower() in DITTO:
            cells[seller] = self._seller
        if self._shop:
            number = self._layout.first + index + 1
            self._found.shops[self._sheet.name, number] = self._shop
            self._since.add(self._shop)
            self._shops.add(self._shop)
        if self._shop_column is not None:
            cells[self._shop_column] = self._shop or None
        more = {Field.SHOP: self._shop or None, Field.DAY: self._months.day(row) if self._months else None}
        return [*cells, *(more.get(each) for each in self._added)]

    def _take_shop(self, cells: Sequence[Cell]) -> None:
        if self._shop_column is None:
            return
        text = text_of(cells[self._shop_column])
        if text and text.lower() not in DITTO:
            shop = self._spell(text)
            if shop != self._shop:
                self._seller = None
            self._shop = shop
        elif not text and not self._merged:
            self._shop = ""
        elif not text and self._shop:
            self._found.above += 1

    def _total(self, index: int, row: Sequence[Cell], kind: str) -> Sequence[Cell]:
        """Of one shop where goods of that shop alone stand between it and the total before."""
        since, self._since = self._since, set()
        is_last = self._is_last(index)
        if len(since) != 1 or self._is_of_all(row, kind, is_last=is_last):
            return _said(row, "Total") if is_last else row
        (shop,) = since
        place = self._sheet.name, self._layout.first + index + 1
        self._found.totals.append(WrittenTotal(place, shop, row))
        if is_last and len(self._shops) == 1:  # the sheet's own, too
            return _said(row, "Total")
        self._of_parts.add(kind)
        self._seller = None
        if self._merged and self._shop_column is not None:
            self._shop = ""
        return _said(row, "Subtotal")

    def _is_of_all(self, row: Sequence[Cell], kind: str, *, is_last: bool) -> bool:
        """It says so, or is a total below what are called subtotals."""
        words = "".join(same_name(cell) for cell in row if isinstance(cell, str))
        below = kind == kinds.GRAND_TOTAL and self._of_parts == {kinds.SUBTOTAL}
        return ALTOGETHER.search(words) is not None or (is_last and below)

    def _is_last(self, index: int) -> bool:
        """Whether neither goods nor a total follow."""
        return not any(kind is None or kind in TOTAL_KINDS for kind in self._kinds[index + 1 :])

    def _names_shop(self, index: int, row: Sequence[Cell]) -> str:
        """A line of one cell that names a shop: it says so, or no column does and goods follow at once."""
        text = next((text_of(cell) for cell in row if not is_blank(cell)), "")
        if OF_A_SHOP.match(text.lower()) or NAMED.match(text):
            return self._spell(text)
        if self._shop_column is not None or kinds.section_of(row) is not None:
            return ""
        following = next((kind for kind in self._kinds[index + 1 :] if kind != kinds.BLANK), kinds.BLANK)
        return self._spell(text) if following is None else ""

    def _named_above(self, book: Book) -> str:
        """By a title, else, where no line above rows does it, by the name of the sheet. Refused for a lone CSV."""
        for row in self._sheet.rows[: self._layout.heading]:
            text = " ".join(text_of(cell) for cell in row if not is_blank(cell))
            if NAMED.match(text):
                return self._spell(text)
        if any(
            kind == kinds.HEADING and self._names_shop(at, self._below[at])
            for at, kind in enumerate(self._kinds)
        ):
            return ""
        if book.kind == "csv":
            raise Refused(_l("Tidak ada kolom toko; tambahkan kolom “Nama OPD/Toko”."), field="file")
        return self._spell(self._sheet.name)

    def _spell(self, text: str) -> str:
        """As the file writes it first."""
        name = " ".join(NAMED.sub("", text).split())
        return self._spelled.setdefault(same_name(name), name)

    def _kind(self, row: Sequence[Cell]) -> str | None:
        money = self._cell(row, Field.TOTAL) or self._cell(row, Field.PRICE)
        if money and self._cell(row, Field.ITEM) and self._cell(row, Field.QUANTITY):
            return None
        filled = [text for cell in row if (text := text_of(cell))]
        if len(filled) == 1 and any(map(str.isalpha, filled[0])) and kinds.kind_by_name(row) is None:
            return kinds.HEADING  # in the column of running numbers, too
        if kind := kinds.kind_of_gap(row, self._layout.columns.get(Field.NUMBER)):
            return kind
        titles = self._sheet.rows[self._layout.heading : self._layout.first]
        if list(row) in [list(one) for one in titles]:
            return kinds.REPEATED_HEADER
        named = self._cell(row, Field.ITEM) and self._cell(row, Field.SELLER)
        counted = any(isinstance(read_amount(cell), int) for cell in (money, self._cell(row, Field.QUANTITY)))
        return None if named or counted else kinds.SIGNATURE

    def _cell(self, row: Sequence[Cell], each: Field) -> Cell:
        column = self._layout.columns.get(each, -1)
        return row[column] if 0 <= column < len(row) else None

    def _goods(self) -> Iterable[Sequence[Cell]]:
        return (row for row, kind in zip(self._below, self._kinds, strict=True) if kind is None)

    def _is_merged(self) -> bool:
        """A column that never repeats a name in the next row is merged over the rows of each shop."""
        names = [same_name(text_of(self._cell(row, Field.SHOP))) for row in self._goods()]
        return not any(one and one == other for one, other in zip(names, names[1:], strict=False))

    def _are_sellers_merged(self) -> bool:
        """At least every other row leaves out who sold it, and none says it twice in turn."""
        names = [same_name(text_of(self._cell(row, Field.SELLER))) for row in self._goods()]
        twice = any(one and one == other for one, other in zip(names, names[1:], strict=False))
        return not twice and 2 * sum(map(bool, names)) <= len(names)


def _said(row: Sequence[Cell], word: str) -> Sequence[Cell]:
    """The row with its first words replaced."""
    place = next((at for at, cell in enumerate(row) if isinstance(cell, str) and same_name(cell)), 0)
    return (*row[:place], word, *row[place + 1 :])
