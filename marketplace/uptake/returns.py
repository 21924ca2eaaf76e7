"""Which purchase a return gives back. Pure: nothing of it is stored, so the order of recording cannot matter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from marketplace.uptake.lines import LedgerLine

BACK = (31, 366, None)  # days that earlier purchases are read at a time; at last all of them


class TradedLine(NamedTuple):
    """A line of the ledger with how much of it there was: `quantity` thousandths of `unit`, below zero for a return."""

    line: LedgerLine
    quantity: int
    unit: str

    @property
    def weight(self) -> tuple[Any, ...]:
        """Orders lines by what they say, and only lines that say the same by their numbers."""
        line = self.line
        said = (line.on_paper, self.quantity, self.unit, line.categories, line.grade)
        return (line.day, *said, line.local, line.certified, line.refused, line.disputed, line.net, line.id)


class Origin(NamedTuple):
    """The purchase that a return gives back, and how many of the return's rupiah, below zero, count by it."""

    line: LedgerLine
    net: int


Pairs = set[tuple[int, int]]  # partner and maker
ByPartner = Mapping[int, Sequence[TradedLine]]
ReadEarlier = Callable[[Pairs, date | None, date], ByPartner]  # from a day on, and before another


def follow_back(rows: ByPartner, first_day: date, read: ReadEarlier) -> Mapping[int, list[LedgerLine]]:
    """The lines of `rows`, all those from `first_day` on, as `follow_returns` has them with all there were before.

    Reads no further back than it takes: a return gives back the newest purchase with enough left, and what is left of
    it only later returns can change. So a purchase that is found among the last ones is found among all of them.
    """
    earlier: defaultdict[int, list[TradedLine]] = defaultdict(list)
    until = first_day
    for days in BACK:
        pairs = {pair for partner_id, some in rows.items() for pair in _orphans(partner_id, some, earlier)}
        if not pairs:
            break
        since = None if days is None else first_day - timedelta(days=days)
        for partner_id, more in read(pairs, since, until).items():
            earlier[partner_id] += more
        until = since or until
    return {
        partner_id: follow_returns(some, earlier.get(partner_id, ())) for partner_id, some in rows.items()
    }


def _orphans(partner_id: int, rows: Sequence[TradedLine], earlier: ByPartner) -> Iterator[tuple[int, int]]:
    """Of whom a return is whose purchase is not found so far."""
    returned = [row.line for row in rows if row.line.net < 0 and row.line.producer_id is not None]
    if returned:
        origins = origins_of([*earlier.get(partner_id, ()), *rows])
        yield from (
            (partner_id, line.producer_id)
            for line in returned
            if line.producer_id is not None and line.id not in origins
        )


def follow_returns(rows: Sequence[TradedLine], earlier: Iterable[TradedLine] = ()) -> list[LedgerLine]:
    """The lines of `rows`; each return of a known maker takes over what held for the purchase it gives back.

    It counts, or does not, as its purchase does, in the month of the return. `earlier` are lines of the same partner
    from before `rows`: purchases that may have come back since, and returns that used them up already.
    """
    origins = origins_of([*earlier, *rows])
    return [_inheriting(row.line, origins.get(row.line.id)) for row in rows]


def origins_of(rows: Iterable[TradedLine]) -> Mapping[int, Origin]:
    """By the number of each return, the newest purchase of these goods with enough left on that day.

    What is left is by the papers, whatever an auditor refused; of a purchase that counts in part no more comes back
    than counts of it.
    """
    goods: defaultdict[tuple[int, str], list[TradedLine]] = defaultdict(list)
    for row in rows:
        if row.line.producer_id is not None:
            goods[row.line.producer_id, row.line.item].append(row)
    found: dict[int, Origin] = {}
    for some in goods.values():
        found |= _origins_among(some)
    return found


def _origins_among(rows: Sequence[TradedLine]) -> Mapping[int, Origin]:
    returned = sorted((row for row in rows if row.line.net < 0), key=lambda row: row.weight)
    if not returned:
        return {}
    bought = sorted((row for row in rows if row.line.net > 0), key=lambda row: row.weight, reverse=True)
    left = {row.line.id: (row.line.on_paper, abs(row.quantity)) for row in bought}
    counts = {row.line.id: row.line.net for row in bought}
    found: dict[int, Origin] = {}
    for back in returned:
        for row in bought:
            if row.line.day > back.line.day or row.unit != back.unit:
                continue
            net, quantity = left[row.line.id]
            if net + back.line.net >= 0 and quantity >= abs(back.quantity):
                left[row.line.id] = net + back.line.net, quantity - abs(back.quantity)
                back_net = max(back.line.net, -counts[row.line.id])
                counts[row.line.id] += back_net
                found[back.line.id] = Origin(row.line, back_net)
                break
    return found


def _inheriting(line: LedgerLine, found: Origin | None) -> LedgerLine:
    """A return of which nothing counts is refused as its purchase is: none of it lowers a figure."""
    if line.net >= 0:
        return line
    if found is None:
        return line._replace(orphan=True)
    origin = found.line
    return line._replace(
        net=found.net or line.net,
        recorded=line.net if found.net not in (0, line.net) else None,
        returns=origin.id,
        categories=origin.categories,
        grade=origin.grade,
        local=origin.local,
        certified=origin.certified,
        refused=origin.refused or not found.net,
        disputed=origin.disputed,
    )
