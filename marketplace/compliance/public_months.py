"""Published months as anybody may read them, and what a new report may add to what was published of its month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.compliance.freezing import SignedDocument, read_document
from marketplace.compliance.frozen import month_in
from marketplace.compliance.models import Report
from marketplace.compliance.months import MonthResult, PublicFigures
from marketplace.compliance.public_figures import public_figures, safe_together, withheld
from marketplace.compliance.queries import CURRENT, reports_of
from marketplace.compliance.verification import look_at
from marketplace.kernel.period import Month
from marketplace.ports.signing import Signer


def figures_to_publish(session: Session, result: MonthResult) -> PublicFigures:
    """A month's public figures, without its sums where earlier reports of it would then give somebody's away."""
    figures = public_figures(result)
    told = [
        (report, sums)
        for report in reports_of(session, Month.parse(result.month))
        if (sums := read_document(report.document).figures).local is not None
    ]
    if any(sums.summed is None for _, sums in told):  # by kind, so in groups of another form
        return withheld(figures)
    earlier = [month_in(session, report) for report, _ in told]
    return figures if safe_together([*earlier, result]) else withheld(figures)


@dataclass(frozen=True)
class PublicMonth:
    """A month as anybody may read it: its newest report, and the newest one that has sums.

    They are one and the same unless a restatement changed so few partners that its sums would give theirs away.
    """

    number: str
    code: str  # public id of the newest report
    document: SignedDocument
    summed: SignedDocument
    read: tuple[str, ...]  # numbers of the rows that were read for it

    @property
    def figures(self) -> PublicFigures:
        return self.summed.figures


def public_months(session: Session, *, limit: int) -> Sequence[PublicMonth]:
    """The newest published months, newest first, in one statement. A text that is no report any more is left out."""
    newest = select(Report.month).group_by(Report.month).order_by(Report.month.desc()).limit(limit)
    rows = session.execute(
        select(Report.month, Report.number, Report.public_id, Report.document)
        .where(Report.month.in_(newest))
        .order_by(Report.month.desc(), Report.id.desc())
    )
    found = []
    for _, some in groupby(rows, key=lambda row: row.month):
        reports = [(row, document) for row in some if (document := _readable(row.document))]
        if reports:
            (row, document), *_ = reports
            with_sums = [one for one in reports if not one[1].figures.withheld]
            summed_row, summed = (with_sums or reports)[0]
            numbers = (row.number, summed_row.number)
            found.append(PublicMonth(row.number, row.public_id, document, summed, numbers))
    return found


def vouched_for(
    session: Session, signer: Signer, months: Sequence[PublicMonth]
) -> tuple[Sequence[PublicMonth], Sequence[Report]]:
    """Months whose reports hold by the cheap checks, and the reports that do not: their figures are nobody's."""
    newest = select(Report.number).where(CURRENT).order_by(Report.month.desc()).limit(len(months) + 1)
    numbers = {number for one in months for number in one.read} | {*session.scalars(newest)}
    reports = session.scalars(
        select(Report).where(Report.number.in_(numbers)).order_by(Report.id.desc())
    ).all()
    checked = zip(reports, look_at(session, signer, reports), strict=True)
    doubted = [report for report, found in checked if not found.holds]
    wrong = {report.number for report in doubted}
    return [one for one in months if wrong.isdisjoint(one.read)], doubted


def _readable(text: str) -> SignedDocument | None:
    try:
        return read_document(text)
    except ValueError:
        return None
