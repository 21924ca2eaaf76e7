"""Promised beside actual: what a partner's memorandum says, held against the ledger as it stands, period by period.

A period is a whole month, quarter, half or year. Of one that the memorandum covers in part only its months within are
read, from the first of the month in which it begins; nothing here is stored or published.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from marketplace.circulars.commitments import Pledge, pledges_under
from marketplace.compliance.evaluation import ClauseResult, hold
from marketplace.kernel.period import Month, MonthSpan
from marketplace.partners.models import Mou
from marketplace.partners.states import DRAFT
from marketplace.uptake import ledger
from marketplace.uptake.lines import JudgedPartner, LedgerLine, Total

SHOWN = 6  # periods of a commitment, the running one included


@dataclass(frozen=True, kw_only=True)
class Stand:
    """One period of a commitment. `read` are its months that could be looked at, `since` and `until` the days that
    the memorandum covers.
    """

    period: MonthSpan
    read: MonthSpan
    since: date
    until: date
    running: bool
    partial: bool  # the memorandum does not cover all of it
    result: ClauseResult

    @property
    def key(self) -> str:
        """What names the period in an address: its last month."""
        return str(self.period.last)


@dataclass(frozen=True, kw_only=True)
class CommitmentProgress:
    """A commitment with its periods, the newest first; none before its memorandum has begun."""

    pledge: Pledge
    stands: Sequence[Stand]

    @property
    def running(self) -> Stand | None:
        return next((one for one in self.stands if one.running), None)

    @property
    def past(self) -> Sequence[Stand]:
        return [one for one in self.stands if not one.running]


def periods_of(pledge: Pledge, today: date, *, most: int = SHOWN) -> Sequence[MonthSpan]:
    """Those that have begun, the newest first."""
    begun = min(today, pledge.last_day)
    if begun < pledge.first_day:
        return []
    first, month = Month.of(pledge.first_day), Month.of(begun)
    found: list[MonthSpan] = []
    while month >= first and len(found) < most:
        found.append(pledge.promise.stretch.around(month))
        month = found[-1].first.previous
    return found


def stand_of(
    pledge: Pledge,
    period: MonthSpan,
    partner: JudgedPartner,
    *,
    today: date,
    lines: Sequence[LedgerLine],
    totals: Sequence[Total],
) -> Stand:
    until = min(period.last_day, pledge.last_day)
    read = MonthSpan(
        max(period.first, Month.of(pledge.first_day)),
        min(Month.of(until), Month.of(today)),
    )
    running = today <= until
    return Stand(
        period=period,
        read=read,
        since=max(period.first_day, pledge.first_day),
        until=until,
        running=running,
        partial=pledge.first_day > period.first_day or pledge.last_day < period.last_day,
        result=hold(pledge.promise, partner, read, lines=lines, totals=totals, final=not running),
    )


def progress_under(
    session: Session, mou: Mou, today: date, *, code: str | None = None
) -> Sequence[CommitmentProgress]:
    """Every commitment under a signed memorandum, or the one of this mark; a draft promises nothing yet."""
    if mou.state is DRAFT:
        return []
    pledges = [one for one in pledges_under(session, mou) if code in (None, one.promise.code)]
    periods = [periods_of(pledge, today) for pledge in pledges]
    reached = [period for some in periods for period in some]
    if not reached:
        return [CommitmentProgress(pledge=pledge, stands=()) for pledge in pledges]
    return _judged(session, mou, today, pledges, periods, MonthSpan(min(reached).first, Month.of(today)))


def _judged(
    session: Session,
    mou: Mou,
    today: date,
    pledges: Sequence[Pledge],
    periods: Sequence[Sequence[MonthSpan]],
    span: MonthSpan,
) -> Sequence[CommitmentProgress]:
    only = [mou.partner_id]
    (partner,) = ledger.partners_of(session, Month.of(today), partner_ids=only)
    lines = ledger.lines_of(session, span, partner_ids=only).get(mou.partner_id, ())
    totals = ledger.totals_of(session, span, partner_ids=only).get(mou.partner_id, ())
    return [
        CommitmentProgress(
            pledge=pledge,
            stands=[
                stand_of(pledge, period, partner, today=today, lines=lines, totals=totals) for period in some
            ],
        )
        for pledge, some in zip(pledges, periods, strict=True)
    ]
