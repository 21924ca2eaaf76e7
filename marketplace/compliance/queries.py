"""Judges months as the books stand, and finds months and reports again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, join

from marketplace.accounts.models import Organisation, User
from marketplace.compliance.changes import PartnerChanges, changes_between
from marketplace.compliance.frozen import month_in
from marketplace.compliance.inputs import inputs_of, summed_inputs_of
from marketplace.compliance.models import Objection, ObjectionAnswer, Period, Report
from marketplace.compliance.months import MonthResult, evaluate_all
from marketplace.compliance.numbers import without_numbers
from marketplace.compliance.states import OPEN, PUBLISHED, PeriodState
from marketplace.db.listing import Listing, Row, by, col, maybe, where
from marketplace.kernel.errors import NotFound
from marketplace.kernel.period import Month, MonthSpan
from marketplace.uptake.stored import first_month

# Reports that nothing supersedes.
CURRENT = Report.id.not_in(select(Report.supersedes_id).where(Report.supersedes_id.is_not(None)))


def evaluate_month(
    session: Session, month: Month, *, partner_ids: Collection[int] | None = None
) -> MonthResult:
    """The month as the books stand now, whatever was published of it; without the numbers of lines."""
    before = local_before(session, month) if partner_ids is None else None
    read = summed_inputs_of(session, month, partner_ids=partner_ids, local_before=before)
    result = evaluate_all(read.inputs, city=partner_ids is None)
    return without_numbers(result, read.stand_for)


def evaluate_lines(session: Session, month: Month, partner_id: int) -> MonthResult:
    """The same of one partner, with the numbers of the lines that count and of those that do not."""
    return evaluate_all(inputs_of(session, month, partner_ids=[partner_id]), city=False)


def local_before(session: Session, month: Month) -> int | None:
    """The city's local rupiah of the month before, as it was published; None when it was not."""
    report = latest_report(session, month.previous)
    return None if report is None else month_in(session, report).city.local


def frozen_month(session: Session, month: Month) -> MonthResult | None:
    """The month as its newest report has it, without line numbers."""
    report = latest_report(session, month)
    return None if report is None else month_in(session, report)


def month_result(session: Session, month: Month) -> MonthResult:
    """What was published, else what holds now."""
    return frozen_month(session, month) or evaluate_month(session, month)


def latest_report(session: Session, month: Month) -> Report | None:
    """The one that holds now."""
    return session.scalar(select(Report).where(Report.month == str(month), CURRENT))


def successor_of(session: Session, report: Report) -> Report | None:
    return session.scalar(select(Report).filter_by(supersedes_id=report.id))


def newest_report(session: Session) -> Report | None:
    listed = select(Report).where(CURRENT).order_by(Report.month.desc())
    return session.scalar(listed.limit(1))


def reports_of(session: Session, month: Month) -> Sequence[Report]:
    """Every report of a month, the newest first; old ones stay readable."""
    return session.scalars(select(Report).filter_by(month=str(month)).order_by(Report.id.desc())).all()


def kept_changes(session: Session, month: Month) -> Mapping[str, Sequence[PartnerChanges]]:
    """What each restatement of the month changed, by the number of the new report: both reports have it for good."""
    reports = {report.id: report for report in reports_of(session, month)}
    return {
        report.number: changes_between(
            month_in(session, reports[report.supersedes_id]), month_in(session, report)
        )
        for report in reports.values()
        if report.supersedes_id is not None
    }


def published_months(session: Session) -> set[str]:
    """Months whose figures are in a report (2026-08)."""
    return set(session.scalars(select(Period.month).where(Period.state == PUBLISHED)))


class ObjectionRow(Row):
    """`ruling`, `answer` and `answered_at` are None while nobody has answered."""

    id = col(Objection.id)
    month = col(Period.month)
    partner_id = col(Objection.partner_id)
    partner = col(Organisation.name)
    text = col(Objection.text)
    amount = maybe(Objection.amount)
    written_by = maybe(User.name)
    written_at = col(Objection.written_at)
    ruling = maybe(ObjectionAnswer.ruling)
    answer = maybe(ObjectionAnswer.text)
    answered_at = maybe(ObjectionAnswer.answered_at)


class ObjectionList(Listing[ObjectionRow]):
    """The oldest first; `unanswered` narrows to those that wait for an officer."""

    source = (
        join(Objection, Period, Period.id == Objection.period_id)
        .join(Organisation, Organisation.id == Objection.partner_id)
        .outerjoin(User, User.id == Objection.written_by)
        .outerjoin(ObjectionAnswer, ObjectionAnswer.objection_id == Objection.id)
    )
    sort = by(Objection.id)

    id: int | None = where(Objection.id)
    month: Month | None = where(lambda month: Period.month == str(month))
    partner_id: int | None = where(Objection.partner_id)
    unanswered: bool = where(lambda _: ObjectionAnswer.objection_id.is_(None), default=False)
    answered_since: datetime | None = where(lambda moment: ObjectionAnswer.answered_at >= moment)


def objections_to(session: Session, month: Month, *, partner_id: int | None = None) -> Sequence[ObjectionRow]:
    return ObjectionList(month=month, partner_id=partner_id).rows(session)


def objection_row(session: Session, month: Month, objection_id: int) -> ObjectionRow:
    """Raises NotFound, also for one to another month."""
    row = ObjectionList(month=month, id=objection_id).one(session)
    if row is None:
        raise NotFound(f"objection {objection_id}")
    return row


@dataclass(frozen=True)
class MonthRow:
    month: Month
    state: PeriodState
    objections_until: date | None
    number: str | None


def months_with_news(session: Session, today: date) -> Sequence[MonthRow]:
    """Every month with purchases or a state of its own, newest first, up to the running one."""
    first = first_month(session)
    periods = {period.month: period for period in session.scalars(select(Period))}
    current = select(Report.month, Report.number).where(CURRENT)
    numbers = {row.month: row.number for row in session.execute(current)}
    running = Month.of(today)
    start = min([running.previous, *([first] if first else []), *(Month.parse(m) for m in periods)])
    rows = []
    for month in MonthSpan(start, running):
        period = periods.get(str(month))
        state = period.state if period else OPEN
        until = period.objections_until if period else None
        rows.append(MonthRow(month, state, until, numbers.get(str(month))))
    return rows[::-1]
