"""Reads one of the city's lists: a line of headings, then a line for each thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, Protocol, TypeVar

from pydantic import BaseModel

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.names import same_name
from marketplace.kernel.reading import read
from marketplace.ports.sheets import Book, Table
from marketplace.sheets.cells import is_blank, text_of
from marketplace.sheets.headings import Headings, rows_below
from marketplace.sheets.refused import Ref, RefusedRow, refused_table

Line = TypeVar("Line", bound=BaseModel)
LineIn = TypeVar("LineIn", bound=BaseModel, contravariant=True)


class NotForUs(Refused):
    """The line is right, but not about anything on the city's lists."""


class Checks(Protocol[LineIn]):
    """What stands in the books and further up in the file."""

    def is_new(self, ref: Ref, line: LineIn) -> bool:
        """False for one that stands in the books. Raises Refused for a bad line, NotForUs for one to pass over."""


@dataclass
class CityList(Generic[Line]):
    """`fresh` are new to us, `known` stand in the books; `skipped` are right, but not for us."""

    headings: Sequence[str]
    fresh: list[tuple[Ref, Line]] = field(default_factory=list)
    known: list[Ref] = field(default_factory=list)
    skipped: list[RefusedRow] = field(default_factory=list)
    bad: list[RefusedRow] = field(default_factory=list)

    @property
    def good(self) -> int:
        return len(self.fresh) + len(self.known)

    @property
    def refused(self) -> Table:
        return refused_table(_l("Baris yang tidak diambil"), self.headings, [*self.bad, *self.skipped])


def read_lines(book: Book, model: type[Line], checks: Checks[Line]) -> CityList[Line]:
    """The lines of the first sheet that has what is needed; columns are called as the fields of `model`.

    Raises Refused when no sheet has.
    """
    needed = tuple(name for name, one in model.model_fields.items() if one.is_required())
    found = Headings({name: [same_name(name)] for name in model.model_fields}, needed).first_table(book)
    if found is None:
        names = ", ".join(model.model_fields)
        raise Refused(
            _l("Kolom yang diperlukan tidak ada. Pakai judul kolom: %(names)s.", names=names), field="file"
        )
    sheet, layout = found
    ours = sorted(
        layout.columns.values()
    )  # what else stands in the file, as a telephone, comes back in no file of ours
    lines: CityList[Line] = CityList(_of(sheet.rows[layout.heading], ours))
    filled = (row for row in rows_below(sheet, layout) if not all(map(is_blank, row[1])))
    for count, (number, cells, source) in enumerate(filled, 1):
        ref: Ref = count if book.kind == "csv" else f"r{number}"
        try:
            line = _line(model, source)
            if checks.is_new(ref, line):
                lines.fresh.append((ref, line))
            else:
                lines.known.append(ref)
        except Refused as refused:
            left_out = lines.skipped if isinstance(refused, NotForUs) else lines.bad
            left_out.append(RefusedRow(ref, refused.sentence, _of(cells, ours)))
    return lines


def _of(cells: Sequence[object], columns: Sequence[int]) -> list[str]:
    return [text_of(cells[at]) if at < len(cells) else "" for at in columns]


def _line(model: type[Line], source: Mapping[str, object]) -> Line:
    """Refused with the first complaint."""
    reading = read(model, source)
    if reading.value is None:
        raise Refused(next(iter(reading.complaints.values())))
    return reading.value
