"""Reads what a judgement needs, judges, and finds months and reports again."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, join

from marketplace.accounts.models import Organisation, User
from marketplace.circulars import queries as circulars
from marketplace.circulars.rules.base import CHAIN
from marketplace.circulars.terms import CircularTerms
from marketplace.compliance.basis import first_month, needs_outlets
from marketplace.compliance.frozen import FrozenPartner, month_in, partner_in
from marketplace.compliance.models import Objection, ObjectionAnswer, Period, Report
from marketplace.compliance.months import MonthInputs, MonthResult, PartnerInputs, evaluate_all
from marketplace.compliance.open_amounts import OpenAmount
from marketplace.compliance.open_matters import amounts_by_partner
from marketplace.compliance.states import OPEN, PUBLISHED, PeriodState
from marketplace.db.listing import Listing, Row, by, col, maybe, where
from marketplace.kernel.errors import NotFound
from marketplace.kernel.period import Month, MonthSpan
from marketplace.purchases.models.ledger import Purchase, PurchaseLine
from marketplace.uptake import ledger
from marketplace.uptake.judged import chain_members, outlets_of

# Reports that nothing supersedes.
CURRENT = Report.id.not_in(select(Report.supersedes_id).where(Report.supersedes_id.is_not(None)))


def inputs_of(
    session: Session,
    month: Month,
    *,
    partner_ids: Collection[int] | None = None,
    local_before: int | None = None,
    today: date | None = None,
) -> MonthInputs:
    """Everything a month is judged by: the circular in force all through it, partners, lines, totals.

    What is undecided counts once partners have seen the month: while it runs everything still moves. `today` tells
    which terms have ended.
    """
    circular = circulars.judging(session, month)
    others = _members(session, circular, partner_ids)
    read = None if partner_ids is None else {*partner_ids, *others}
    every = _books(session, month, circular, read, today)
    return MonthInputs(
        month=str(month),
        circular=circular,
        partners=tuple(one for one in every if one.partner.id not in others),
        local_before=local_before,
        members=tuple(one for one in every if one.partner.id in others),
    )


def _books(
    session: Session,
    month: Month,
    circular: CircularTerms | None,
    partner_ids: Collection[int] | None,
    today: date | None,
) -> Sequence[PartnerInputs]:
    """What the clauses need of each partner: its outlets only where one of them asks for outlets."""
    span = reach(circular, month)
    partners = ledger.partners_of(session, month, partner_ids=partner_ids)
    lines = ledger.lines_of(session, span, partner_ids=partner_ids)
    totals = ledger.totals_of(session, span, partner_ids=partner_ids)
    exempt = circulars.exempt_in(session, month)
    by_outlet = any(needs_outlets(clause) for clause in circular.clauses) if circular else False
    outlets = outlets_of(session, partner_ids=partner_ids) if by_outlet else {}
    undecided = _undecided(session, month, span, partner_ids, today)
    return [
        PartnerInputs(
            partner=one,
            lines=tuple(lines.get(one.id, ())),
            totals=tuple(totals.get(one.id, ())),
            exemptions=tuple(sorted(exempt.get(one.id, ()))),
            outlets=tuple(outlets.get(one.id, ())),
            open=undecided.get(one.id, ()),
        )
        for one in partners
    ]


def _members(
    session: Session, circular: CircularTerms | None, partner_ids: Collection[int] | None
) -> Collection[int]:
    """Of the chains of these partners, where a clause asks a chain and not all partners are read anyway."""
    by_chain = circular is not None and any(clause.subject is CHAIN for clause in circular.clauses)
    if partner_ids is None or not by_chain:
        return set()
    return chain_members(session, partner_ids) - set(partner_ids)


def _undecided(
    session: Session,
    month: Month,
    span: MonthSpan,
    partner_ids: Collection[int] | None,
    today: date | None,
) -> Mapping[int, tuple[OpenAmount, ...]]:
    if partner_ids == () or state_of(session, month) is OPEN:
        return {}
    return amounts_by_partner(session, month, today, span=span, partner_ids=partner_ids)


def reach(circular: CircularTerms | None, month: Month) -> MonthSpan:
    """As many months back as any clause looks."""
    firsts = [first_month(clause, month) for clause in circular.clauses] if circular else []
    return MonthSpan(min([*firsts, month]), month)


def evaluate_month(
    session: Session, month: Month, *, partner_ids: Collection[int] | None = None
) -> MonthResult:
    """The month as the ledger stands now, whatever was published of it."""
    before = local_before(session, month) if partner_ids is None else None
    inputs = inputs_of(session, month, partner_ids=partner_ids, local_before=before)
    return evaluate_all(inputs, city=partner_ids is None)


def local_before(session: Session, month: Month) -> int | None:
    """The city's local rupiah of the month before, as it was published; None when it was not."""
    report = latest_report(session, month.previous)
    return None if report is None else month_in(session, report).city.local


def frozen_month(session: Session, month: Month) -> MonthResult | None:
    """The month as its newest report has it, without line numbers."""
    report = latest_report(session, month)
    return None if report is None else month_in(session, report)


def frozen_partner(session: Session, month: Month, public_id: str) -> FrozenPartner | None:
    """One partner in the newest report of the month, with all it was judged by; None where there is none."""
    report = latest_report(session, month)
    return None if report is None else partner_in(session, report, public_id)


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


def current_reports(session: Session, *, limit: int = 24) -> Sequence[Report]:
    listed = select(Report).where(CURRENT).order_by(Report.month.desc())
    return session.scalars(listed.limit(limit)).all()


def reports_of(session: Session, month: Month) -> Sequence[Report]:
    """Every report of a month, the newest first; old ones stay readable."""
    return session.scalars(select(Report).filter_by(month=str(month)).order_by(Report.id.desc())).all()


def state_of(session: Session, month: Month) -> PeriodState:
    period = period_of(session, month)
    return period.state if period else OPEN


def period_of(session: Session, month: Month) -> Period | None:
    return session.scalar(select(Period).filter_by(month=str(month)))


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
    first = session.scalar(
        select(Purchase.bought_on)
        .join(PurchaseLine, PurchaseLine.purchase_id == Purchase.id)
        .order_by(Purchase.bought_on)
        .limit(1)
    )
    periods = {period.month: period for period in session.scalars(select(Period))}
    current = select(Report.month, Report.number).where(CURRENT)
    numbers = {row.month: row.number for row in session.execute(current)}
    running = Month.of(today)
    start = min([running.previous, *([Month.of(first)] if first else []), *(Month.parse(m) for m in periods)])
    rows = []
    for month in MonthSpan(start, running):
        period = periods.get(str(month))
        state = period.state if period else OPEN
        until = period.objections_until if period else None
        rows.append(MonthRow(month, state, until, numbers.get(str(month))))
    return rows[::-1]
