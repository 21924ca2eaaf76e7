"""Lines of the ledger of one partner and month, summed up by everything that a judgement looks at. Pure.

A judgement over these rows has every figure of one over the lines: it asks of a line what its row says too, its month,
and the sign of its rupiah, so purchases and returns are apart.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Any, NamedTuple

from marketplace.kernel.period import Month
from marketplace.uptake.lines import Grade, LedgerLine, Path

LATE = 30  # days


class Trade(StrEnum):
    """A return has what held for its purchase; an orphan found none."""

    BOUGHT = "bought"
    RETURNED = "returned"
    ORPHAN = "orphan"


class UptakeRow(NamedTuple):
    """`net` rupiah of so many `lines` that say the same. Goods of sellers who are no known makers have no `item`.

    `late` ones were bought in the last `LATE` days of the month: so far back the measures look that ask for days.
    """

    outlet: int | None
    categories: Path
    producer_id: int | None
    item: str
    grade: Grade
    local: bool
    certified: bool
    refused: bool
    disputed: bool
    seller_known: bool
    product_known: bool
    trade: Trade
    late: bool
    net: int
    lines: int

    def as_line(self, number: int, month: Month, kelurahan: str | None) -> LedgerLine:
        """One line that a judgement reads as it reads all of them, on the first or the last day of their month."""
        return LedgerLine(
            number,
            month.last_day if self.late else month.first_day,
            self.net,
            self.producer_id,
            kelurahan,
            self.item,
            self.categories,
            self.grade,
            self.local,
            self.certified,
            self.refused,
            self.disputed,
            self.seller_known,
            self.product_known,
            0 if self.trade is Trade.RETURNED else None,
            self.trade is Trade.ORPHAN,
            self.outlet,
        )


def summed(lines: Iterable[LedgerLine]) -> Sequence[UptakeRow]:
    """Of one partner and month; in an order that does not depend on that of the lines."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for line in lines:
        sums = found.setdefault(_said(line), [0, 0])
        sums[0] += line.net
        sums[1] += 1
    return in_order(UptakeRow(*said, *sums) for said, sums in found.items())


def in_order(rows: Iterable[UptakeRow]) -> Sequence[UptakeRow]:
    return sorted(rows, key=_order)


def _said(line: LedgerLine) -> tuple[Any, ...]:
    trade = Trade.BOUGHT
    if line.net < 0:
        trade = Trade.ORPHAN if line.orphan else Trade.RETURNED
    return (
        line.outlet,
        line.categories,
        line.producer_id,
        line.item if line.producer_id is not None else "",
        line.grade,
        line.local,
        line.certified,
        line.refused,
        line.disputed,
        line.seller_known,
        line.product_known,
        trade,
        (Month.of(line.day).last_day - line.day).days < LATE,
    )


def _order(row: UptakeRow) -> tuple[Any, ...]:
    """None before every number."""
    return (row.outlet or 0, row.categories, row.producer_id or 0, *row[3:])
