"""Nearly every row is plain: all its cells can be read, and its total is what so many come to at its price.

Such rows are read column by column, each distinct cell once. Any other is left to those who look closer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import repeat
from typing import NamedTuple

from marketplace.imports.reasons import Fault
from marketplace.imports.registers.catalogue import KnownMaker
from marketplace.imports.registers.cells import MOST_RUPIAH, Barcode, Cells, ItemName, Measured, Price, memo
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.kinds import is_no_goods
from marketplace.imports.registers.pricing import LEAST_PRICE, NIL, PACKING, Pricer
from marketplace.imports.registers.ways import Ways
from marketplace.kernel.money import Rupiah
from marketplace.kernel.quantity import Quantity
from marketplace.ports.sheets import Cell

NOTHING = repeat(None)  # in a column that is not there


class PlainSeller(NamedTuple):
    text: str
    owner: str  # the same for all names of one maker
    maker: KnownMaker | None


class PlainMeasure(NamedTuple):
    quantity: Quantity  # above zero
    unit: str  # empty: in whatever the product is sold
    is_pack: bool


PlainRow = tuple[
    date | None,
    str,  # document
    PlainSeller | None,
    Barcode | None,
    ItemName | None,
    PlainMeasure | None,
    Price | None,
    Rupiah | None,  # discount
    Rupiah | None,  # tax
    Rupiah | None,  # total
    bool,  # whether another column says that it is to be looked at closer
    Cell,  # shop, where a file has several
]


class PlainCells:
    """The cells of one sheet, each kind with its memory; None for one that is not plain.

    What counts as empty (nothing, zero) is not plain either: such a row may be no purchase at all.
    """

    def __init__(self, cells: Cells, pricer: Pricer, ways: Ways, *, many_shops: bool) -> None:
        self._cells, self._pricer, self._many_shops = cells, pricer, many_shops
        self._looked_at = list(_looked_at(cells, ways))
        self._day, self.seller, self._barcode = memo(self._read_day), memo(self._seller), memo(self._code)
        self._item, self._measure = memo(self._goods), memo(self._read_measure)
        self._price, self._total = memo(self._read_price), memo(_amount(pricer.total))
        self._tax, self._discount = memo(_amount(pricer.tax, NIL)), memo(_amount(pricer.discount, NIL))

    def rows(self, columns: Mapping[Field, Iterable[Cell]]) -> Iterator[PlainRow]:
        def column(field: Field) -> Iterable[Cell]:
            return columns.get(field, NOTHING)

        return zip(
            map(self._day, column(Field.DAY)),
            map(self._cells.text, column(Field.DOCUMENT)),
            map(self.seller, column(Field.SELLER)),
            map(self._barcode, column(Field.BARCODE)),
            map(self._item, column(Field.ITEM)),
            map(self._measure, column(Field.QUANTITY), column(Field.UNIT)),
            map(self._price, column(Field.PRICE)),
            map(self._discount, column(Field.DISCOUNT)),
            map(self._tax, column(Field.TAX)),
            map(self._total, column(Field.TOTAL)),
            self._odd(columns),
            column(Field.SHOP) if self._many_shops else NOTHING,
            strict=False,
        )

    def _odd(self, columns: Mapping[Field, Iterable[Cell]]) -> Iterator[bool]:
        found = [map(test, columns[field]) for field, test in self._looked_at if field in columns]
        return map(any, zip(*found, strict=False)) if found else repeat(False)

    def _read_day(self, cell: Cell) -> date | None:
        day = self._cells.day(cell)
        return day if cell and isinstance(day, date) else None

    def _seller(self, cell: Cell) -> PlainSeller | None:
        text, name, maker = self._cells.seller(cell)
        return PlainSeller(text, maker.ref if maker else name, maker) if name else None

    def _code(self, cell: Cell) -> Barcode | None:
        barcode = self._cells.barcode(cell)
        return None if barcode.wrong else barcode

    def _goods(self, cell: Cell) -> ItemName | None:
        item = self._cells.item(cell)
        return item if cell and item.name and not is_no_goods(item.name) else None

    def _read_measure(self, cell: Cell, unit_cell: Cell) -> PlainMeasure | None:
        found = self._cells.measure(cell, unit_cell)
        if not cell or not isinstance(found, Measured) or found.packs is not None or found.quantity <= 0:
            return None
        return PlainMeasure(found.quantity, found.unit.value if found.unit else "", found.unit in PACKING)

    def _read_price(self, cell: Cell) -> Price | None:
        price = self._pricer.price(cell)
        return price if cell and isinstance(price, Price) and price.millionths >= LEAST_PRICE else None


def _looked_at(cells: Cells, ways: Ways) -> Iterator[tuple[Field, Callable[[Cell], bool]]]:
    """Columns that may say that a row is no plain purchase, and how they do."""
    yield Field.NOTE, cells.is_void
    yield Field.KIND, cells.is_void
    yield Field.CONTENT, lambda cell: cell is not None
    for field in ways.marks:
        yield field, cells.is_flagged if field is Field.RETURNED else cells.is_return
    if names := ways.back | ways.out:
        yield Field.NOTE, lambda cell: cells.name(cell) in names
        yield Field.KIND, lambda cell: cells.name(cell) in names


def _amount(
    read: Callable[[Cell], Rupiah | Fault | None], empty: Rupiah | None = None
) -> Callable[[Cell], Rupiah | None]:
    """Of a column whose empty cells are so much."""

    def plain(cell: Cell) -> Rupiah | None:
        amount = read(cell)
        if amount is None:
            return empty
        return amount if isinstance(amount, Rupiah) and abs(amount) <= MOST_RUPIAH else None

    return plain
