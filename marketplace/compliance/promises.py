"""Promised beside actual: what a partner's memorandum says, held against the ledger as it stands, period by period.

A period is a whole month, quarter, half or year. Of one that the memorandum covers in part only its months within are
read, from the first of the month in which it begins; nothing here is stored or published.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial

from sqlalchemy.orm import Session

from marketplace.circulars.commitments import Pledge, pledges_under
from marketplace.circulars.rules.base import CHAIN
from marketplace.circulars.terms import Promise
from marketplace.compliance.basis import Books, OwnBooks, first_month
from marketplace.compliance.books import books_beside
from marketplace.compliance.evaluation import ClauseResult, hold_books
from marketplace.compliance.numbers import only_counts
from marketplace.kernel.period import Month, MonthSpan
from marketplace.partners.models import Mou
from marketplace.partners.states import DRAFT
from marketplace.uptake import ledger
from marketplace.uptake.judged import chain_members
from marketplace.uptake.stored import summed_lines

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
    own: Books,
    *,
    today: date,
    chain: Sequence[Books] = (),
    stand_for: Mapping[int, int] | None = None,
) -> Stand:
    """`chain` are the books of all that were ever in the partner's chain; those of the first day count.

    Where lines are sums, `stand_for` says for how many each stands; the result has no numbers of lines then.
    """
    until = min(period.last_day, pledge.last_day)
    read = MonthSpan(
        max(period.first, Month.of(pledge.first_day)),
        min(Month.of(until), Month.of(today)),
    )
    running, since = today <= until, max(period.first_day, pledge.first_day)
    members = [one for one in chain if one.partner.on(since).head == own.partner.id]
    books = [own, *members] if pledge.promise.subject is CHAIN else [own]
    held = hold_books(pledge.promise, books, read, final=not running, since=since)
    return Stand(
        period=period,
        read=read,
        since=since,
        until=until,
        running=running,
        partial=pledge.first_day > period.first_day or pledge.last_day < period.last_day,
        result=held if stand_for is None else only_counts(held, stand_for),
    )


def progress_under(
    session: Session, mou: Mou, today: date, *, code: str | None = None
) -> Sequence[CommitmentProgress]:
    """Every commitment under a signed memorandum, or the one of this mark with the numbers of its lines; a draft
    promises nothing yet.
    """
    if mou.state is DRAFT:
        return []
    pledges = [one for one in pledges_under(session, mou) if code in (None, one.promise.code)]
    periods = [periods_of(pledge, today) for pledge in pledges]
    firsts = [
        first_month(pledge.promise, period.last)
        for pledge, some in zip(pledges, periods, strict=True)
        for period in some
    ]
    if not firsts:
        return [CommitmentProgress(pledge=pledge, stands=()) for pledge in pledges]
    promises = [pledge.promise for pledge in pledges]
    span = MonthSpan(min(firsts), Month.of(today))
    own, chain, stand_for = _books(session, mou.partner_id, promises, span, summed=code is None)
    stand = partial(stand_of, own=own, today=today, chain=chain, stand_for=stand_for)
    return [
        CommitmentProgress(pledge=pledge, stands=[stand(pledge, period) for period in some])
        for pledge, some in zip(pledges, periods, strict=True)
    ]


def _books(
    session: Session, partner_id: int, promises: Sequence[Promise], span: MonthSpan, *, summed: bool
) -> tuple[Books, Sequence[Books], Mapping[int, int] | None]:
    """Of the partner, and of its chain and outlets where a promise is about them; and what `summed` lines stand for."""
    by_chain = any(promise.subject is CHAIN for promise in promises)
    only = {partner_id} | (chain_members(session, [partner_id]) if by_chain else set())
    read = summed_lines(session, span, partner_ids=only) if summed else None
    lines = read.of if read else ledger.lines_of(session, span, partner_ids=only)
    totals = ledger.totals_of(session, span, partner_ids=only)
    beside = books_beside(session, promises, span, only)
    every = {
        one.id: OwnBooks(
            partner=one,
            lines=lines.get(one.id, ()),
            totals=totals.get(one.id, ()),
            **beside.of(one.id)._asdict(),
        )
        for one in ledger.partners_of(session, span.last, partner_ids=only)
    }
    return every.pop(partner_id), list(every.values()), read.stand_for if read else None
