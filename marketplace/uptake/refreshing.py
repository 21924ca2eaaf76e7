"""Bringing the stored figures up to the ledger, a month at a time; and proving that they say what it says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import NamedTuple

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from marketplace.db.bulk import SLICE, insert_columns
from marketplace.db.inserting import INSERT
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.slicing import in_slices
from marketplace.partners.models import Partner
from marketplace.uptake.adding import AddedRows, rows_with_added
from marketplace.uptake.ledger import category_paths
from marketplace.uptake.models import Uptake, UptakeMark, UptakeMonth
from marketplace.uptake.stored import rows_now, rows_stored
from marketplace.uptake.stored_rows import UptakeRow

AT_ONCE = 50  # partners whose lines are in memory together

Rows = Mapping[int, Sequence[UptakeRow]]  # by partner


class _Mark(NamedTuple):
    id: int
    partner_id: int
    purchase_id: int | None


class RowDifference(NamedTuple):
    """What is stored of a partner's month and what the ledger says, only the rows that the other has not got."""

    partner_id: int
    stored: Sequence[UptakeRow]
    right: Sequence[UptakeRow]


def refresh_month(uow: UnitOfWork, month: Month, *, whole: bool = False) -> int | None:
    """Store what is marked of a month, or all of it where it is not stored yet; gives the number of partners.

    Takes a unit of work that is not entered: the ledger is read while nobody waits, then written in one short
    transaction. None where somebody else stored any of this month meanwhile: what was read may be older than that, so
    it is dropped and its marks stay. Marks that came after the reading stay too.
    """
    version = _version(uow.session, month)
    marks = _marks(uow.session, month)
    whole = whole or version is None
    added = {} if whole else _with_added(uow.session, month, marks)
    marked = {one.partner_id for one in marks}
    partner_ids = uow.session.scalars(select(Partner.id)) if whole else marked - added.keys()
    rows = _summed(uow.session, month, sorted(partner_ids))
    with uow:
        if not _claim(uow.session, month, version):
            return None
        _write(uow.session, month, rows, whole=whole)
        _put(uow.session, month, added)
        for some in in_slices([one.id for one in marks], SLICE):
            uow.session.execute(delete(UptakeMark).where(UptakeMark.id.in_(some)))
        summed_up = [*rows, *(partner_id for partner_id, one in added.items() if one.makers)]
        _sum_up_again(uow.session, month, summed_up)
    return len(rows) + len(added)


def differences(session: Session, month: Month) -> Iterator[RowDifference]:
    """Partners whose stored figures of a month are not what the ledger says. Who is marked is not asked about."""
    if _version(session, month) is None:
        return
    marked = set(session.scalars(select(UptakeMark.partner_id).filter_by(month=str(month))))
    stored = rows_stored(session, month)
    partner_ids = sorted(set(session.scalars(select(Partner.id))) - marked)
    for partner_id, right in _summed(session, month, partner_ids).items():
        said, holds = set(stored.get(partner_id, ())), set(right)
        if said != holds:
            yield RowDifference(partner_id, sorted(said - holds, key=repr), sorted(holds - said, key=repr))


def _marks(session: Session, month: Month) -> Sequence[_Mark]:
    query = select(UptakeMark.id, UptakeMark.partner_id, UptakeMark.purchase_id).filter_by(month=str(month))
    return [_Mark(*row) for row in session.execute(query)]


def _with_added(session: Session, month: Month, marks: Sequence[_Mark]) -> Mapping[int, AddedRows]:
    """Of partners to whose month nothing but purchases came; what came before the month was stored is in it."""
    changed = {one.partner_id for one in marks if one.purchase_id is None}
    added: defaultdict[int, set[int]] = defaultdict(set)
    for one in marks:
        if one.partner_id not in changed and one.purchase_id is not None:
            added[one.partner_id].add(one.purchase_id)
    return rows_with_added(session, month, added) if added else {}


def _version(session: Session, month: Month) -> int | None:
    return session.scalar(select(UptakeMonth.version).filter_by(month=str(month)))


def _summed(session: Session, month: Month, partner_ids: Sequence[int]) -> Rows:
    found: dict[int, Sequence[UptakeRow]] = {}
    for some in in_slices(partner_ids, AT_ONCE):
        read = rows_now(session, MonthSpan.of(month), frozenset(some))
        found |= {partner_id: read.get((partner_id, month), ()) for partner_id in some}
    return found


def _claim(session: Session, month: Month, version: int | None) -> bool:
    """Whether nobody has stored anything of the month since it was at this version; whoever comes next waits."""
    if version is None:
        row = INSERT[session.get_bind().dialect.name](UptakeMonth).values(month=str(month), version=1)
        claimed = session.execute(row.on_conflict_do_nothing().returning(UptakeMonth.version))
    else:
        claimed = session.execute(
            update(UptakeMonth)
            .where(UptakeMonth.month == str(month), UptakeMonth.version == version)
            .values(version=version + 1)
            .returning(UptakeMonth.version)
        )
    return claimed.one_or_none() is not None


def _sum_up_again(session: Session, month: Month, partner_ids: Collection[int]) -> None:
    """Marks that came while these were summed up: nobody knows whether their purchases are in the sums already."""
    for some in in_slices(list(partner_ids), SLICE):
        session.execute(
            update(UptakeMark)
            .where(
                UptakeMark.month == str(month),
                UptakeMark.partner_id.in_(some),
                UptakeMark.purchase_id.is_not(None),
            )
            .values(purchase_id=None)
        )


def _put(session: Session, month: Month, added: Mapping[int, AddedRows]) -> None:
    for partner_id, one in added.items():
        if one.makers:
            session.execute(
                delete(Uptake).where(
                    Uptake.month == str(month),
                    Uptake.partner_id == partner_id,
                    Uptake.producer_id.in_(one.makers),
                )
            )
    rows = {partner_id: one.rows for partner_id, one in added.items()}
    changed = [
        {
            "month": str(month),
            "partner_id": partner_id,
            "number": one.number,
            "net": one.row.net,
            "lines": one.row.lines,
        }
        for partner_id, some in rows.items()
        for one in some
        if not one.new
    ]
    if changed:
        session.execute(update(Uptake), changed)
    _insert(
        session,
        month,
        [(partner_id, one.number, one.row) for partner_id, some in rows.items() for one in some if one.new],
    )


def _write(session: Session, month: Month, rows: Rows, *, whole: bool) -> None:
    before = delete(Uptake).where(Uptake.month == str(month))
    if whole:
        session.execute(before)
    else:
        for some in in_slices(list(rows), SLICE):
            session.execute(before.where(Uptake.partner_id.in_(some)))
    _insert(
        session,
        month,
        [
            (partner_id, number, row)
            for partner_id, some in rows.items()
            for number, row in enumerate(some, start=1)
        ],
    )


def _insert(session: Session, month: Month, rows: Sequence[tuple[int, int, UptakeRow]]) -> None:
    if not rows:
        return
    id_of = {path: number for number, _, path in category_paths(session)}
    written = [
        (str(month), PartnerId(partner_id), number, row.outlet, id_of.get(row.categories), *row[2:])
        for partner_id, number, row in rows
    ]
    insert_columns(session, Uptake, dict(zip(COLUMNS, zip(*written, strict=True), strict=True)))


COLUMNS = tuple(column.key for column in Uptake.__table__.columns)
