"""What a unit of work writes into sealed tables, found where all writes pass: the session and the bulk insert.

Nobody has to name a row by hand. A write past both is refused by `run`, or has no entry in the journal, which
`flask doctor --deep` names.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypedDict

from sqlalchemy import Row, Select, and_, event, inspect, select, tuple_
from sqlalchemy.orm import ORMExecuteState, Session

from marketplace.db.locks import ORDER
from marketplace.db.seals import SEALED, Key, NumberKeys, RowList, SealedTable, as_text, key_text, list_of
from marketplace.kernel.slicing import in_slices

SLICE = 500  # keys in one statement


class Seals(TypedDict, total=False):
    """Digests as the journal has them: of each row, and where it changed also of what it was; None for no row."""

    rows: dict[str, dict[str, str | list[str | None]]]
    lists: dict[str, RowList]


@dataclass
class _Touched:
    row: Any  # None: not known to the session, or gone
    before: bytes | None
    new: bool = False


@dataclass
class _WrittenRows:
    touched: defaultdict[str, dict[Key, _Touched]] = field(default_factory=lambda: defaultdict(dict))
    found: defaultdict[str, dict[Key, bytes]] = field(default_factory=lambda: defaultdict(dict))
    listed: defaultdict[str, list[tuple[Sequence[Key], Sequence[bytes]]]] = field(
        default_factory=lambda: defaultdict(list)
    )

    def keep(self, sealed: SealedTable, keys: Sequence[Key], digests: Sequence[bytes]) -> None:
        if not keys:
            return
        if sealed.listed:
            self.listed[sealed.name].append((keys, digests))
        else:
            self.found[sealed.name].update(zip(keys, digests, strict=True))


def watch(session: Session) -> None:
    """From here on what the session writes is noted, until `forget`."""
    session.info[_WrittenRows] = _WrittenRows()


def forget(session: Session) -> None:
    session.info.pop(_WrittenRows, None)


def has_written(session: Session) -> bool:
    noted = session.info.get(_WrittenRows)
    return bool(noted and (noted.touched or noted.found or noted.listed))


def take_seals(session: Session) -> Seals:
    """Digests of all that was written since the last time; nothing where nobody watches."""
    noted: _WrittenRows | None = session.info.get(_WrittenRows)
    if noted is None:
        return {}
    watch(session)
    seals = Seals()
    for name, found in sorted(noted.found.items()):
        seals.setdefault("rows", {})[name] = {key_text(key): as_text(digest) for key, digest in found.items()}
    for name, touched in sorted(noted.touched.items()):
        sealed = SEALED[name]
        now = _digests_now(session, sealed, touched)
        if sealed.listed:
            noted.keep(sealed, list(now), list(now.values()))
            continue
        there = {key: one.before for key, one in touched.items() if key in now or one.before}
        if rows := {key_text(key): _row_seal(now.get(key), before) for key, before in there.items()}:
            seals.setdefault("rows", {}).setdefault(name, {}).update(rows)
    for name, parts in sorted(noted.listed.items()):
        [(keys, digests), *more] = parts
        if more:
            keys = [key for some, _ in parts for key in some]
            digests = [one for _, some in parts for one in some]
        seals.setdefault("lists", {})[name] = list_of(keys, digests)
    return seals


def note_columns(session: Session, name: str, columns: Mapping[str, Iterable[Any]]) -> None:
    """Rows that go past the session, column by column. Raises LookupError where their keys are not given."""
    noted: _WrittenRows | None = session.info.get(_WrittenRows)
    sealed = SEALED.get(name)
    if noted is None or sealed is None:
        return
    if missing := [column.name for column in sealed.keys if column.name not in columns]:
        raise LookupError(f"rows of {name} are written without {', '.join(missing)}")
    digests = sealed.digests(columns)
    noted.keep(sealed, _keys_of(sealed, columns, len(digests)), digests)


def _keys_of(sealed: SealedTable, columns: Mapping[str, Iterable[Any]], count: int) -> Sequence[Key]:
    own = [columns[column.name] for column in sealed.keys]
    if len(own) == 1 and isinstance(own[0], Sequence):
        return NumberKeys(own[0][:count])
    return list(islice(zip(*own, strict=False), count))


def note_digests(session: Session, sealed: SealedTable, digests: Mapping[Key, bytes]) -> None:
    """Rows that were there before, as they are."""
    noted: _WrittenRows = session.info[_WrittenRows]
    noted.keep(sealed, list(digests), list(digests.values()))


def insert_sealed(session: Session, statement: Any, rows: Sequence[Mapping[str, Any]]) -> Sequence[Row[Any]]:
    """Rows that a statement of the kind of `db/statements.py` adds to a sealed table, as it gives them back.

    It has to give back the sealed columns, in their order.
    """
    session.flush()
    written = session.connection().execute(statement, rows).all()
    note_digests(session, sealed := SEALED[statement.table.name], digests_by_key(written, sealed))
    return written


def digests_by_key(rows: Iterable[Row[Any]], sealed: SealedTable) -> dict[Key, bytes]:
    """Of rows with the sealed columns, in their order."""
    found = list(rows)
    if not found:
        return {}
    names = [column.name for column in sealed.columns]
    columns = dict(zip(names, zip(*found, strict=True), strict=True))
    keys = zip(*(columns[column.name] for column in sealed.keys), strict=True)
    return dict(zip(keys, sealed.digests(columns), strict=True))


def rows_with(sealed: SealedTable, keys: Sequence[Key]) -> Select[Any]:
    query = select(*sealed.columns)
    if len(sealed.keys) == 1:
        return query.where(sealed.keys[0].in_([one for (one,) in keys]))
    return query.where(tuple_(*sealed.keys).in_(keys))


def _row_seal(now: bytes | None, before: bytes | None) -> str | list[str | None]:
    after = as_text(now) if now else None
    return after if after and before is None else [after, as_text(before) if before else None]


def _digests_now(session: Session, sealed: SealedTable, touched: Mapping[Key, _Touched]) -> dict[Key, bytes]:
    """From what the session holds; what it does not hold whole, or others may have changed before, is read."""
    found, alone = dict[Key, bytes](), _alone(session, sealed)
    for key, one in touched.items():
        values = _held(sealed, one.row, new=one.new) if one.row is not None and (one.new or alone) else None
        if values is not None:
            found[key] = sealed.digest(values)
    found |= _read(session, sealed, sorted(touched.keys() - found.keys()))
    return {key: found[key] for key in touched if key in found}


def _held(sealed: SealedTable, row: Any, *, new: bool) -> list[Any] | None:
    """A value for each sealed column; None where the session does not know one of them.

    What a new row was not given is NULL, where the database gives nothing instead.
    """
    state = inspect(row)
    if not state.persistent:
        return None
    for column in sealed.columns:
        left_out = new and column.server_default is None and column.name not in state.expired_attributes
        if column.name not in state.dict and not left_out:
            return None
    return [state.dict.get(column.name) for column in sealed.columns]


@event.listens_for(Session, "before_flush")
def _note_changes(session: Session, *_: Any) -> None:
    noted: _WrittenRows | None = session.info.get(_WrittenRows)
    if noted is None:
        return
    changed = defaultdict[str, dict[Key, Any]](dict)
    for row in (*session.dirty, *session.deleted):
        sealed = SEALED.get(row.__tablename__)
        if sealed is not None and (row in session.deleted or _changes(sealed, row)):
            changed[sealed.name][tuple(getattr(row, column.name) for column in sealed.keys)] = row
    for name in sorted(changed, key=_rank):
        touched, rows = noted.touched[name], changed[name]
        before = _digests_before(
            session, SEALED[name], {key: rows[key] for key in rows.keys() - touched.keys()}
        )
        for key, row in rows.items():
            one = touched.setdefault(key, _Touched(None, before.get(key)))
            one.row = None if row in session.deleted else row


@event.listens_for(Session, "after_flush")
def _note_new(session: Session, *_: Any) -> None:
    noted: _WrittenRows | None = session.info.get(_WrittenRows)
    if noted is None:
        return
    for row in session.new:
        if sealed := SEALED.get(row.__tablename__):
            key = tuple(getattr(row, column.name) for column in sealed.keys)
            noted.touched[sealed.name][key] = _Touched(row, None, new=True)


@event.listens_for(Session, "do_orm_execute")
def _note_statements(state: ORMExecuteState) -> None:
    """Rows that a statement of the session is about to change; raises LookupError for an INSERT without their keys."""
    if state.is_select or (noted := state.session.info.get(_WrittenRows)) is None:
        return
    statement: Any = state.statement
    sealed = SEALED.get(statement.table.name) if statement.is_dml else None
    if sealed is None:
        return
    if state.is_insert:
        for key in _inserted(sealed, state.parameters):
            noted.touched[sealed.name][key] = _Touched(None, None)
        return
    state.session.flush()
    asked = select(*sealed.columns).where(and_(True, *statement._where_criteria)).order_by(*sealed.keys)
    given = state.parameters if isinstance(state.parameters, Mapping) else {}
    rows = state.session.connection().execute(asked.with_for_update(key_share=True), given)
    for key, digest in digests_by_key(rows, sealed).items():
        known = noted.touched[sealed.name].get(key)
        noted.touched[sealed.name][key] = _Touched(None, known.before if known else digest)


def _inserted(sealed: SealedTable, given: Any) -> Iterator[Key]:
    rows = given if isinstance(given, Sequence) else [given or {}]
    for row in rows:
        if any(column.name not in row for column in sealed.keys):
            raise LookupError(f"rows of {sealed.name} are added to the session, or inserted with their keys")
        yield tuple(row[column.name] for column in sealed.keys)


def _changes(sealed: SealedTable, row: Any) -> bool:
    state = inspect(row)
    return any(
        column.name in state.committed_state and state.attrs[column.name].history.has_changes()
        for column in sealed.columns
    )


def _rank(name: str) -> tuple[int, str]:
    """Rows are locked in the order of all (db/locks.py)."""
    return ORDER.index(name) if name in ORDER else len(ORDER), name


def _alone(session: Session, sealed: SealedTable) -> bool:
    """Whether nobody can have changed a row since the session read it: then it need not be read again."""
    return sealed.versioned or session.connection().dialect.name == "sqlite"


def _digests_before(session: Session, sealed: SealedTable, rows: Mapping[Key, Any]) -> dict[Key, bytes]:
    """What rows were when the session read them. They are read, and locked, where it may have changed since."""
    found = dict[Key, bytes]()
    if _alone(session, sealed):
        for key, row in rows.items():
            values = list(_values_before(sealed, row))
            if len(values) == len(sealed.columns):
                found[key] = sealed.digest(values)
    return found | _read(session, sealed, sorted(rows.keys() - found.keys()), lock=True)


def _read(
    session: Session, sealed: SealedTable, keys: Sequence[Key], *, lock: bool = False
) -> dict[Key, bytes]:
    found = dict[Key, bytes]()
    for some in in_slices(keys, SLICE):
        query = rows_with(sealed, some).order_by(*sealed.keys)
        rows = session.connection().execute(query.with_for_update(key_share=True) if lock else query)
        found |= digests_by_key(rows, sealed)
    return found


def _values_before(sealed: SealedTable, row: Any) -> Iterator[Any]:
    """Fewer than there are columns where one is not known."""
    state = inspect(row)
    for column in sealed.columns:
        history = state.attrs[column.name].history
        known = history.deleted or history.unchanged
        if known:
            yield known[0]
