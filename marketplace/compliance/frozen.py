"""What a published report holds, read slice by slice: a page reads those that it shows, and nothing parses the whole.

A slice that is not what the document names is not shown: its hash is compared at each reading, cheaply beside
parsing it. The same functions read reports of earlier forms.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import NamedTuple, TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.circulars.terms import CircularTerms
from marketplace.compliance.evaluation import PartnerResult, without_lines
from marketplace.compliance.freezing import (
    FORM,
    MONTH,
    SECOND_FORM,
    SignedDocument,
    SliceText,
    read_annex,
    read_document,
    read_month,
    read_partner,
    sha256,
)
from marketplace.compliance.models import Report, ReportSlice
from marketplace.compliance.months import MonthResult, PartnerInputs
from marketplace.compliance.partner_parts import (
    BOOKS,
    FIGURES,
    ROWS,
    PartnerBooks,
    PartnerFigures,
    PartnerRows,
    read_books,
    read_figures,
    read_rows,
    weak_of,
    with_lines,
)
from marketplace.compliance.weak_rows import WeakRows
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l

Part = TypeVar("Part", PartnerFigures, PartnerRows, PartnerBooks)


@dataclass(frozen=True, kw_only=True)
class FrozenPartner:
    """What came out of one partner, by which circular, and which of its rows it could still mend."""

    circular: CircularTerms | None
    result: PartnerResult
    weak: WeakRows


@dataclass(frozen=True)
class StoredSlices:
    """The slices of a report in their order, one read at a time; they may be gone through again."""

    session: Session
    report_id: int

    def __iter__(self) -> Iterator[SliceText]:
        whole = select(ReportSlice.name, ReportSlice.text)
        numbers = select(ReportSlice.id).filter_by(report_id=self.report_id).order_by(ReportSlice.id)
        for number in self.session.scalars(numbers).all():
            row = self.session.execute(whole.filter_by(id=number)).one()
            yield SliceText(row.name, row.text)


def month_in(session: Session, report: Report) -> MonthResult:
    """The figures of all partners and of the city, without line numbers."""
    text = _slice(session, report, read_document(report.document), MONTH)
    if text is not None:
        return read_month(text).results
    results = read_annex(report.annex).results
    return replace(results, partners=tuple(without_lines(one) for one in results.partners))


def partner_in(
    session: Session, report: Report, public_id: str, *, rows: bool = False
) -> FrozenPartner | None:
    """One partner, from its own slices alone; None where the report has no such partner.

    With the numbers of the `rows` behind each figure where they are asked for; those of earlier forms always have them.
    """
    document = read_document(report.document)
    if document.form != FORM:
        before = _partner_before(session, report, document, public_id)
        if before is None:
            return None
        weak = weak_of(before.result, before.inputs)
        return FrozenPartner(circular=document.circular, result=before.result, weak=weak)
    figures = _part(session, report, document, public_id + FIGURES, read_figures)
    if figures is None:
        return None
    result = figures.result
    if rows:
        name = public_id + ROWS
        numbers = _part(session, report, document, name, read_rows)
        if numbers is None:
            raise _changed(report, name)
        result = with_lines(result, numbers)
    return FrozenPartner(circular=document.circular, result=result, weak=figures.weak)


def inputs_in(session: Session, report: Report, public_id: str) -> PartnerInputs | None:
    """All that one partner was judged by; None where the report has no such partner."""
    document = read_document(report.document)
    if document.form != FORM:
        before = _partner_before(session, report, document, public_id)
        return before.inputs if before else None
    books = _part(session, report, document, public_id + BOOKS, read_books)
    return books.inputs if books else None


class _Before(NamedTuple):
    inputs: PartnerInputs
    result: PartnerResult


def _partner_before(
    session: Session, report: Report, document: SignedDocument, public_id: str
) -> _Before | None:
    """Of a report of an earlier form."""
    if document.form == SECOND_FORM:
        text = _slice(session, report, document, public_id) if public_id != MONTH else None
        one = read_partner(text) if text is not None else None
        return _Before(one.inputs, one.result) if one else None
    annex = read_annex(report.annex)
    inputs = next((one for one in annex.inputs.partners if one.partner.public_id == public_id), None)
    result = annex.results.of(public_id)
    return _Before(inputs, result) if inputs and result else None


def _part(
    session: Session, report: Report, document: SignedDocument, name: str, read: Callable[[str], Part]
) -> Part | None:
    """None where there is none of that name. Raises Refused for one that was changed, or lent this name."""
    text = _slice(session, report, document, name)
    if text is None:
        return None
    part = read(text)
    if part.name != name:
        raise _changed(report, name)
    return part


def _slice(session: Session, report: Report, document: SignedDocument, name: str) -> str | None:
    """None where there is none of that name. Raises Refused for one that was changed."""
    text = session.scalar(select(ReportSlice.text).filter_by(report_id=report.id, name=name))
    if text is not None and sha256(text) not in document.slices:
        raise _changed(report, name)
    return text


def _changed(report: Report, name: str) -> Refused:
    return Refused(
        _l(
            "Laporan %(number)s diubah sesudah ditandatangani (bagian %(name)s), jadi angkanya tidak ditampilkan;"
            " hubungi pengelola sistem.",
            number=report.number,
            name=name,
        )
    )
