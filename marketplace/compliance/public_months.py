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
from marketplace.compliance.queries import reports_of
from marketplace.kernel.period import Month


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

    @property
    def figures(self) -> PublicFigures:
        return self.summed.figures


def public_months(session: Session, *, limit: int) -> Sequence[PublicMonth]:
    """The newest published months, newest first, in one statement."""
    newest = select(Report.month).group_by(Report.month).order_by(Report.month.desc()).limit(limit)
    rows = session.execute(
        select(Report.month, Report.number, Report.public_id, Report.document)
        .where(Report.month.in_(newest))
        .order_by(Report.month.desc(), Report.id.desc())
    )
    found = []
    for _, some in groupby(rows, key=lambda row: row.month):
        reports = [(row, read_document(row.document)) for row in some]
        (newest_row, document), *_ = reports
        summed = next((one for _, one in reports if not one.figures.withheld), document)
        found.append(PublicMonth(newest_row.number, newest_row.public_id, document, summed))
    return found
