"""What a published report holds, read slice by slice: a page reads those that it shows, and nothing parses the whole.

A slice that is not what the document names is not shown: its hash is compared at each reading, cheaply beside
parsing it. Reports of the first form hold all of it in one text; the same functions read them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.circulars.terms import CircularTerms
from marketplace.compliance.evaluation import PartnerResult, without_lines
from marketplace.compliance.freezing import (
    MONTH,
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
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l


@dataclass(frozen=True, kw_only=True)
class FrozenPartner:
    """All that one partner was judged by, and what came out, with the numbers of the lines behind each figure."""

    circular: CircularTerms | None
    inputs: PartnerInputs
    result: PartnerResult


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


def partner_in(session: Session, report: Report, public_id: str) -> FrozenPartner | None:
    """One partner, from its own slice alone; None where the report has no such partner."""
    document = read_document(report.document)
    text = _slice(session, report, document, public_id) if public_id != MONTH else None
    if text is not None:
        one = read_partner(text)
        return FrozenPartner(circular=document.circular, inputs=one.inputs, result=one.result)
    if not report.annex:
        return None
    annex = read_annex(report.annex)
    inputs = next((one for one in annex.inputs.partners if one.partner.public_id == public_id), None)
    result = annex.results.of(public_id)
    if inputs is None or result is None:
        return None
    return FrozenPartner(circular=document.circular, inputs=inputs, result=result)


def _slice(session: Session, report: Report, document: SignedDocument, name: str) -> str | None:
    """None where there is none of that name. Raises Refused for one that was changed."""
    text = session.scalar(select(ReportSlice.text).filter_by(report_id=report.id, name=name))
    if text is not None and sha256(text) not in document.slices:
        raise Refused(
            _l(
                "Laporan %(number)s diubah sesudah ditandatangani (bagian %(name)s), jadi angkanya tidak ditampilkan;"
                " hubungi pengelola sistem.",
                number=report.number,
                name=name,
            )
        )
    return text
