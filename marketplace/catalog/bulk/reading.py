"""A maker's sheet becomes lines: found by their headings, each cell a value or a complaint. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from marketplace.catalog.bulk.columns import BY_HEADING, Line, text_of, title_of
from marketplace.catalog.bulk.vocabulary import Vocabulary, headings, indonesian
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.names import same_name
from marketplace.kernel.reading import read
from marketplace.ports.sheets import Book, Cell, Sheet

HEADING_WITHIN = 20  # rows
MOST_LINES = 500
IN_INDONESIAN = Vocabulary(indonesian(headings()))


@dataclass(frozen=True)
class Written:
    """A line as the file has it. `number` is the row a person sees; `line` lacks what `complaints` are about."""

    number: int
    cells: Mapping[str, Cell]  # by field; what has no column is not there
    line: Line
    complaints: Mapping[str, Label]


def lines_of(book: Book, words: Vocabulary = IN_INDONESIAN) -> Sequence[Written]:
    """The rows below the headings of the first sheet that names products.

    Raises Refused when no sheet does, when a heading stands twice, when nothing stands below, and for more rows
    than one sheet may have.
    """
    sheet, index, columns = _headed(book, words)
    return _bounded(list(_lines(sheet, index + 1, columns, words)))


def unread_in(book: Book, words: Vocabulary = IN_INDONESIAN) -> Sequence[str]:
    """The headings of its columns that mean nothing here. Raises Refused when no sheet names products."""
    sheet, index, _ = _headed(book, words)
    said = [text_of(cell) for cell in sheet.rows[index] if cell is not None]
    return [one for one in said if one and same_name(one) not in words.headings]


def _headed(book: Book, words: Vocabulary) -> tuple[Sheet, int, Mapping[str, int]]:
    for sheet in book.sheets:
        for index, row in enumerate(sheet.rows[:HEADING_WITHIN]):
            columns = _columns(row, words)
            if "name" in columns and len(columns) > 1:
                return sheet, index, columns
    raise Refused(
        _l(
            "Judul kolom tidak ditemukan. Isi lembar yang diunduh dari sini, tanpa mengubah baris judul; "
            "paling tidak ada kolom %(name)s.",
            name=title_of("name"),
        ),
        field="file",
    )


def _columns(row: Sequence[Cell], words: Vocabulary) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for place, cell in enumerate(row):
        heading = words.headings.get(same_name(text_of(cell))) if cell is not None else None
        name = BY_HEADING.get(heading or "")
        if name in found:
            raise Refused(
                _l("Kolom %(name)s ada dua kali; hapus salah satunya.", name=title_of(name)), field="file"
            )
        if name:
            found[name] = place
    return found


def _bounded(lines: Sequence[Written]) -> Sequence[Written]:
    if not lines:
        raise Refused(_l("Lembar ini belum berisi produk. Isi paling tidak satu baris."), field="file")
    if len(lines) > MOST_LINES:
        raise Refused(
            _l(
                "Paling banyak %(most)d baris sekali unggah, dan lembar ini berisi %(count)d. Hapus baris yang tidak "
                "Anda ubah, produknya tetap ada; atau bagi menjadi beberapa berkas.",
                count=len(lines),
                most=MOST_LINES,
            ),
            field="file",
        )
    return lines


def _lines(sheet: Sheet, first: int, columns: Mapping[str, int], words: Vocabulary) -> Iterator[Written]:
    for number, row in enumerate(sheet.rows[first:], first + 1):
        found = {name: row[place] if place < len(row) else None for name, place in columns.items()}
        cells = {name: _meant(name, cell, words) for name, cell in found.items()}
        if any(cell is not None and text_of(cell) for cell in cells.values()):
            yield _line(number, cells)


def _meant(name: str, cell: Cell, words: Vocabulary) -> Cell:
    """What is picked from a list comes in any language, and is one word from here on."""
    return words.meant(name, cell) or cell if isinstance(cell, str) else cell


def _line(number: int, cells: Mapping[str, Cell]) -> Written:
    reading = read(Line, cells)
    if reading.value is not None:
        return Written(number, cells, reading.value, {})
    readable = {name: cell for name, cell in cells.items() if name not in reading.complaints}
    rest = read(Line, readable).value or Line()
    return Written(number, cells, rest, reading.complaints)
