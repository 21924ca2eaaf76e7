"""A share month by month, beside the target of those months that had one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from marketplace.circulars.rules.base import Target
from marketplace.circulars.terms import CircularTerms
from marketplace.compliance.coverage import BoundShare, headline, share_of
from marketplace.compliance.public_months import PublicMonth, public_months
from marketplace.compliance.queries import evaluate_month
from marketplace.compliance.states import PROVISIONAL, PUBLISHED, PeriodState
from marketplace.kernel.period import Month

MONTHS = 12
LATELY = 3  # so many months back one may still be unpublished; judging each takes as long as its own page


@dataclass(frozen=True)
class TrendMonth:
    """`numerator` is None for a month whose sums are not known here; then there is no zero either.

    `of` are the partners that the share could be taken of, `known` those it is taken of.
    """

    month: Month
    numerator: int | None = None
    denominator: int | None = None
    target: Target | None = None
    known: int | None = None
    of: int | None = None
    provisional: bool = False  # no report has it yet


def months_until(last: Month, *, count: int = MONTHS) -> Sequence[Month]:
    months = [last]
    while len(months) < count:
        months.insert(0, months[0].previous)
    return months


def city_trend(
    session: Session,
    last: Month,
    circular: CircularTerms | None,
    share: BoundShare | None,
    *,
    states: Mapping[Month, PeriodState],
) -> Sequence[TrendMonth]:
    """Twelve months of those whom the headline clause binds: of published months as anybody may read them.

    `share` is the last month's, as it is shown beside the trend, by that `circular`; its target stands from its first
    whole month on. Of the `LATELY` months before it those whose state is provisional are judged as the books stand.
    Other months without a report have no figure.
    """
    earlier = months_until(last)[:-1]
    found = list(published_trend(public_months(session, limit=MONTHS), earlier))
    seen = {month for month in earlier[-LATELY:] if states.get(month) is PROVISIONAL}
    found = [_judged(session, one.month) if one.month in seen else one for one in found]
    months = [*found, _of_share(last, share, provisional=states.get(last) is not PUBLISHED)]
    return with_target(months, circular, share.target if share else None)


def _judged(session: Session, month: Month) -> TrendMonth:
    result = evaluate_month(session, month)
    first = headline(result.circular)
    return _of_share(month, share_of(result, first.code) if first else None, provisional=True)


def _of_share(month: Month, share: BoundShare | None, *, provisional: bool) -> TrendMonth:
    if share is None or not share.denominator:
        return TrendMonth(month, provisional=provisional)
    known = share.coverage
    sums = (share.numerator, share.denominator, share.target, known.with_data, known.bound)
    return TrendMonth(month, *sums, provisional=provisional)


def with_target(
    months: Sequence[TrendMonth], circular: CircularTerms | None, target: Target | None
) -> Sequence[TrendMonth]:
    """The same with the circular's target from its first whole month on, also where a month has no sums."""
    if target is None or circular is None:
        return months
    first = Month.of(circular.from_on)
    since = first if circular.from_on == first.first_day else first.next
    return [
        replace(one, target=target) if one.target is None and one.month >= since else one for one in months
    ]


def published_trend(published: Sequence[PublicMonth], months: Sequence[Month]) -> Sequence[TrendMonth]:
    by_month = {one.document.month: one for one in published}
    return [_published(month, by_month.get(str(month))) for month in months]


def _published(month: Month, found: PublicMonth | None) -> TrendMonth:
    sums = found.figures.bound if found else None
    if sums is None:
        return TrendMonth(month)
    return TrendMonth(month, sums.numerator, sums.denominator, sums.target, sums.with_data, sums.partners)
