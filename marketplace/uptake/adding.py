"""New purchases put to the stored figures of their month, which is not read again from the ledger for them.

A purchase changes no other line, but where its shop gave goods of the same maker back in that month: that return may be
of it. Such a month is summed up anew, and so is one to which a return came.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from marketplace.kernel.period import Month
from marketplace.uptake.ledger import category_paths, lines_bought
from marketplace.uptake.lines import LedgerLine, Path
from marketplace.uptake.models import Uptake
from marketplace.uptake.stored import ROW
from marketplace.uptake.stored_rows import Trade, UptakeRow, summed


class NumberedRow(NamedTuple):
    """A row as it is to be stored; a `new` one under a number that its partner's month has not got yet."""

    number: int
    row: UptakeRow
    new: bool


class _Held(NamedTuple):
    number: int
    row: UptakeRow


def rows_with_added(
    session: Session, month: Month, purchases: Mapping[int, Collection[int]]
) -> Mapping[int, Sequence[NumberedRow]]:
    """By partner, the rows that these new purchases change; without those whose month is to be summed up anew."""
    read = lines_bought(session, [one for some in purchases.values() for one in some])
    lines = {
        partner_id: read.get(partner_id, ())
        for partner_id in purchases
        if not any(line.net < 0 for line in read.get(partner_id, ()))
    }
    held = _held(session, month, lines)
    last = _last_numbers(session, month, lines)
    return {
        partner_id: _added(held[partner_id], summed(some), last.get(partner_id, 0))
        for partner_id, some in lines.items()
        if not any(one.row.producer_id and one.row.trade is not Trade.BOUGHT for one in held[partner_id])
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
