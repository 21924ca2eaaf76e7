"""A maker's sheet becomes lines: found by their headings, in whatever language they are written. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.catalog.bulk.columns import FIELDS, NO, NOT_READ, SHOWN, YES, title_of
from marketplace.catalog.bulk.current import CurrentProducts
from marketplace.catalog.models import Availability, Continuity
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.names import same_name
from marketplace.kernel.units import Unit
from marketplace.ports.sheets import Book, Cell, Sheet
from marketplace.sheets.cells import typed_text
from marketplace.sheets.headings import Headings, Layout, rows_below

MOST_LINES = 500
Spelled = Mapping[str, Label]  # a label by each way to write it, as `same_name` has it
Speller = Callable[[Iterable[Label]], Spelled]


@dataclass(frozen=True)
class SheetLine:
    """A line as the file has it. `number` is the row a person sees."""

    number: int
    cells: Mapping[str, Cell]  # by field; what has no column is not there


@dataclass(frozen=True)
class SheetWords:
    """What the headings of a sheet and, by field, the words of its cells may be."""

    headings: Spelled
    choices: Mapping[str, Spelled] = field(default_factory=dict)

    def columns(self) -> Headings[str]:
        words = {
            name: [word for word, label in self.headings.items() if label == title_of(name)]
            for name in FIELDS
        }
        return Headings(words, ("name",))

    def in_indonesian(self, name: str, cell: Cell) -> Cell:
        """What is picked from a list comes in any language, and is one word from here on."""
        return self.choices.get(name, {}).get(same_name(cell), cell) if isinstance(cell, str) else cell


def indonesian(labels: Iterable[Label]) -> Spelled:
    return {same_name(one): one for one in labels}


def headings() -> Sequence[Label]:
    return [*map(title_of, FIELDS), *NOT_READ]


def choices(current: CurrentProducts) -> Mapping[str, Sequence[Label]]:
    """By field, what its cells are picked from."""
    return {
        "category": [Label(name) for name in current.categories],
        "unit": [one.label for one in Unit],
        "continuity": [one.label for one in Continuity],
        "availability": [one.label for one in Availability],
        **dict.fromkeys(SHOWN, [YES, NO]),
    }


def sheet_words(current: CurrentProducts, speller: Speller) -> SheetWords:
    return SheetWords(
        speller(headings()), {name: speller(labels) for name, labels in choices(current).items()}
    )


IN_INDONESIAN = SheetWords(indonesian(headings()))


def lines_of(book: Book, words: SheetWords = IN_INDONESIAN) -> Sequence[SheetLine]:
    """The rows below the headings of the first sheet that names products.

    Raises Refused when no sheet does, when a heading stands twice, when nothing stands below, and for more rows
    than one sheet may have.
    """
    sheet, layout = _table(book, words)
    named = Counter(_named(cell, words) for cell in sheet.rows[layout.heading])
    for title in map(title_of, layout.columns):
        if named[title] > 1:
            raise Refused(_l("Kolom %(name)s ada dua kali; hapus salah satunya.", name=title), field="file")
    lines = list(_lines(sheet, layout, words))
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


def unread_in(book: Book, words: SheetWords = IN_INDONESIAN) -> Sequence[str]:
    """The headings of its columns that mean nothing here. Raises Refused when no sheet names products."""
    sheet, layout = _table(book, words)
    return [
        text for cell in sheet.rows[layout.heading] if (text := typed_text(cell)) and not _named(text, words)
    ]


def _named(cell: Cell, words: SheetWords) -> Label | None:
    return words.headings.get(same_name(typed_text(cell)))


def _table(book: Book, words: SheetWords) -> tuple[Sheet, Layout[str]]:
    found = words.columns().first_table(book)
    if found is None:
        raise Refused(
            _l(
                "Judul kolom tidak ditemukan. Isi lembar yang diunduh dari sini, tanpa mengubah baris judul; "
                "paling tidak ada kolom %(name)s.",
                name=title_of("name"),
            ),
            field="file",
        )
    return found


def _lines(sheet: Sheet, layout: Layout[str], words: SheetWords) -> Iterator[SheetLine]:
    for number, _, found in rows_below(sheet, layout):
        cells = {name: words.in_indonesian(name, cell) for name, cell in found.items()}
        if any(typed_text(cell) for cell in cells.values()):
            yield SheetLine(number, cells)
