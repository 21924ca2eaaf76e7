"""Reads one of the city's lists: a line of headings, then a line for each thing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Annotated, Generic, TypeVar

from pydantic import BaseModel, BeforeValidator

from marketplace.imports.registers.cells import text_of
from marketplace.imports.registers.kinds import is_blank
from marketplace.imports.registers.rows import Ref
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.names import same_name
from marketplace.kernel.reading import read
from marketplace.ports.sheets import Book, Cell, Column, Sheet, Table

HEADING_WITHIN = 40
Line = TypeVar("Line", bound=BaseModel)
Words = Annotated[str, BeforeValidator(text_of)]  # a number typed into a spreadsheet is its digits


@dataclass(frozen=True)
class LeftOut:
    """A line that is not taken, and the sentence that names the fix."""

    ref: Ref
    note: Label
    cells: Sequence[Cell]


@dataclass
class CityList(Generic[Line]):
    """`fresh` are new to us, `known` stand in the books; `skipped` are right, but not for us."""

    headings: Sequence[str]
    fresh: list[tuple[Ref, Line]] = field(default_factory=list)
    known: list[Ref] = field(default_factory=list)
    skipped: list[LeftOut] = field(default_factory=list)
    bad: list[LeftOut] = field(default_factory=list)

    @property
    def good(self) -> int:
        return len(self.fresh) + len(self.known)


@dataclass(frozen=True)
class Found:
    """A line as the file has it; `value` is nothing where a cell cannot be read, and `note` says why."""

    ref: Ref
    cells: Sequence[Cell]
    source: Mapping[str, Cell]


def lines_in(book: Book, model: type[Line]) -> tuple[Sequence[str], Iterator[Found]]:
    """The headings of the first sheet that has what is needed, and its lines. Raises Refused when none has."""
    needed = {name for name, one in model.model_fields.items() if one.is_required()}
    for sheet in book.sheets:
        for index, row in enumerate(sheet.rows[:HEADING_WITHIN]):
            columns = _columns(row, model)
            if needed <= columns.keys():
                headings = [text_of(cell) for cell in row]
                return headings, _lines(book, sheet, index + 1, columns)
    names = ", ".join(model.model_fields)
    raise Refused(
        _l("Kolom yang diperlukan tidak ada. Pakai judul kolom: %(names)s.", names=names), field="file"
    )


def read_line(model: type[Line], found: Found) -> Line | LeftOut:
    """The first complaint counts."""
    reading = read(model, found.source)
    if reading.value is not None:
        return reading.value
    return LeftOut(found.ref, next(iter(reading.complaints.values())), found.cells)


def bad_lines_table(city_list: CityList[Line]) -> Table:
    """The lines that were not taken, each behind its reason: mended, the file can be read again as it is."""
    left_out = [*city_list.bad, *city_list.skipped]
    width = len(city_list.headings)
    return Table(
        name=_l("Baris yang tidak diambil"),
        columns=[
            Column(
                _l("Alasan"), note=_l("Mengapa baris tidak diambil dan apa yang perlu diperbaiki"), width=60
            ),
            Column(_l("Baris"), note=_l("Nomor baris dalam berkas asal")),
            *(Column(heading) for heading in city_list.headings),
        ],
        rows=[
            (line.note, str(line.ref), *line.cells[:width], *[None] * (width - len(line.cells)))
            for line in left_out
        ],
    )


def _columns(row: Sequence[Cell], model: type[BaseModel]) -> dict[str, int]:
    by_name = {same_name(name): name for name in model.model_fields}
    found = ((column, by_name.get(same_name(text_of(cell)))) for column, cell in enumerate(row))
    return {name: column for column, name in found if name}


def _lines(book: Book, sheet: Sheet, first: int, columns: Mapping[str, int]) -> Iterator[Found]:
    counted = 0
    for index, row in enumerate(sheet.rows[first:], first + 1):
        if all(is_blank(cell) for cell in row):
            continue
        counted += 1
        ref: Ref = counted if book.kind == "csv" else f"r{index}"
        source = {name: row[column] for name, column in columns.items() if column < len(row)}
        yield Found(ref, tuple(row), source)
