"""Whether what a report stands on is what was signed: its slices by their hashes, and their figures judged anew.

One slice is read at a time. Nothing is asked but the texts themselves.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby

from marketplace.compliance.evaluation import PartnerResult, without_lines
from marketplace.compliance.freezing import (
    FORM,
    MONTH,
    MonthSlice,
    SignedDocument,
    SliceText,
    read_annex,
    read_month,
    read_partner,
    sha256,
    versions,
)
from marketplace.compliance.months import MonthResult, PartnerInputs, evaluate_all, evaluate_partner, gather
from marketplace.compliance.partner_parts import (
    FrozenParts,
    parts_of,
    read_books,
    read_figures,
    read_rows,
)
from marketplace.compliance.public_figures import are_public_figures
from marketplace.compliance.questions import Check, ReportQuestion
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l

WRONG = (ValueError, LookupError, TypeError, AttributeError, Refused)  # a stranger's file may hold anything
SHOWN = 5  # parts that are named


@dataclass
class Findings:
    """What differs, by the names of slices."""

    changed: list[str] = field(default_factory=list)
    misjudged: list[str] = field(default_factory=list)


def ask_annex(question: ReportQuestion) -> Iterator[Check]:
    """Of a report whose inputs are frozen in one text."""
    given, document = question.given, question.document
    if given.annex is None:
        return
    whole = document is not None and document.annex_sha256 == sha256(given.annex)
    says = _l("Lampirannya bukan yang ditandatangani: masukan atau hasil mitra diubah.")
    yield Check("annex", _l("Lampiran utuh"), whole, "" if whole else says)
    same = document is not None and _same_results(given.annex, document)
    yield Check(
        "results",
        _l("Hitung ulang dari masukan menghasilkan angka yang sama"),
        same,
        "" if same else _l("Hitung ulang memberi angka lain: hasil atau masukannya diubah."),
    )


def _same_results(text: str, document: SignedDocument) -> bool:
    """Judged anew from the frozen inputs. A measure that was redefined since cannot give the old figures."""
    try:
        annex = read_annex(text)
        again = evaluate_all(annex.inputs)
    except WRONG:
        return False
    return again == annex.results and _tells(document, again)


def ask_slices(question: ReportQuestion) -> Iterator[Check]:
    """Of a report that is frozen in slices."""
    given, document = question.given, question.document
    if given.slices is None:
        return
    found = _compare(iter(given.slices), document) if document else Findings(["?"], ["?"])
    yield Check(
        "slices",
        _l("Semua bagian utuh"),
        not found.changed,
        _names(_l("Bukan lagi yang ditandatangani, atau tidak ada"), found.changed),
    )
    yield Check(
        "results",
        _l("Hitung ulang dari masukan menghasilkan angka yang sama"),
        not found.misjudged,
        _names(_l("Hitung ulang dari masukannya memberi angka lain"), found.misjudged),
    )


def _names(what: Label, names: list[str]) -> Label | str:
    if not names:
        return ""
    more = _l(" dan %(count)s bagian lagi", count=len(names) - SHOWN) if len(names) > SHOWN else ""
    return _l("%(what)s: %(names)s%(more)s.", what=what, names=", ".join(names[:SHOWN]), more=more)


def _compare(slices: Iterator[SliceText], document: SignedDocument) -> Findings:
    """The first slice is the month's; those of each partner are judged anew by the circular in it, alone."""
    found, results, books = Findings(), list[PartnerResult](), list[PartnerInputs]()
    told = _hold_hashes(slices, document, found)
    first = next(told, SliceText(MONTH, ""))
    try:
        month = _month(first, document)
    except WRONG:
        found.misjudged.append(first.name)
        return found
    judge = _judged_anew if document.form == FORM else _judged_anew_before
    for code, parts in groupby(told, _whose):
        try:
            inputs, result = judge(month, *parts)
        except WRONG:
            found.misjudged.append(code)
        else:
            results.append(result)
            books += [inputs] if month.results.city_clauses else []
    if not _same_city(month, results, books, document):
        found.misjudged.append(MONTH)
    return found


def _hold_hashes(
    slices: Iterator[SliceText], document: SignedDocument, found: Findings
) -> Iterator[SliceText]:
    """The slices as they come, those that are not the signed ones noted in `found`."""
    count = 0
    for count, one in enumerate(slices, start=1):
        if count > len(document.slices) or sha256(one.text) != document.slices[count - 1]:
            found.changed.append(one.name)
        yield one
    missing = len(document.slices) - count
    if missing > 0:
        found.changed.append(str(_l("%(count)s bagian yang hilang", count=missing)))


def _whose(one: SliceText) -> str:
    return one.name.partition("/")[0]


def _month(one: SliceText, document: SignedDocument) -> MonthSlice:
    """Raises ValueError where it is not the month of the document."""
    read = read_month(one.text)
    said = (one.name, read.inputs.month, read.inputs.circular)
    if said != (MONTH, document.month, document.circular):
        raise ValueError(one.name)
    return read


def _judged_anew(
    month: MonthSlice, figures: SliceText, rows: SliceText, books: SliceText
) -> tuple[PartnerInputs, PartnerResult]:
    """What a partner was judged by, and what came out, without line numbers.

    Raises ValueError where it comes to another result, or is about somebody else than its names say; TypeError where
    there are not these three parts.
    """
    parts = FrozenParts(
        figures=read_figures(figures.text), rows=read_rows(rows.text), books=read_books(books.text)
    )
    inputs, members = parts.books.inputs, parts.books.members
    again = evaluate_partner(month.inputs, inputs, members)
    salts = {part.name: part.salt for part in (parts.figures, parts.rows, parts.books)}
    if [*salts] != [figures.name, rows.name, books.name] or parts_of(
        again, inputs, members, salts.__getitem__
    ) != parts:
        raise ValueError(figures.name)
    return inputs, parts.figures.result


def _judged_anew_before(month: MonthSlice, one: SliceText) -> tuple[PartnerInputs, PartnerResult]:
    """The same of the second form, whose partners have one slice."""
    read = read_partner(one.text)
    again = evaluate_partner(month.inputs, read.inputs, read.members)
    if (one.name, again) != (read.inputs.partner.public_id, read.result):
        raise ValueError(one.name)
    return read.inputs, without_lines(again)


def _same_city(
    month: MonthSlice, results: list[PartnerResult], books: list[PartnerInputs], document: SignedDocument
) -> bool:
    try:
        again = gather(month.inputs, results, books)
    except WRONG:
        return False
    return again == month.results and _tells(document, again)


def _tells(document: SignedDocument, again: MonthResult) -> bool:
    """Whether the signed text has these figures. A measure that was redefined since cannot give the old ones."""
    return are_public_figures(document.figures, again) and versions(again) == document.measures
