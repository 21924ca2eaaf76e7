"""What an unknown column is: asked where its numbers may change an amount, or where a needed column is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice

from marketplace.imports.mappings.base import Mapping as Shape
from marketplace.imports.reasons import FileNote, Warn
from marketplace.imports.registers.asking.base import Doubt, Option
from marketplace.imports.registers.columns import (
    TWO_MEANINGS,
    UNUSED,
    Said,
    UnknownColumn,
    has_headings,
    keyed_titles,
    text_in,
)
from marketplace.imports.registers.deciding import Decided, decided
from marketplace.imports.registers.file_reading import FileReading, Light
from marketplace.imports.registers.found_sheet import FoundSheet
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.questions import Answers, KeyOf, Question, QuestionKey
from marketplace.imports.registers.showing import ROWS, as_written, cells_of, differing, question_of
from marketplace.imports.registers.survey import Survey, surveyed
from marketplace.kernel.labels import Label, _l, joined
from marketplace.kernel.names import same_name
from marketplace.ports.sheets import Book, Cell
from marketplace.sheets.refused import Ref

TRIED = 5_000  # rows of a file up to which it is read for every meaning of a column
OF_AMOUNTS = (Field.TOTAL, Field.DISCOUNT, Field.TAX, Field.RETURNED)  # what numbers beside a price may be
MEANINGS: Mapping[Field | None, Label] = {
    Field.TOTAL: _l("Jumlah harga barisnya"),
    Field.DISCOUNT: _l("Diskon atau potongan"),
    Field.TAX: _l("PPN"),
    Field.RETURNED: _l("Jumlah barang yang diretur"),
    Field.QUANTITY: _l("Jumlah barang"),
    Field.PRICE: _l("Harga satuan"),
    Field.DAY: _l("Tanggal"),
    Field.SELLER: _l("Nama pemasok"),
    Field.ITEM: _l("Nama barang"),
    Field.DOCUMENT: _l("Nomor nota"),
    Field.UNIT: _l("Satuan"),
    None: _l("Tidak dipakai"),
}


@dataclass(frozen=True)
class Look:
    """A file as it is read when columns are what `said` says; nothing is read while needed columns are missing."""

    survey: Survey
    said: Said
    found: Decided | None

    @property
    def reading(self) -> FileReading | None:
        return self.found.reading if self.found else None

    @property
    def columns(self) -> Mapping[KeyOf, UnknownColumn]:
        """The unknown ones of all sheets."""
        return {one.key: one for sheet in reversed(self.survey.sheets) for one in sheet.unknown}


@dataclass
class Looking:
    """Reads one file again for other meanings of its columns."""

    book: Book
    shapes: dict[str, Shape]
    light: Light
    answers: Answers
    plain: Survey  # in which nothing is said of any column
    _looks: dict[tuple[tuple[str, Field | None], ...], Look] = field(default_factory=dict)

    @property
    def large(self) -> bool:
        """Whether the file is read only once, whatever its columns may be."""
        return sum(len(one.sheet.rows) for one in self.plain.sheets) > TRIED

    def unread(self, said: Said) -> Look:
        """Only where the columns are."""
        return Look(surveyed(self.book, self.shapes, said) if said else self.plain, said, None)

    def look(self, said: Said) -> Look:
        key = tuple(sorted(said.items(), key=lambda item: item[0]))
        if key not in self._looks:
            unread = self.unread(said)
            whole = bool(unread.survey.sheets) and not unread.survey.lacking
            found = decided(unread.survey, self.light, self.answers) if whole else None
            self._looks[key] = replace(unread, found=found)
        return self._looks[key]


@dataclass
class AskedColumns:
    """The look that stands, and what is asked and was answered about its columns."""

    look: Look
    questions: Sequence[Question] = ()
    answered: Sequence[Question] = ()
    notes: Sequence[FileNote] = ()


def asked_columns(looking: Looking, said: Said) -> AskedColumns:
    """Each unknown column that matters is settled by an answer or by the totals of its rows, else it is asked.

    Without an answer a column is not used, so that figures are those of the columns that are known.
    """
    look, notes, open_ones = looking.look(said), [], list[Question]()
    for column in _asking(look):
        trials = _trials(looking, look, column)
        proved = _proved(look, trials)
        if proved is not None:
            look = trials[proved]
            meant = meaning_of(Field(proved))
            sentence = _l("%(column)s dibaca sebagai %(meaning)s.", column=column.key.label, meaning=meant)
            notes.append(FileNote(Warn.COLUMN_READ, sentence))
        elif look.survey.lacking or looking.large or _differ(look, trials):
            open_ones.append(_question(looking, look, column, trials))
    answered = [_answered(looking, look, said, key) for key in said]
    given = [question for question in answered if question is not None]
    return AskedColumns(look, open_ones, given, notes)


def _asking(look: Look) -> list[UnknownColumn]:
    """Those that may be a missing column, else those whose numbers may matter."""
    columns, lacking = look.columns.values(), set(look.survey.lacking)
    if lacking:
        fitting = [one for one in columns if one.may_be & lacking]
        return [one for one in fitting if not one.silent] or fitting
    return [one for one in columns if one.counts]


def meaning_of(each: Field | None) -> Label:
    return MEANINGS.get(each) or (each.label if each else MEANINGS[None])


def column_choices() -> list[tuple[str, Label]]:
    """What a person may say that any column is."""
    return [(each.value, meaning_of(each)) for each in Field if each is not Field.NUMBER]


def answerable_columns(survey: Survey, *, headed: bool = False) -> dict[str, list[str]]:
    """What may be answered about any column, asked or not; with `headed` only where headings stand."""
    values = [*(each.value for each in Field), UNUSED]
    return {
        f"{QuestionKey.COLUMN.value}:{key}": values
        for one in survey.sheets
        if has_headings(one.layout) or not headed
        for key, _ in keyed_titles(one.sheet, one.layout)
    }


def fields_of(look: Look, column: UnknownColumn) -> list[Field]:
    """What it may be: the missing columns that it suits, and what numbers beside a price may be."""
    lacking = [each for each in look.survey.lacking if each in column.may_be]
    sheet = next(sheet for sheet in look.survey.sheets if column in sheet.unknown)
    counted = same_name(sheet.layout.titles.get(Field.QUANTITY, "")) in TWO_MEANINGS
    if (
        Field.PRICE not in column.may_be
    ):  # words: while the table is being understood also those of a nota or a unit
        return [
            *lacking,
            *(each for each in (Field.DOCUMENT, Field.UNIT) if each not in sheet.layout.columns),
        ]
    amounts = [*OF_AMOUNTS, *([Field.QUANTITY] if counted else [])]
    return [*lacking, *(each for each in amounts if each not in lacking)]


def _trials(looking: Looking, look: Look, column: UnknownColumn) -> dict[str, Look]:
    kinds = fields_of(look, column)
    read = looking.unread if looking.large else looking.look
    said = {each.value: read({**look.said, column.key.name: each}) for each in kinds}
    return {value: one for value, one in said.items() if not _turns(look, one)} | {UNUSED: look}


def _turns(look: Look, one: Look) -> bool:
    """Whether purchases become returns: more would have come back than was bought."""
    if look.reading is None or one.reading is None:
        return False
    bought = {row.ref for row in look.reading.rows if row.net > 0}
    return any(row.net < 0 and row.ref in bought for row in one.reading.rows)


def _proved(look: Look, trials: Mapping[str, Look]) -> str | None:
    """The one meaning with which the total of every row agrees, while without it some do not; and the total
    itself, where it is quantity times price in every row."""
    if look.reading is None:
        return None
    bad = {value: len(one.reading.bad) for value, one in trials.items() if one.reading}
    if not look.survey.has(Field.TOTAL):
        total = trials[Field.TOTAL].reading
        same = total is not None and total.result == look.reading.result
        return Field.TOTAL.value if same and not bad[Field.TOTAL] else None
    perfect = [value for value, count in bad.items() if not count and value != Field.TOTAL]
    return perfect[0] if len(perfect) == 1 and perfect[0] != UNUSED else None


def _differ(look: Look, trials: Mapping[str, Look]) -> bool:
    """Whether any meaning that leaves each purchase one makes other rows."""
    if look.reading is None:
        return True
    plain = look.reading.result
    return any(one.reading and one.reading.result != plain for one in trials.values())


def _question(looking: Looking, look: Look, column: UnknownColumn, trials: Mapping[str, Look]) -> Question:
    options = [Option(value, meaning_of(None if value == UNUSED else Field(value))) for value in trials]
    doubt = Doubt(about=_l("%(column)s: apa isinya?", column=column.key.label), options=options)
    readings = {value: one.reading for value, one in trials.items() if one.reading}
    sheet = next(sheet for sheet in look.survey.sheets if column in sheet.unknown)
    refs = list(islice(differing(readings), ROWS)) if len(readings) > 1 else []
    if look.reading is None or not refs:
        rows = dict(islice(_first_rows(sheet, column), ROWS))
        return question_of(column.key, doubt, readings, list(rows), rows)
    wanted = frozenset(refs)
    cells = cells_of(
        FileReading(look.survey, looking.light, look.reading.ways, wanted),
        look.survey,
        looking.light,
        wanted,
    )
    written = {ref: _shown(cells.get(ref, ()), column) for ref in refs}
    return question_of(column.key, doubt, readings, refs, written)


def _answered(looking: Looking, look: Look, said: Said, name: str) -> Question | None:
    """The question that was answered, to be changed; None where no column of that heading is unknown."""
    without = {key: each for key, each in look.said.items() if key != name}
    before = looking.unread(without)
    column = next((one for key, one in before.columns.items() if key.name == name), None)
    if column is None:
        return None
    before = before if looking.large else looking.look(without)
    trials, given = _trials(looking, before, column), said[name]
    if given is not None:
        trials[given.value] = look
    return _question(looking, before, column, trials)


def _first_rows(sheet: FoundSheet, column: UnknownColumn) -> Iterator[tuple[Ref, Label]]:
    first, prefix = sheet.layout.first, sheet.prefix
    for index, row in enumerate(sheet.sheet.rows[first:], first + 1):
        if text_in(row, column.column):
            yield (index - first if prefix is None else f"{prefix}r{index}"), _shown(row, column)


def _shown(row: Sequence[Cell], column: UnknownColumn) -> Label:
    """The cell that is asked about, then the row."""
    cell = joined([column.key.label, text_in(row, column.column)], between=": ")
    return joined([cell, as_written(row)], between=" · ")
