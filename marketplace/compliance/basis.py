"""What a measure is given: the rows that count, and what they are held against. Pure."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from marketplace.circulars.rules.base import OUTLET
from marketplace.circulars.terms import Promise
from marketplace.compliance.reasons import ExclusionReason
from marketplace.compliance.sorting import sort_out
from marketplace.kernel.period import Month, MonthSpan
from marketplace.purchases.figure_kinds import CombinedFigure
from marketplace.uptake.counting import left_of
from marketplace.uptake.lines import Bill, JudgedOutlet, JudgedPartner, LedgerLine, OrderedLine, Total
from marketplace.uptake.measures.base import Basis, Gap, MemberLines, Need
from marketplace.uptake.measures.stated import StatedMeasure


class Books(Protocol):
    """What the books have of one partner."""

    @property
    def partner(self) -> JudgedPartner: ...
    @property
    def lines(self) -> Sequence[LedgerLine]: ...
    @property
    def totals(self) -> Sequence[Total]: ...
    @property
    def outlets(self) -> Sequence[JudgedOutlet]: ...
    @property
    def exemptions(self) -> Collection[str]: ...
    @property
    def stated(self) -> Sequence[CombinedFigure]: ...
    @property
    def ordered(self) -> Sequence[OrderedLine]: ...
    @property
    def billed(self) -> Sequence[Bill]: ...


@dataclass(frozen=True, kw_only=True)
class OwnBooks:
    partner: JudgedPartner
    lines: Sequence[LedgerLine]
    totals: Sequence[Total]
    outlets: Sequence[JudgedOutlet] = ()
    exemptions: Collection[str] = ()
    stated: Sequence[CombinedFigure] = ()
    ordered: Sequence[OrderedLine] = ()
    billed: Sequence[Bill] = ()


@dataclass(frozen=True, kw_only=True)
class SortedBooks:
    """A partner's rows of some months under a promise; `reported` tells that anything came in."""

    counted: Sequence[LedgerLine]
    refused: Sequence[tuple[int, ExclusionReason]]
    reported: bool


def sort_books(promise: Promise, books: Books, span: MonthSpan, excluded: Collection[str]) -> SortedBooks:
    """Nothing counts under a measure that reads no rows."""
    measure = promise.measure_type
    first, last = span.first_day, span.last_day
    if measure.last_days:
        first = last - timedelta(days=measure.last_days - 1)
    seen = [line for line in books.lines if first <= line.day <= last]
    reported = bool(seen) or any(Month.parse(total.month) in span for total in books.totals)
    if Need.LINES not in measure.needs:
        return SortedBooks(counted=(), refused=(), reported=reported)
    counted, refused = sort_out(promise, seen, excluded)
    return SortedBooks(counted=_placed(counted, books.outlets, span), refused=refused, reported=reported)


def _placed(
    lines: Sequence[LedgerLine], outlets: Sequence[JudgedOutlet], span: MonthSpan
) -> Sequence[LedgerLine]:
    """What a partner with one outlet bought, it bought there."""
    here = [one for one in outlets if one.from_on <= span.last_day and not _closed(one, span.first_day)]
    if len(here) != 1:
        return lines
    return [line._replace(outlet=here[0].id) if line.outlet is None else line for line in lines]


def _closed(outlet: JudgedOutlet, by: date) -> bool:
    return outlet.until_on is not None and outlet.until_on < by


def basis_of(
    promise: Promise,
    books: Sequence[Books],
    rows: Sequence[SortedBooks],
    span: MonthSpan,
    excluded: Collection[str],
    *,
    since: date,
) -> Basis:
    """Of one partner, or of several as one; with what the measure needs and nothing else."""
    needs = promise.measure_type.needs
    total, gap = _total(promise, books, span, excluded) if _asks_total(promise) else (None, None)
    staff = [one.partner.on(since).staff for one in books]
    return Basis(
        total=total,
        gap=gap,
        staff=None if None in staff else sum(count or 0 for count in staff),
        span=span,
        outlets=[outlet for one in books for outlet in one.outlets if _open_through(outlet, span)],
        filed=[days for one in books for days in _filed(one, span)] if Need.FILINGS in needs else (),
        earlier=_earlier(promise, books, span, excluded) if Need.EARLIER in needs else None,
        members=[
            MemberLines(one.partner.under_mou, some.counted) for one, some in zip(books, rows, strict=True)
        ],
        stated=[tuple(one.stated) for one in books],
        ordered=[line for one in books for line in one.ordered if line.due in span],
        billed=[bill for one in books for bill in one.billed if bill.payable_by in span],
    )


