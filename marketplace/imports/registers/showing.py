"""A doubt becomes a question: what each answer comes to, and three rows of the file as each of them reads them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import islice

from marketplace.imports.registers.asking.base import Doubt
from marketplace.imports.registers.deciding import Decided
from marketplace.imports.registers.file_reading import FileReading, Light
from marketplace.imports.registers.questions import Choice, Key, Question, QuestionKey, Reading
from marketplace.imports.registers.rows import BadRow, RegisterRow
from marketplace.imports.registers.survey import Survey
from marketplace.kernel.labels import Label, _l, joined
from marketplace.kernel.money import Rupiah, spell
from marketplace.ports.sheets import Cell
from marketplace.sheets.cells import text_of
from marketplace.sheets.refused import Ref

ROWS = 3
NOT_READ = _l("Tidak dibaca")


def questions_of(survey: Survey, light: Light, found: Decided) -> dict[QuestionKey, Question]:
    """Of every doubt that a person may answer, the open ones and the answered."""
    if not found.doubts:
        return {}
    readings = {
        key: {option.value: found.others[key, option.value] for option in doubt.options}
        for key, doubt in found.doubts.items()
    }
    refs = {key: list(islice(differing(of_key), ROWS)) for key, of_key in readings.items()}
    wanted = frozenset(ref for some in refs.values() for ref in some)
    cells = cells_of(FileReading(survey, light, found.reading.ways, wanted), survey, light, wanted)
    return {
        key: _question(key, doubt, readings[key], refs[key], cells) for key, doubt in found.doubts.items()
    }


def _question(
    key: QuestionKey,
    doubt: Doubt,
    readings: Mapping[str, FileReading],
    refs: Sequence[Ref],
    cells: Mapping[Ref, Sequence[Cell]],
) -> Question:
    return question_of(key, doubt, readings, refs, {ref: as_written(cells.get(ref, ())) for ref in refs})


def question_of(
    key: Key,
    doubt: Doubt,
    readings: Mapping[str, FileReading],
    refs: Sequence[Ref],
    rows: Mapping[Ref, Label],
) -> Question:
    """What each answer comes to, and `rows` of the file as each of them reads those; one that cannot be read yet
    comes to nothing."""
    return Question(
        key=key,
        about=doubt.about,
        choices=[
            Choice(
                value=option.value,
                label=option.label,
                total=reading.net if reading else Rupiah(0),
                agrees=reading.agrees if reading else None,
                readings=[Reading(ref=ref, text=_read_as(reading, ref)) for ref in refs] if reading else (),
            )
            for option in doubt.options
            for reading in [readings.get(option.value)]
        ],
        rows=[Reading(ref=ref, text=text) for ref, text in rows.items()],
    )


def differing(readings: Mapping[str, FileReading]) -> Iterator[Ref]:
    """Rows that two of the answers read in different ways, in the order of the file."""
    results = [
        {row.ref: (row.day, row.quantity, row.net) for row in reading.rows} for reading in readings.values()
    ]
    met: dict[Ref, None] = {}
    for result in results:
        met |= dict.fromkeys(result)
    return (ref for ref in met if len({result.get(ref) for result in results}) > 1)


def cells_of(
    reading: FileReading, survey: Survey, light: Light, wanted: frozenset[Ref]
) -> Mapping[Ref, Sequence[Cell]]:
    """The rows as the file has them; those of sheets that the reading leaves out too."""
    kept = {ref: cells for one in reading.sheets for ref, cells in one.kept.items()}
    if wanted <= kept.keys() or not reading.ways.left_out:
        return kept
    whole = FileReading(survey, light, type(reading.ways)(), wanted)
    return {ref: cells for one in whole.sheets for ref, cells in one.kept.items()}


def _read_as(reading: FileReading, ref: Ref) -> Label:
    row: RegisterRow | None = next((row for row in reading.rows if row.ref == ref), None)
    if row is not None:
        return _l(
            "%(day)s: %(quantity)s %(unit)s = %(net)s",
            day=f"{row.day:%d/%m/%Y}",
            quantity=row.quantity.text,
            unit=row.unit,
            net=spell(row.net),
        )
    bad: BadRow | None = next((bad for bad in reading.bad if bad.ref == ref), None)
    return _l("Ditolak: %(note)s", note=bad.reason.label) if bad else NOT_READ


def as_written(cells: Sequence[Cell]) -> Label:
    return joined([text for cell in cells if (text := text_of(cell))], between=" · ")
