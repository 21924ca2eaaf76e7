"""New purchases put to the stored figures of their month, which is not read again from the ledger for them.

A purchase changes no other line, but where its shop gave goods of the same maker back in that month: that return may be
of it. The rows of such a maker are summed up anew, and so are those of one to whom goods were given back.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from marketplace.kernel.period import Month, MonthSpan
from marketplace.uptake.ledger import category_paths, lines_bought, lines_of
from marketplace.uptake.lines import LedgerLine, Path
from marketplace.uptake.models import Uptake
from marketplace.uptake.stored import ROW
from marketplace.uptake.stored_rows import Trade, UptakeRow, summed


class NumberedRow(NamedTuple):
    """A row as it is to be stored; a `new` one under a number that its partner's month has not got yet."""

    number: int
    row: UptakeRow
    new: bool


class AddedRows(NamedTuple):
    """What new purchases change of a partner's month: all rows of these `makers` are replaced by those among `rows`."""

    rows: Sequence[NumberedRow]
    makers: frozenset[int]


class _Held(NamedTuple):
    number: int
    row: UptakeRow


def rows_with_added(
    session: Session, month: Month, purchases: Mapping[int, Collection[int]]
) -> Mapping[int, AddedRows]:
    """By partner; without those whose whole month is to be summed up anew, as nobody knows whose goods came back."""
    bought = lines_bought(session, [one for some in purchases.values() for one in some])
    read = {partner_id: bought.get(partner_id, ()) for partner_id in purchases}
    held = _held(session, month, read)
    anew = {partner_id: _with_returns(some, held[partner_id]) for partner_id, some in read.items()}
    lines = {partner_id: some for partner_id, some in read.items() if None not in anew[partner_id]}
    makers = {partner_id: {one for one in anew[partner_id] if one is not None} for partner_id in lines}
    again = _lines_of_makers(session, month, makers)
    last = _last_numbers(session, month, lines)
    found = {}
    for partner_id, some in lines.items():
        plain = [line for line in some if line.producer_id not in makers[partner_id]]
        added = _added(held[partner_id], summed(plain), last.get(partner_id, 0))
        top = max([last.get(partner_id, 0), *(one.number for one in added)])
        numbered = enumerate(summed(again.get(partner_id, ())), start=top + 1)
        rows = [*added, *(NumberedRow(number, row, new=True) for number, row in numbered)]
        found[partner_id] = AddedRows(rows, frozenset(makers[partner_id]))
    return found


def _with_returns(lines: Sequence[LedgerLine], held: Sequence[_Held]) -> set[int | None]:
    """Makers of these lines whose goods came back in the month, before or with them; None for one nobody knows."""
    before = {one.row.producer_id for one in held if one.row.trade is not Trade.BOUGHT} - {None}
    return before | {line.producer_id for line in lines if line.net < 0}


def _lines_of_makers(
    session: Session, month: Month, makers: Mapping[int, Collection[int]]
) -> Mapping[int, Sequence[LedgerLine]]:
    """All that these partners bought of their makers in the month, and gave back."""
    asked = {partner_id: some for partner_id, some in makers.items() if some}
    if not asked:
        return {}
    every = {maker for some in asked.values() for maker in some}
    read = lines_of(session, MonthSpan.of(month), partner_ids=asked.keys(), makers=every)
    return {
        partner_id: [line for line in some if line.producer_id in asked[partner_id]]
        for partner_id, some in read.items()
    }


def _added(held: Sequence[_Held], rows: Sequence[UptakeRow], last: int) -> Sequence[NumberedRow]:
    known = {one.row[:-2]: one for one in held}
    found = []
    for row in rows:
        if before := known.get(row[:-2]):
            more = row._replace(net=before.row.net + row.net, lines=before.row.lines + row.lines)
            found.append(NumberedRow(before.number, more, new=False))
        else:
            last += 1
            found.append(NumberedRow(last, row, new=True))
    return found


def _held(
    session: Session, month: Month, lines: Mapping[int, Sequence[LedgerLine]]
) -> Mapping[int, Sequence[_Held]]:
    """Stored rows of the makers of these lines, and of sellers who are none."""
    makers = {partner_id: {line.producer_id for line in some} for partner_id, some in lines.items()}
    every = {maker for some in makers.values() for maker in some if maker is not None}
    query = select(Uptake.partner_id, Uptake.number, Uptake.outlet_id, Uptake.category_id, *ROW).where(
        Uptake.month == str(month),
        Uptake.partner_id.in_(lines),
        or_(Uptake.producer_id.is_(None), Uptake.producer_id.in_(every)),
    )
    paths: dict[int | None, Path] = {number: path for number, _, path in category_paths(session)}
    found: defaultdict[int, list[_Held]] = defaultdict(list)
    for partner_id, number, outlet, category, *row in session.execute(query):
        one = UptakeRow(outlet, paths.get(category, ()), *row)
        if one.producer_id in makers[partner_id]:
            found[partner_id].append(_Held(number, one))
    return found


def _last_numbers(session: Session, month: Month, partner_ids: Collection[int]) -> Mapping[int, int]:
    query = select(Uptake.partner_id, func.max(Uptake.number).label("last")).where(
        Uptake.month == str(month), Uptake.partner_id.in_(partner_ids)
    )
    return {row.partner_id: row.last for row in session.execute(query.group_by(Uptake.partner_id))}
