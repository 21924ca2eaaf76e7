"""Reads a purchase register: which sheets, which rows, and what is decided or asked about the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from marketplace.imports.mappings.base import MAPPINGS, Mapping
from marketplace.imports.reasons import FileNote, Warn
from marketplace.imports.registers.catalogue import Catalogue
from marketplace.imports.registers.deciding import Decided, decided
from marketplace.imports.registers.file_reading import Light, nobody
from marketplace.imports.registers.questions import UNASKED, Answers, Question, QuestionKey
from marketplace.imports.registers.rows import PurchaseRegister
from marketplace.imports.registers.showing import questions_of
from marketplace.imports.registers.survey import Survey, column_titles, surveyed
from marketplace.kernel.errors import Refused
from marketplace.kernel.gc_pause import gc_paused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import spell
from marketplace.kernel.period import MonthSpan
from marketplace.ports.sheets import Book
from marketplace.sheets.refused import Ref


def read_register(
    book: Book,
    *,
    period: MonthSpan,
    mapping: str | Mapping | None = None,
    catalogue: Catalogue | None = None,
    today: date = date.max,
    answers: Answers = UNASKED,
    tell: Callable[[], None] = nobody,
) -> PurchaseRegister:
    """Every row is good, bad for the first reason that applies, or skipped; nothing is written anywhere.

    A row of a day after `today` (WIB) is bad. Without a mapping each sheet is read by the one that is most like
    it; sheets that none can read (instructions) are passed over. Where two readings stay possible the register has
    questions, and is read in the plainest way until they are answered. `tell` is called as rows are read. Raises
    Refused when no sheet can be read.
    """
    candidates = _candidates(mapping)
    survey = surveyed(book, candidates)
    if not survey.sheets:
        raise Refused(_unreadable(book, candidates))
    light = Light(period, catalogue or Catalogue(), today, tell)
    with gc_paused():
        found = decided(survey, light, answers)
        questions = questions_of(survey, light, found)
    return replace(_register(survey, found, questions, period), answers=answers)


def _register(
    survey: Survey, found: Decided, questions: dict[QuestionKey, Question], period: MonthSpan
) -> PurchaseRegister:
    reading, first = found.reading, survey.sheets[0]
    own = reading.own_total
    return PurchaseRegister(
        period=period,
        mapping=first.name,
        rows=reading.rows,
        bad=reading.bad,
        skipped=reading.skipped,
        warnings=reading.judge.warnings,
        headings=column_titles(first.sheet, first.layout),
        heading_ref=_heading_ref(survey),
        printed_total=own.net if own else None,
        printed_how=own.how if own else None,
        notes=[*found.notes, *_notes(survey, found)],
        answerable=found.answerable,
        questions=[question for key, question in questions.items() if key in found.open],
        answered=[question for key, question in questions.items() if key not in found.open],
    )


def _notes(survey: Survey, found: Decided) -> Iterator[FileNote]:
    """What is told of the file as a whole, whatever was decided."""
    unknown = dict.fromkeys(title for one in survey.sheets for title in one.facts.unknown)
    if unknown:
        sentence = _l("Kolom ini tidak dikenal dan tidak ikut dihitung: %(names)s.", names=", ".join(unknown))
        yield FileNote(Warn.UNKNOWN_COLUMN, sentence)
    if survey.unread:
        sentence = _l(
            "Lembar ini tidak terbaca karena kolomnya kurang: %(names)s.", names=", ".join(survey.unread)
        )
        yield FileNote(Warn.SHEET_UNREAD, sentence)
    if survey.scaled and found.reading.ways.scale != 1:
        yield FileNote(Warn.SCALED, Warn.SCALED.label)
    if any(one.in_sections for one in found.reading.sheets):
        yield FileNote(Warn.RETURNS_FOUND, Warn.RETURNS_FOUND.label)
    own = found.reading.own_total
    if own and not found.reading.agrees:
        sentence = _l(
            "%(how)s Baris yang diambil berjumlah %(net)s.", how=own.how, net=spell(found.reading.net)
        )
        yield FileNote(Warn.TOTAL_DIFFERS, sentence)


def _heading_ref(survey: Survey) -> Ref:
    """Where a note about the whole file belongs: 0 in a CSV, whose rows are counted from 1."""
    first = survey.sheets[0]
    return 0 if first.prefix is None else f"{first.prefix}r{first.layout.heading + 1}"


def _candidates(mapping: str | Mapping | None) -> dict[str, Mapping]:
    if mapping is None:
        return dict(MAPPINGS)
    if isinstance(mapping, Mapping):
        return {"custom": mapping}
    if mapping not in MAPPINGS:
        raise Refused(
            _l(
                "Pemetaan “%(name)s” tidak ada; pilih salah satu: %(names)s.",
                name=mapping,
                names=", ".join(MAPPINGS),
            )
        )
    return {mapping: MAPPINGS[mapping]}


def _unreadable(book: Book, candidates: dict[str, Mapping]) -> Label:
    """Names what the most promising sheet lacks."""
    lacking = [mapping.find(sheet)[1] for sheet in book.sheets for mapping in candidates.values()]
    names = ", ".join(field.label for field in min(lacking, key=len, default=()))
    return _l("Tidak ada lembar dengan kolom yang diperlukan; tambahkan kolom: %(names)s.", names=names)
