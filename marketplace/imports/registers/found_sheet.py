"""A sheet of a register that can be read: its columns, and what they say before its rows are read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from operator import itemgetter

from marketplace.imports.mappings.base import Mapping
from marketplace.imports.registers.cells import are_shares, read_amount
from marketplace.imports.registers.columns import TWO_MEANINGS, UnknownColumn
from marketplace.imports.registers.headings import NEEDED, Field
from marketplace.imports.registers.ways import DiscountKind, SheetFacts
from marketplace.kernel.names import same_name
from marketplace.ports.sheets import Cell, Sheet
from marketplace.sheets.headings import Layout

LEAST_TOTAL = 100  # rupiah of a row, where a heading may also be of a count


@dataclass(frozen=True)
class FoundSheet:
    """A sheet that can be read, and how."""

    sheet: Sheet
    layout: Layout[Field]
    name: str  # of its mapping
    mapping: Mapping
    prefix: str | None  # of the references of its rows; None where they are counted
    facts: SheetFacts
    unknown: Sequence[UnknownColumn] = ()
    _seen: dict[int, set[Cell]] = field(default_factory=dict, compare=False, repr=False)

    @cached_property
    def unpriced(self) -> bool:
        """Whether only a row's total tells what one costs: no column of prices, nor one that may be.

        Beside discounts in percent the price is needed: of what they were taken cannot be told.
        """
        price, total = (self.layout.columns.get(each) for each in (Field.PRICE, Field.TOTAL))
        if total is None or (price is not None and self.column(price)):
            return False
        title = same_name(self.layout.titles[Field.TOTAL])
        if title in TWO_MEANINGS and middle_of(self.column(total)) < LEAST_TOTAL:
            return False
        if price is None and any(one.counts and Field.PRICE in one.may_be for one in self.unknown):
            return False
        return not any(_may_be_percent(kind, self.column(column)) for column, kind in self.facts.discounts)

    @property
    def lacking(self) -> list[Field]:
        return [each for each in lacking_of(self.layout) if each is not Field.PRICE or not self.unpriced]

    def column(self, column: int) -> set[Cell]:
        """The different cells below a heading, without the empty ones."""
        if column not in self._seen:
            self._seen[column] = cells_below(self.sheet, self.layout, column)
        return self._seen[column]


def cells_below(sheet: Sheet, layout: Layout[Field], column: int) -> set[Cell]:
    """The different cells below a heading, without the empty ones."""
    rows = sheet.rows[layout.first :]
    try:
        found = set(map(itemgetter(column), rows))
    except IndexError:  # of a short row
        found = {row[column] for row in rows if len(row) > column}
    return found - {None, ""}


def middle_of(cells: Iterable[Cell]) -> int:
    amounts = sorted(_amounts(cells))
    return amounts[len(amounts) // 2] if amounts else 0


def _amounts(cells: Iterable[Cell]) -> list[int]:
    return [amount for cell in cells if isinstance(amount := read_amount(cell), int)]


def lacking_of(layout: Layout[Field]) -> list[Field]:
    return [each for each in NEEDED if each not in layout.columns]


def _may_be_percent(kind: DiscountKind | None, cells: set[Cell]) -> bool:
    if kind is DiscountKind.PERCENT or are_shares(cells) or any("%" in str(cell) for cell in cells):
        return bool(cells)
    return kind is None and 0 < max(map(abs, _amounts(cells)), default=0) <= 100
