"""Columns by their headings: what a person said of them, and those that nobody knows."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice

from pydantic_core import PydanticCustomError

from marketplace.imports.registers.cells import Measured, read_amount, read_measure, read_percent
from marketplace.imports.registers.headings import NEEDED, Field
from marketplace.imports.registers.questions import Answers, KeyOf, QuestionKey
from marketplace.imports.registers.titles import SUMS, is_cost, is_harmless
from marketplace.kernel.labels import _l
from marketplace.kernel.names import same_name
from marketplace.kernel.reading import read_day
from marketplace.ports.sheets import Cell, Sheet
from marketplace.sheets.cells import is_blank, text_of
from marketplace.sheets.headings import Layout

UNUSED = "unused"
TWO_MEANINGS = frozenset({"jumlah", "jml", "banyak", "volume"})  # headings of a quantity, or of an amount
PARTS = frozenset(
    {"dpp", "dppnilailain", "bruto", "subtotal", "jumlahbruto", "jumlahkotor"}
)  # other sums by their name
LOOKED_AT = 300  # cells from which the content of a column is judged
SERIAL_DAYS = range(40_000, 60_000)  # 2009 to 2064: a day that a spreadsheet shows as a number
NUMBERED = re.compile(r"0\d{4,}", re.ASCII)  # a telephone, an account
LONGEST = 10**10  # a number beyond is a barcode, a telephone or an account
Said = Mapping[str, Field | None]  # heading as column_keys has it -> what the column is, None: unused
NOTHING_SAID: Said = {}


@dataclass(frozen=True)
class UnknownColumn:
    """A column that no heading explains. `may_be` are the needed fields which its cells would suit.

    `counts`: its numbers may change what a row comes to; `silent`: its heading says that they do not.
    """

    column: int
    key: KeyOf
    title: str
    may_be: frozenset[Field]
    counts: bool
    silent: bool


def columns_said(answers: Answers) -> Said:
    """Of all answers those about columns; a kind that there is not is no answer."""
    prefix = f"{QuestionKey.COLUMN.value}:"
    kinds: dict[str, Field | None] = {each.value: each for each in Field} | {UNUSED: None}
    kinds |= {same_name(each.label): each for each in Field}
    return {
        key.removeprefix(prefix): kinds[value if value in kinds else same_name(value)]
        for key, value in answers.items()
        if key.startswith(prefix) and (value in kinds or same_name(value) in kinds)
    }


def column_titles(sheet: Sheet, layout: Layout[Field]) -> list[str]:
    """One title a column, for the file of bad rows too; of a sheet without headings its letter."""
    shown = {column: layout.titles[each] for each, column in layout.columns.items()}
    rows = sheet.rows[layout.heading : layout.first]
    if not rows:
        width = max(len(row) for row in sheet.rows[layout.first : layout.first + LOOKED_AT])
        return [_lettered(column) for column in range(width)]
    below = sheet.rows[layout.first : layout.first + LOOKED_AT]
    return [
        shown.get(column) or next((str(row[column]) for row in rows if column < len(row) and row[column]), "")
        for column in range(max(len(row) for row in [*rows, *below]))
    ]


def column_keys(titles: Sequence[str]) -> list[str]:
    """What each column is answered by: the second of one heading is its `2`, one without a heading its letter."""
    met: Counter[str] = Counter()
    keys = []
    for column, title in enumerate(titles):
        key = same_name(title) or same_name(_lettered(column))
        met[key] += 1
        keys.append(key if met[key] == 1 else f"{key}{met[key]}")
    return keys


def with_said(sheet: Sheet, layout: Layout[Field], said: Said) -> Layout[Field]:
    """The layout in which a column is what a person said it is; of two that are said to be one, the first."""
    if not said:
        return layout
    titles = column_titles(sheet, layout)
    keys = column_keys(titles)
    columns = {each: column for each, column in layout.columns.items() if keys[column] not in said}
    given: dict[Field, int] = {}
    for column, key in enumerate(keys):
        if each := said.get(key):
            given.setdefault(each, column)
    columns |= given
    ordered = {each: columns[each] for each in Field if each in columns}
    return replace(layout, columns=ordered, titles={each: titles[column] for each, column in ordered.items()})


def unknown_columns(
    sheet: Sheet, layout: Layout[Field], titles: Sequence[str], known: set[int], said: Said
) -> Iterator[UnknownColumn]:
    """All that hold something and are none of `known`, nor said to be unused."""
    keys = column_keys(titles)
    for column, (title, key) in enumerate(zip(titles, keys, strict=True)):
        if column in known or (key in said and said[key] is None):
            continue
        if same_name(title) in SUMS and not _is_less(sheet, layout, column, same_name(title)):
            continue  # a sum of the same line
        cells = list(islice(_cells(sheet, layout, column), LOOKED_AT))
        may_be = _suited(cells)
        named = bool(same_name(title))
        if cells and (named or Field.PRICE in may_be):
            shown = " ".join(title.split()) or _lettered(column)
            yield UnknownColumn(
                column=column,
                key=KeyOf(QuestionKey.COLUMN, key, _l("Kolom “%(title)s”", title=shown)),
                title=shown,
                may_be=may_be,
                counts=Field.PRICE in may_be and not is_harmless(title) and not is_cost(title),
                silent=is_harmless(title),
            )


def _is_less(sheet: Sheet, layout: Layout[Field], column: int, name: str) -> bool:
    """Whether a second total is somewhere below the one that is counted, or there is no other."""
    total = layout.columns.get(Field.TOTAL)
    if total is None or name in PARTS:
        return total is None
    tax = layout.columns.get(Field.TAX, total)
    width = max(column, total, tax)
    rows = {(row[column], row[total], row[tax]) for row in sheet.rows[layout.first :] if len(row) > width}
    return any(_leaves_out(*map(read_amount, row)) for row in rows)


def _leaves_out(mine: object, counted: object, tax: object) -> bool:
    """Whether an amount is below another by something else than VAT."""
    if not isinstance(mine, int) or not isinstance(counted, int) or not 0 < mine < counted:
        return False
    of_tax = isinstance(tax, int) and abs(mine + tax - counted) <= 1
    return not of_tax and abs(mine * 111 - counted * 100) > 200


def has_headings(layout: Layout[Field]) -> bool:
    return layout.first > layout.heading


def guessed_layout(sheet: Sheet) -> Layout[Field] | None:
    """Where the rows of a table begin whose headings are all unknown, or that has none; None for what is no table."""
    for index, row in enumerate(sheet.rows[:40]):
        filled = [cell for cell in row if not is_blank(cell)]
        if len(filled) < 4:
            continue
        numbers = sum(_counts(cell) or _is_day(cell) for cell in filled)
        headed = not numbers and all(isinstance(cell, str) for cell in filled)
        if numbers >= 2 or headed:
            return Layout(index, index + headed, {}, {})
    return None


def _lettered(column: int) -> str:
    letter = chr(ord("A") + column % 26)
    return f"Kolom {letter if column < 26 else chr(ord('@') + column // 26) + letter}"


def _cells(sheet: Sheet, layout: Layout[Field], column: int) -> Iterator[Cell]:
    """What stands below a heading in rows of goods, without blanks and noughts."""
    item = layout.columns.get(Field.ITEM)
    for row in sheet.rows[layout.first :]:
        if len(row) <= column or row[column] in (None, "", 0, "0", "-"):
            continue
        if is_blank(row[column]) or (item is not None and (len(row) <= item or is_blank(row[item]))):
            continue
        yield row[column]


def _suited(cells: Sequence[Cell]) -> frozenset[Field]:
    """Which needed columns cells like most of these stand in."""
    half = len(cells) / 2
    found = set()
    if cells and sum(map(_is_day, cells)) >= half:
        found.add(Field.DAY)
    if cells and sum(map(_counts, cells)) >= half:
        found |= {Field.QUANTITY, Field.PRICE}
    words = sum(isinstance(cell, str) and sum(map(str.isalpha, cell)) > 1 for cell in cells)
    if words > half and Field.DAY not in found:
        found |= {Field.SELLER, Field.ITEM}
    return frozenset(found & set(NEEDED))


def _is_day(cell: Cell) -> bool:
    if isinstance(cell, int) or (isinstance(cell, str) and cell.strip().isdecimal()):
        return int(cell) in SERIAL_DAYS
    try:
        read_day(cell)
    except PydanticCustomError:
        return False
    return True


def _counts(cell: Cell) -> bool:
    """A number that can be an amount, a count or a percentage."""
    if isinstance(cell, bool | date) or cell is None:
        return False
    if isinstance(cell, str) and (not any(map(str.isdigit, cell)) or NUMBERED.fullmatch(cell.strip())):
        return False
    amount = read_amount(cell)
    if isinstance(amount, int):
        return abs(amount) < LONGEST and not (isinstance(cell, str) and _is_day(cell) and "/" in cell)
    if isinstance(cell, str) and "%" in cell:
        return not isinstance(read_percent(cell), tuple)
    return isinstance(read_measure(cell), Measured)


def keyed_titles(sheet: Sheet, layout: Layout[Field]) -> Iterator[tuple[str, str]]:
    """Each column's key and what its heading says."""
    titles = column_titles(sheet, layout)
    for column, (key, title) in enumerate(zip(column_keys(titles), titles, strict=True)):
        yield key, " ".join(title.split()) or _lettered(column)


def text_in(row: Sequence[Cell], column: int) -> str:
    return text_of(row[column]) if column < len(row) else ""
