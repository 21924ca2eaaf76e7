"""A share month by month, beside the target of those months that had one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from marketplace.circulars.rules.base import Target
from marketplace.circulars.terms import CircularTerms
from marketplace.compliance.coverage import BoundShare
from marketplace.compliance.public_months import PublicMonth, public_months
from marketplace.kernel.period import Month

MONTHS = 12


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


def months_until(last: Month, *, count: int = MONTHS) -> Sequence[Month]:
    months = [last]
    while len(months) < count:
        months.insert(0, months[0].previous)
    return months


def city_trend(
    session: Session, last: Month, circular: CircularTerms | None, share: BoundShare | None
) -> Sequence[TrendMonth]:
    """Twelve months of those whom the headline clause binds: of published months as anybody may read them.

    `share` is the last month's, as it is shown beside the trend, by that `circular`; its target stands from its first
    whole month on, published or not. One statement, and no look at the ledger.
    """
    earlier = months_until(last)[:-1]
    months = [*published_trend(public_months(session, limit=MONTHS), earlier), TrendMonth(last)]
    if share is not None and share.denominator:
        known = share.coverage
        sums = (share.numerator, share.denominator, share.target, known.with_data, known.bound)
        months[-1] = TrendMonth(last, *sums)
    return with_target(months, circular, share.target if share else None)


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
