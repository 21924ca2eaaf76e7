"""Rows that were there before the journal kept digests get theirs, once for each table."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from typing import NamedTuple

from sqlalchemy import select, tuple_
from sqlalchemy.orm import Session

from marketplace.db.seals import SEALED, Key, SealedTable
from marketplace.db.statements import run
from marketplace.db.uow import UnitOfWork
from marketplace.db.written import digests_by_key, note_digests
from marketplace.journal.chain import payload_of
from marketplace.journal.events import OF_ROWS, TablesSealed
from marketplace.journal.models import JournalEntry
from marketplace.journal.reactions import HEAD

SLICE = 2000  # rows in one transaction


class SealedUpTo(NamedTuple):
    """Up to where a table is sealed."""

    table: str
    after: Key


def sealed_tables(session: Session) -> AbstractSet[str]:
    """Those of which every row had an entry at some time."""
    told = select(JournalEntry.stored).where(
        JournalEntry.subject_kind == TablesSealed.subject_kind,
        JournalEntry.subject_id == OF_ROWS,
        JournalEntry.action == TablesSealed.action,
    )
    return {name for stored in session.scalars(told) for name in payload_of(stored)["tables"]}


def seal_unsealed(
    uow: UnitOfWork, place: SealedUpTo | None = None, *, size: int = SLICE
) -> SealedUpTo | None:
    """Digests of so many rows, from the first table that has none on; gives where to go on, None once all are sealed.

    Twice does no harm: of a table that is done nothing is sealed again, or a row changed by hand would be believed. The
    head of the journal is locked first, so no row changes between its digest and its entry.
    """
    run(uow.session, HEAD)
    done = list[str]()
    for name in sorted(SEALED.keys() - sealed_tables(uow.session)):
        after = place.after if place is not None and place.table == name else None
        found = _rows_after(uow.session, SEALED[name], after, size)
        note_digests(uow.session, SEALED[name], found)
        size -= len(found)
        if size <= 0:
            place = SealedUpTo(name, max(found))
            break
        done.append(name)
    else:
        place = None
    if done:
        uow.emit(TablesSealed(tables=tuple(done)))
    return place


def _rows_after(session: Session, sealed: SealedTable, after: Key | None, size: int) -> dict[Key, bytes]:
    query = select(*sealed.columns).order_by(*sealed.keys).limit(size)
    if after is not None:
        query = query.where(tuple_(*sealed.keys) > after)
    return digests_by_key(session.connection().execute(query), sealed)