def first_month(promise: Promise, month: Month) -> Month:
    """How far back its rows and totals are read to judge a month."""
    around, measure = promise.stretch.around(month), promise.measure_type
    reached = [around.first]
    if measure.last_days:
        reached.append(Month.of(month.last_day - timedelta(days=measure.last_days - 1)))
    if Need.FILINGS in measure.needs:
        reached.append(around.first.previous)
    if earlier := earlier_span(promise, MonthSpan(around.first, month)):
        reached.append(earlier.first)
    return min(reached)


def earlier_span(promise: Promise, read: MonthSpan) -> MonthSpan | None:
    length = len(promise.stretch.around(read.last))
    return promise.rule_type.earlier(promise.read_figures, read, length)


def needs_outlets(promise: Promise) -> bool:
    return promise.subject is OUTLET or Need.OUTLETS in promise.measure_type.needs


def needs_stated(promise: Promise) -> bool:
    """Whether it is about figures beside receipts."""
    return issubclass(promise.measure_type, StatedMeasure)


def _asks_total(promise: Promise) -> bool:
    return not {Need.TOTALS, Need.PARTS}.isdisjoint(promise.measure_type.needs)


def _open_through(outlet: JudgedOutlet, span: MonthSpan) -> bool:
    return outlet.from_on <= span.first_day and not _closed(outlet, span.last_day)


def _filed(books: Books, span: MonthSpan) -> Sequence[int | None]:
    """Reports fall due in the month after the one that they are about; none about a month before it was a partner."""
    filed_on = {total.month: total.filed_on for total in books.totals}
    since = books.partner.since or date.min
    about = [month.previous for month in span if month.previous.last_day >= since]
    return [
        (day - month.last_day).days if (day := filed_on.get(str(month))) is not None else None
        for month in about
    ]


def _earlier(
    promise: Promise, books: Sequence[Books], span: MonthSpan, excluded: Collection[str]
) -> Sequence[LedgerLine] | None:
    before = earlier_span(promise, span)
    if before is None:
        return None
    rows = [sort_books(promise, one, before, excluded) for one in books]
    if not any(one.reported for one in rows):
        return None
    return [line for one in rows for line in one.counted]


def _total(
    promise: Promise, books: Sequence[Books], span: MonthSpan, excluded: Collection[str]
) -> tuple[int | None, Gap | None]:
    """What they declared together, or why there is no such sum."""
    whole = 0
    for one in books:
        part, gap = _declared(promise, one.totals, span, excluded)
        if gap:
            return None, gap
        whole += part
    return whole, None


def _declared(
    promise: Promise, totals: Sequence[Total], span: MonthSpan, excluded: Collection[str]
) -> tuple[int, Gap | None]:
    """The declared total over the span without what is excluded.

    Every month must be there, split by category where the clause asks, its excluded part told where there is one.
    """
    declared = {total.month: total for total in totals if Month.parse(total.month) in span}
    if any(str(month) not in declared for month in span):
        return 0, Gap.NOT_DECLARED
    left = [total for one in declared.values() if (total := left_of(one, excluded))]
    if len(left) < len(declared):
        return 0, Gap.EXCLUDED_UNTOLD
    if not promise.scope:
        return sum(total.rupiah for total in left), None
    if any(total.rupiah and not total.parts for total in left):
        return 0, Gap.NOT_SPLIT
    scope = set(promise.scope)
    return sum(part.rupiah for total in left for part in total.parts if scope & set(part.categories)), None
