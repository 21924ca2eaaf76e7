"""What counts of a partner's lines whatever a clause asks, and what is left of a declared total. Pure.

`excluded` goods, categories or words of a circular, are out of both.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from datetime import date
from itertools import groupby
from typing import NamedTuple

from marketplace.kernel.period import Month
from marketplace.uptake.lines import LedgerLine, Total


def counted_of(lines: Sequence[LedgerLine], counts: Callable[[LedgerLine], bool]) -> Sequence[LedgerLine]:
    """Lines that count. A return without a known purchase does where its maker's purchases of that month do.

    Whatever is said of the return itself: a shop may not gain by proving its returns worse than its purchases. Month by
    month, so that months add up to the quarter.
    """
    raised = {_maker_month(line) for line in lines if line.net > 0 and counts(line)}
    return [line for line in lines if (_maker_month(line) in raised if line.orphan else counts(line))]


def _maker_month(line: LedgerLine) -> tuple[int | None, Month]:
    return line.producer_id, Month.of(line.day)


def local_of(lines: Sequence[LedgerLine], excluded: Collection[str] = ()) -> Sequence[LedgerLine]:
    """Lines of local makers as every figure without a clause has them."""

    def counts(line: LedgerLine) -> bool:
        return line.local and not line.refused and not line.disputed and not is_excluded(line, excluded)

    return counted_of(lines, counts)


class ExcludedGoods(NamedTuple):
    """What a circular leaves out in the months that it judges, from the first day of one to the last of another."""

    first_day: date
    last_day: date
    codes: tuple[str, ...]


def excluded_in(month: Month, every: Sequence[ExcludedGoods]) -> tuple[str, ...]:
    """By the circular that judges this month: no two judge the same."""
    return next((one.codes for one in every if one.first_day <= month.first_day <= one.last_day), ())


def local_by_month(
    lines: Sequence[LedgerLine], every: Sequence[ExcludedGoods] = ()
) -> Mapping[Month, Sequence[LedgerLine]]:
    """The same lines of local makers, month by month, each without what is excluded in it."""
    in_order = sorted(lines, key=lambda line: line.day)
    months = groupby(in_order, key=lambda line: Month.of(line.day))
    return {month: local_of(list(some), excluded_in(month, every)) for month, some in months}


def is_excluded(line: LedgerLine, excluded: Collection[str]) -> bool:
    """By its category or one above it. Goods that have no category are no local maker's, and so never count."""
    return any(code in excluded for code in line.categories)


def left_of(total: Total, excluded: Collection[str]) -> Total | None:
    """What is left of a declared total without these goods, its other parts included.

    None where the part of any of them was not told: nothing is an answer, silence is not.
    """
    told = {part.categories[-1] for part in total.parts}
    if total.rupiah and not told.issuperset(excluded):
        return None
    kept = tuple(part for part in total.parts if set(excluded).isdisjoint(part.categories))
    out = sum(part.rupiah for part in total.parts) - sum(part.rupiah for part in kept)
    return replace(total, rupiah=total.rupiah - out, parts=kept)


def makers_of(lines: Sequence[LedgerLine]) -> tuple[int, ...]:
    """Makers of whom more was bought than returned."""
    sums: dict[int, int] = {}
    for line in lines:
        if line.producer_id is not None:
            sums[line.producer_id] = sums.get(line.producer_id, 0) + line.net
    return tuple(sorted(maker for maker, amount in sums.items() if amount > 0))
