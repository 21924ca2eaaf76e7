"""Finds the row of headings in a sheet that people made, and tells which column holds what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Generic, TypeVar

from marketplace.kernel.names import same_name
from marketplace.ports.sheets import Book, Cell, Sheet

MOST_ABOVE = 40  # rows above a heading: letterheads and instructions
LEAST_COLUMNS = 2

Field = TypeVar("Field", bound=str)
Keyed = tuple[str, str]  # a title as the file writes it, and the word it is looked up by


@dataclass(frozen=True)
class Layout(Generic[Field]):
    """Where a sheet's heading stands, and in which column each field."""

    heading: int  # index of its first row
    first: int  # index of the first row below it
    columns: Mapping[Field, int]
    titles: Mapping[Field, str]  # as the file writes them

    @property
    def width(self) -> int:
        return max(self.columns.values()) + 1


@dataclass(frozen=True)
class Headings(Generic[Field]):
    """The words that name the columns of a table, through `same_name`, the best word of a field first.

    Columns are given away in the order of `words`. `loose` also takes a heading of two rows (`Harga` over `Satuan`)
    and a remark in parentheses (`Pemasok (IKM)`); otherwise a heading is one row and says just the word. `bare` takes
    from a title what else it says.
    """

    words: Mapping[Field, Sequence[str]]
    needed: tuple[Field, ...]
    loose: bool = False
    bare: Callable[[str], str] | None = None

    def first_table(self, book: Book) -> tuple[Sheet, Layout[Field]] | None:
        """The first sheet that has all needed columns."""
        return next(((sheet, layout) for sheet in book.sheets if (layout := self.find(sheet)[0])), None)

    def find(self, sheet: Sheet) -> tuple[Layout[Field] | None, tuple[Field, ...]]:
        """The layout with most fields, if it has all that are needed; and the needed fields that it lacks."""
        best = self.best(sheet)
        lacking = tuple(need for need in self.needed if best is None or need not in best.columns)
        return (None if best is None or lacking or len(best.columns) < LEAST_COLUMNS else best), lacking

    def best(self, sheet: Sheet) -> Layout[Field] | None:
        """The layout with most fields, whatever it lacks."""
        return max((one for one in self._layouts(sheet.rows) if one.columns), key=self._rank, default=None)

    def _rank(self, layout: Layout[Field]) -> tuple[int, int, int]:
        needed = sum(need in layout.columns for need in self.needed)
        return needed, len(layout.columns), layout.heading - layout.first

    def _layouts(self, rows: Sequence[Sequence[Cell]]) -> Iterator[Layout[Field]]:
        known = {word for some in self.words.values() for word in some}
        for index, row in enumerate(rows[: MOST_ABOVE + 1]):
            titles = _titles(row)
            if sum(map(bool, titles)) < LEAST_COLUMNS:
                continue
            if not self.loose:
                yield self._layout(index, 1, [(title, same_name(title)) for title in titles])
                continue
            yield self._layout(index, 1, [(title, self._key(title, known)) for title in titles])
            below = _titles(rows[index + 1]) if index + 1 < len(rows) else []
            yield self._layout(index, 2, self._two_levels(titles, below, known))

    def _layout(self, heading: int, height: int, keyed: Sequence[Keyed]) -> Layout[Field]:
        free: dict[str, int] = {}
        for column, (_, key) in enumerate(keyed):
            free.setdefault(key, column)
        columns: dict[Field, int] = {}
        for each, words in self.words.items():
            word = next((word for word in words if word in free), None)
            if word is not None:
                columns[each] = free.pop(word)
        titles = {each: keyed[column][0] for each, column in columns.items()}
        return Layout(heading, heading + height, columns, titles)

    def _two_levels(self, above: list[str], below: list[str], known: set[str]) -> list[Keyed]:
        """`Harga` over `Satuan` is `Harga Satuan`, `Pemasok` over `Nama` is `Nama Pemasok`; a merged cell fills its
        first column only."""
        keyed, over = [], ""
        words = not any(sub[0].isdigit() for sub in below if sub)  # no row of goods
        for top, sub in zip_longest(above, below, fillvalue=""):
            over = top if top or not sub else over
            titles = [f"{over} {sub}"] if sub else []
            titles += [f"{sub} {over}", sub, top] if sub and words else []
            title = next((one for one in titles if one and self._key(one, known) in known), sub or top)
            keyed.append((title, self._key(title, known)))
        return keyed

    def _key(self, title: str, known: set[str]) -> str:
        """`Diskon (Rp)` is known as diskonrp; of `Pemasok (IKM)` only the first word is."""
        whole = same_name(title.replace("%", " persen "))
        if whole in known:
            return whole
        short = same_name(re.sub(r"\(.*?\)", "", title))
        return same_name(self.bare(title)) if self.bare and short not in known else short


def rows_below(
    sheet: Sheet, layout: Layout[Field]
) -> Iterator[tuple[int, Sequence[Cell], dict[Field, Cell]]]:
    """The number that a person sees, the row, and its cells by field; short rows have empty cells."""
    for number, row in enumerate(sheet.rows[layout.first :], layout.first + 1):
        cells = {each: row[column] if column < len(row) else None for each, column in layout.columns.items()}
        yield number, row, cells


def _titles(row: Sequence[Cell]) -> list[str]:
    return [" ".join(cell.split()) if isinstance(cell, str) else "" for cell in row]
