"""Whether the rows that published figures stand on are those that the program wrote: each against the journal.

The journal is read once, in slices, and rows likewise. What it cannot tell is whether the journal itself was rebuilt:
that shows by heads that left the machine, and by those in published reports.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from sqlalchemy import Select, select, tuple_
from sqlalchemy.orm import Session

from marketplace.db.seals import (
    SEALED,
    Key,
    RowList,
    SealedTable,
    as_text,
    differing,
    key_from,
    key_text,
    keys_of,
)
from marketplace.db.written import digests_by_key, rows_with
from marketplace.journal.chain import seals_of
from marketplace.journal.queries import entries_from
from marketplace.journal.sealing import sealed_tables
from marketplace.kernel.slicing import in_slices

SLICE = 500
UNREADABLE = (LookupError, ValueError, TypeError)  # a word that is none of an enum's, a day that is none


class RowFault(NamedTuple):
    """A row that is not as the journal has it, and by which entry."""

    table: str
    key: str
    says: str
    seq: int | None = None

    def __str__(self) -> str:
        return f"{self.table} {self.key}: {self.says}"


class _Keys:
    """A set of keys that takes little room where they are numbers without gaps."""

    def __init__(self) -> None:
        self._starts, self._ends, self._others = list[int](), list[int](), set[Key]()

    def add(self, keys: Sequence[Key]) -> None:
        for key in keys:
            if len(key) > 1 or not isinstance(key[0], int) or (self._ends and key[0] <= self._ends[-1]):
                self._others.add(key)
            elif self._ends and key[0] == self._ends[-1] + 1:
                self._ends[-1] = key[0]
            else:
                self._starts.append(key[0])
                self._ends.append(key[0])

    def __contains__(self, key: Key) -> bool:
        if key in self._others:
            return True
        if len(key) > 1 or not isinstance(key[0], int):
            return False
        at = bisect_right(self._starts, key[0]) - 1
        return at >= 0 and key[0] <= self._ends[at]


@dataclass
class _Told:
    """What the journal says of one table, as far as it was read."""

    rows: dict[Key, tuple[str | None, int]] = field(default_factory=dict)
    listed: _Keys = field(default_factory=_Keys)
    waiting: list[tuple[int, RowList, Sequence[Key]]] = field(default_factory=list)
    count: int = 0


def find_faults(session: Session) -> Iterator[RowFault]:
    """Rows that differ from their last entry, that have none, that are gone, or were changed between two entries."""
    told: defaultdict[str, _Told] = defaultdict(_Told)
    for entry in entries_from(session):
        try:
            seals = seals_of(entry.stored)
            yield from _read_rows(told, seals.get("rows", {}), entry.seq)
            yield from _read_lists(session, told, seals.get("lists", {}), entry.seq)
        except (ValueError, TypeError, AttributeError, KeyError):
            yield RowFault("journal", str(entry.seq), "its text cannot be read", entry.seq)
    done = sealed_tables(session)
    for name, sealed in sorted(SEALED.items()):
        yield from _hold(session, sealed, told[name])
        missing = "no entry of the journal has it"
        if name not in done:
            missing += ", or it is not sealed yet: run flask journal seal"
        yield from _compare(session, sealed, told[name], missing)


def _read_rows(
    told: Mapping[str, _Told], rows: Mapping[str, Mapping[str, Any]], seq: int
) -> Iterator[RowFault]:
    for name, seals in rows.items():
        known = told[name].rows
        for text, given in seals.items():
            key = SEALED[name].key_from(text) if name in SEALED else key_from(text)
            after, before = (given, None) if isinstance(given, str) else given
            if before is not None and key in known and known[key][0] != before:
                yield RowFault(
                    name, text, f"was changed after entry {known[key][1]} and before entry {seq}", seq
                )
            known[key] = (after, seq)


def _read_lists(
    session: Session, told: Mapping[str, _Told], lists: Mapping[str, RowList], seq: int
) -> Iterator[RowFault]:
    for name, rows in lists.items():
        if name not in SEALED:
            continue
        keys = list(keys_of(rows))
        table = told[name]
        table.listed.add(keys)
        table.waiting.append((seq, rows, keys))
        table.count += len(keys)
        if table.count >= SLICE:
            yield from _hold(session, SEALED[name], table)


def _hold(session: Session, sealed: SealedTable, told: _Told) -> Iterator[RowFault]:
    """The lists that wait, against the rows that are there."""
    keys = [key for _, _, some in told.waiting for key in some]
    found = dict[Key, bytes]()
    for few in in_slices(keys, SLICE):
        found |= _digests(session, sealed, rows_with(sealed, few))
    for seq, rows, some in told.waiting:
        for key in differing(rows, some, found):
            yield RowFault(sealed.name, key_text(key), _differs(key in found, seq), seq)
    told.waiting, told.count = [], 0


def _differs(is_there: bool, seq: int) -> str:
    return f"is not what entry {seq} of the journal has" if is_there else f"is gone, entry {seq} has it"


def _compare(session: Session, sealed: SealedTable, told: _Told, missing: str) -> Iterator[RowFault]:
    """Every row there is, against the entry that told of it last; then what is left of the entries."""
    seen = set[Key]()
    after: Key | None = None
    while True:
        found = _slice(session, sealed, after)
        if not found:
            break
        for key, digest in found.items():
            known, seq = told.rows.get(key, ("", 0))
            if seq:
                seen.add(key)
            if seq and known != as_text(digest):
                says = _differs(True, seq) if known else f"is there, entry {seq} has it gone"
                yield RowFault(sealed.name, key_text(key), says, seq)
            elif not seq and key not in told.listed:
                yield RowFault(sealed.name, key_text(key), missing)
        after = list(found)[-1]
    for key, (known, seq) in told.rows.items():
        if known and key not in seen:
            yield RowFault(sealed.name, key_text(key), _differs(False, seq), seq)


def _slice(session: Session, sealed: SealedTable, after: Key | None) -> dict[Key, bytes]:
    query = select(*sealed.columns).order_by(*sealed.keys).limit(SLICE)
    if after is not None:
        query = query.where(tuple_(*sealed.keys) > after)
    return _digests(session, sealed, query)


def _digests(session: Session, sealed: SealedTable, query: Select[Any]) -> dict[Key, bytes]:
    """Of the rows that `query` finds; of one with a value that its column cannot have, one that fits no entry."""
    try:
        return digests_by_key(session.execute(query), sealed)
    except UNREADABLE:
        found = dict[Key, bytes]()
        for row in session.execute(query.with_only_columns(*sealed.keys)).all():
            key = tuple(row)
            try:
                found |= digests_by_key(session.execute(rows_with(sealed, [key])), sealed)
            except UNREADABLE:
                found[key] = b""
        return found
