"""Which purchase a return gives back. Pure: nothing of it is stored, so the order of recording cannot matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from marketplace.uptake.lines import LedgerLine


class TradedLine(NamedTuple):
    """A line of the ledger with how much of it there was: `quantity` thousandths of `unit`, below zero for a return."""

    line: LedgerLine
    quantity: int
    unit: str

    @property
    def weight(self) -> tuple[Any, ...]:
        """Orders lines by what they say, and only lines that say the same by their numbers."""
        line = self.line
        said = (line.net, self.quantity, self.unit, line.categories, line.grade)
        return (line.day, *said, line.local, line.certified, line.refused, line.disputed, line.id)


def follow_returns(rows: Sequence[TradedLine], earlier: Iterable[TradedLine] = ()) -> list[LedgerLine]:
    """The lines of `rows`; each return of a known maker takes over what held for the purchase it gives back.

    It counts, or does not, as its purchase does, in the month of the return. `earlier` are lines of the same partner
    from before `rows`: purchases that may have come back since, and returns that used them up already.
    """
    origins = origins_of([*earlier, *rows])
    return [_inheriting(row.line, origins.get(row.line.id)) for row in rows]


def origins_of(rows: Iterable[TradedLine]) -> Mapping[int, LedgerLine]:
    """By the number of each return, the newest purchase of these goods with enough left on that day."""
    goods: defaultdict[tuple[int, str], list[TradedLine]] = defaultdict(list)
    for row in rows:
        if row.line.producer_id is not None:
            goods[row.line.producer_id, row.line.item].append(row)
    found: dict[int, LedgerLine] = {}
    for some in goods.values():
        found |= _origins_among(some)
    return found


def _origins_among(rows: Sequence[TradedLine]) -> Mapping[int, LedgerLine]:
    returned = sorted((row for row in rows if row.line.net < 0), key=lambda row: row.weight)
    if not returned:
        return {}
    bought = sorted((row for row in rows if row.line.net > 0), key=lambda row: row.weight, reverse=True)
    left = {row.line.id: (row.line.net, abs(row.quantity)) for row in bought}
    found: dict[int, LedgerLine] = {}
    for back in returned:
        for row in bought:
            if row.line.day > back.line.day or row.unit != back.unit:
                continue
            net, quantity = left[row.line.id]
            if net + back.line.net >= 0 and quantity >= abs(back.quantity):
                left[row.line.id] = net + back.line.net, quantity - abs(back.quantity)
                found[back.line.id] = row.line
                break
    return found


def _inheriting(line: LedgerLine, origin: LedgerLine | None) -> LedgerLine:
    if line.net >= 0:
        return line
    if origin is None:
        return line._replace(orphan=True)
    return line._replace(
        returns=origin.id,
        categories=origin.categories,
        grade=origin.grade,
        local=origin.local,
        certified=origin.certified,
        refused=origin.refused,
        disputed=origin.disputed,
    )
