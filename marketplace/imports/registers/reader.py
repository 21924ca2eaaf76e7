"""Reads a purchase register: which sheets, which rows, and what is decided or asked about the rest."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date

from marketplace.imports.mappings.base import MAPPINGS, Mapping
from marketplace.imports.reasons import FileNote, Warn
from marketplace.imports.registers.catalogue import Catalogue
from marketplace.imports.registers.column_questions import (
    AskedColumns,
    Looking,
    answerable_columns,
    asked_columns,
    meaning_of,
)
from marketplace.imports.registers.columns import NOTHING_SAID, column_titles, columns_said, keyed_titles
from marketplace.imports.registers.deciding import Decided
from marketplace.imports.registers.file_reading import FileReading, Light, nobody
from marketplace.imports.registers.headings import Field
from marketplace.imports.registers.packs import (
    answerable_packs,
    content_of,
    learned,
    pack_questions,
    wanted_rows,
)
from marketplace.imports.registers.questions import UNASKED, Answers, KeyOf, Question, QuestionKey
from marketplace.imports.registers.rows import PurchaseRegister
from marketplace.imports.registers.showing import as_written, cells_of, questions_of
from marketplace.imports.registers.survey import Survey, surveyed
from marketplace.kernel.errors import Refused
from marketplace.kernel.gc_pause import gc_paused
from marketplace.kernel.labels import _l, joined
from marketplace.kernel.money import Rupiah, spell
from marketplace.kernel.period import MonthSpan
from marketplace.ports.sheets import Book
from marketplace.sheets.refused import Ref

FOREIGN = _l("“%(title)s” menyebut mata uang lain; tulis nilainya dalam rupiah, lalu unggah lagi.")


def read_register(
    book: Book,
    *,
    period: MonthSpan,
    mapping: str | Mapping | None = None,
    catalogue: Catalogue | None = None,
    today: date = date.max,
    answers: Answers = UNASKED,
    remembered: Answers = UNASKED,
    tell: Callable[[], None] = nobody,
) -> PurchaseRegister:
    """Every row is good, bad for the first reason that applies, or skipped; nothing is written anywhere.

    A row of a day after `today` (WIB) is bad. Without a mapping each sheet is read by the one that is most like
    it; sheets that none can read (instructions) are passed over. Where two readings stay possible the register has
    questions, and is read in the plainest way until they are answered. What the shop answered before is `remembered`
    and holds where nothing else is answered now. `tell` is called as rows are read. Raises Refused when no sheet can
    be read, whatever is answered.
    """
    shapes = _candidates(mapping)
    plain = _readable(book, shapes)
    again = _again(plain, remembered, answers)
    everything = {**again, **answers}
    light = Light(period, catalogue or Catalogue(), today, everything, tell)
    with gc_paused():
        columns = columns_of(book, shapes, light, everything, plain)
        read = whole_register(columns, light)
    look = columns.look
    return replace(
        read,
        answers=answers,
        remembered=again,
        learned=_learned(look.found, everything),
        notes=[*_remembered_notes(again, look.survey, look.found), *columns.notes, *read.notes],
    )


def columns_of(
    book: Book, shapes: dict[str, Mapping], light: Light, answers: Answers, plain: Survey
) -> AskedColumns:
    """What is asked about columns; answers that leave no column for what is needed are none."""
    said = columns_said(answers)
    if said and hopeless(surveyed(book, shapes, said)):
        said = NOTHING_SAID
    return asked_columns(Looking(book, shapes, light, answers, plain), said)


def whole_register(columns: AskedColumns, light: Light) -> PurchaseRegister:
    """What was read, with all its questions: of columns, of the file, of packs."""
    survey, found = columns.look.survey, columns.look.found
    if found is None:
        read, packs, contents = _unread(survey, light.period), [], {}
    else:
        read = _register(survey, found, questions_of(survey, light, found), light.period)
        packs, contents = _packs(survey, light, found), answerable_packs(found.reading.judge.packs)
    return replace(
        read,
        unused=_unused(columns),
        answerable={**answerable_columns(survey), **read.answerable, **contents},
        questions=[*columns.questions, *read.questions, *(one for one, is_open in packs if is_open)],
        answered=[*columns.answered, *read.answered, *(one for one, is_open in packs if not is_open)],
    )


def _unused(columns: AskedColumns) -> list[KeyOf]:
    asked = {question.key for question in columns.questions}
    return [key for key in columns.look.columns if key not in asked]


def _packs(survey: Survey, light: Light, found: Decided) -> list[tuple[Question, bool]]:
    """Every question about what is in a pack, and whether it is open."""
    packs = found.reading.judge.packs
    if not packs.goods:
        return []
    wanted = wanted_rows(packs)
    cells = cells_of(FileReading(survey, light, found.reading.ways, wanted), survey, light, wanted)
    rows = {ref: as_written(cells[ref]) for ref in wanted if ref in cells}
    return list(pack_questions(packs, light.answers, found.reading.net, rows))


def _learned(found: Decided | None, answers: Answers) -> Answers:
    """What a later file of this shop can use: of columns and of goods, not of this file alone."""
    prefix = f"{QuestionKey.COLUMN.value}:"
    of_columns = {key: value for key, value in answers.items() if key.startswith(prefix)}
    return {**of_columns, **(learned(found.reading.judge.packs, answers) if found else {})}


def _unread(survey: Survey, period: MonthSpan) -> PurchaseRegister:
    """While it is asked which columns hold what every purchase has."""
    first = survey.sheets[0]
    return PurchaseRegister(period, first.name, [], [], {}, [], column_titles(first.sheet, first.layout))


def _register(
    survey: Survey, found: Decided, questions: dict[QuestionKey, Question], period: MonthSpan
) -> PurchaseRegister:
    """What was decided about a file, as those who write it down need it."""
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
    unknown = {one.key: one.title for sheet in survey.sheets for one in sheet.unknown if not one.silent}
    if unknown:
        names = ", ".join(unknown.values())
        sentence = _l("Kolom ini tidak dikenal dan tidak ikut dihitung: %(names)s.", names=names)
        yield FileNote(Warn.UNKNOWN_COLUMN, sentence)
    if survey.unread:
        sentence = _l(
            "Lembar ini tidak terbaca karena kolomnya kurang: %(names)s.", names=", ".join(survey.unread)
        )
        yield FileNote(Warn.SHEET_UNREAD, sentence)
    if reports := survey.other_reports:
        sentence = _l("Judulnya “%(title)s”; pastikan ini daftar pembelian.", title=reports[0])
        yield FileNote(Warn.OTHER_REPORT, sentence)
    if survey.scaled and found.reading.ways.scale != 1:
        yield FileNote(Warn.SCALED, Warn.SCALED.label)
    if any(one.unpriced and not one.mapping.many_shops for one in survey.sheets):
        yield FileNote(Warn.PRICE_FROM_TOTAL, Warn.PRICE_FROM_TOTAL.label)
    if any(one.in_sections for one in found.reading.sheets):
        yield FileNote(Warn.RETURNS_FOUND, Warn.RETURNS_FOUND.label)
    if taken_off := [one.footer.discount for one in found.reading.sheets if one.footer.discount]:
        sentence = _l(
            "Di bawah baris ada potongan %(amount)s yang tidak dikurangkan dari barisnya; bila milik barang tertentu,"
            " kurangkan di barisnya lalu unggah lagi.",
            amount=spell(Rupiah(sum(taken_off))),
        )
        yield FileNote(Warn.DISCOUNT_BELOW, sentence)
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


def refuse_unreadable(book: Book, mapping: str | None) -> None:
    """Raises Refused when no sheet can be read, whatever is answered."""
    _readable(book, _candidates(mapping))


def _readable(book: Book, candidates: dict[str, Mapping]) -> Survey:
    """Raises Refused with what the most promising sheet lacks where no column can be that, or with a currency."""
    survey = surveyed(book, candidates)
    if survey.foreign:
        raise Refused(_l(FOREIGN, title=survey.foreign[0]))
    lost = hopeless(survey)
    if survey.sheets and not lost:
        return survey
    lacking = tuple(lost) or min(
        (mapping.find(sheet)[1] for sheet in book.sheets for mapping in candidates.values()),
        key=len,
        default=(),
    )
    names = ", ".join(field.label for field in lacking)
    raise Refused(
        _l("Tidak ada lembar dengan kolom yang diperlukan; tambahkan kolom: %(names)s.", names=names)
    )


def hopeless(survey: Survey) -> list[Field]:
    """Missing columns that none of the unknown ones can be."""
    unknown = [one for sheet in survey.sheets for one in sheet.unknown]
    return [each for each in survey.lacking if not any(each in one.may_be for one in unknown)]


def _again(survey: Survey, remembered: Answers, answers: Answers) -> Answers:
    """Of what was answered before that which speaks of this file; columns without headings are nobody's."""
    keys = set() if not remembered else set(answerable_columns(survey, headed=True))
    goods = f"{QuestionKey.PACK.value}:"
    return {
        key: value
        for key, value in remembered.items()
        if key not in answers and (key in keys or key.startswith(goods))
    }


def _remembered_notes(again: Answers, survey: Survey, found: Decided | None) -> Iterator[FileNote]:
    """What holds because it was answered before, to be looked at again."""
    titles = {key: title for one in survey.sheets for key, title in keyed_titles(one.sheet, one.layout)}
    told = [
        _l("kolom “%(column)s” = %(meaning)s", column=titles[name], meaning=meaning_of(each))
        for name, each in columns_said(again).items()
        if name in titles
    ]
    goods = found.reading.judge.packs.goods.values() if found else ()
    told += [
        _l(
            "isi satu %(unit)s “%(goods)s” = %(said)s",
            unit=one.unit.label,
            goods=one.shown,
            said=content_of(said),
        )
        for one in goods
        if (said := again.get(one.key.value))
    ]
    if told:
        sentence = _l("Dipakai seperti bulan lalu: %(said)s.", said=joined(told, between=", "))
        yield FileNote(Warn.REMEMBERED, sentence)
