"""Whether a maker counts as local, as cards, baskets, orders and prints say it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from sqlalchemy import Date, SQLColumnExpression, func, literal, or_, select
from sqlalchemy.orm import aliased

from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.period import Month
from marketplace.producers.models import Locality

ALWAYS = date.min  # of a stretch without a first day
_Stretch = aliased(Locality)  # made once: an alias is dear to make


def local_since(
    producer_id: ProducerId | SQLColumnExpression[ProducerId], day: date | SQLColumnExpression[date]
) -> SQLColumnExpression[date | None]:
    """Inside a larger select: the first day (WIB) of the stretch that holds on that day, or `ALWAYS`.

    NULL where the maker is not local then. No two stretches of a maker share a day, which the database sees to.
    """
    return (
        select(func.coalesce(_Stretch.from_on, literal(ALWAYS, Date)))
        .where(
            _Stretch.producer_id == producer_id,
            or_(_Stretch.from_on.is_(None), _Stretch.from_on <= day),
            or_(_Stretch.until_on.is_(None), _Stretch.until_on >= day),
        )
        .scalar_subquery()
    )


def _written(day: date) -> str:
    return f"{day.day} {Month.of(day).label}"


def locality_label(since: date | None, written: Callable[[date], str] = _written) -> Label:
    """What `local_since` found, in words; `written` puts its day, as 24 November 2026 unless told."""
    if since is None:
        return _l("Tidak terhitung lokal")
    if since == ALWAYS:
        return _l("Terhitung lokal sejak semula")
    return _l("Terhitung lokal sejak %(day)s", day=written(since))
