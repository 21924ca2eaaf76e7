"""Statements that are built once, by the module that asks them, and asked of the driver.

Building a statement, and having the ORM and what writes SQL look after it and its rows, costs many times what asking
it does. That is nothing on most pages, and most of the time where every buyer waits for the one before.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import Any, TypeAlias

from sqlalchemy import Connection, Dialect, Insert, IteratorResult, Result
from sqlalchemy.engine.result import SimpleResultMetaData
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

Values: TypeAlias = Mapping[str, Any]
Rows: TypeAlias = Result[*tuple[Any, ...]]
Shape: TypeAlias = tuple[tuple[str, int], ...]  # the names of values, and how many there are of a list
KEPT = 512  # a statement counts anew for each length of its lists


def perform(session: Session, statement: Any, values: Values | Sequence[Values] = (), /, **more: Any) -> Rows:
    """Plain rows of a statement with these values for its `bindparam`s; of an insert, the columns of one row or many.

    What the session has pending is written first. Objects that the session holds do not learn of what is changed.
    """
    session.flush()
    connection = session.connection()
    given = values or more
    rows: Sequence[Any] = [given] if isinstance(given, Mapping) else given
    return _said(statement, connection.dialect, _shape(rows[0])).ask(connection, rows)


def _shape(row: Values) -> Shape:
    return tuple([(name, len(value) if type(value) is list else -1) for name, value in row.items()])


class _Said:
    """A statement in the words of one database: how values go into it, and how its columns come out."""

    def __init__(self, statement: Any, dialect: Dialect, shape: Shape) -> None:
        inserts = isinstance(statement, Insert)
        given = _defaults(statement) if inserts else {}
        given |= {name: None if length < 0 else [None] * length for name, length in shape}
        compiled = statement.compile(dialect=dialect, column_keys=[*given] if inserts else None)
        state = compiled.construct_expanded_state(given)
        self._text, self._given = state.statement, state.parameters
        expanded = state.parameter_expansion
        self._lists = {name: expanded[name] for name, _ in shape if name in expanded}
        self._by_name = state.positiontup is None
        self._names = state.positiontup or [*state.parameters]
        single = {name: bound.type.dialect_impl(dialect) for name, bound in compiled.binds.items()}
        self._into = [
            (name, single[name].bind_processor(dialect) if name in single else state.processors.get(name))
            for name in self._names
        ]
        self._dialect, self._columns = dialect, list(statement.exported_columns)
        self._keys = SimpleResultMetaData([str(column.key) for column in self._columns])
        self._out_of: list[tuple[int, Any]] | None = None  # known once the driver has described its columns

    def ask(self, connection: Connection, rows: Sequence[Values]) -> Rows:
        said = [self._say(row) for row in rows]
        for hear in connection.dispatch.before_cursor_execute:
            hear(connection, None, self._text, said, None, len(said) > 1)
        driver: Any = connection.connection.driver_connection
        faults: Any = self._dialect.loaded_dbapi.Error
        try:
            found = (
                self._fetched(driver.execute(self._text, said[0]))
                if len(said) == 1
                else self._many(driver, said)
            )
        except faults as broken:
            raise DBAPIError.instance(self._text, said, broken, faults, dialect=self._dialect) from broken
        return IteratorResult(self._keys, iter(found))

    def _say(self, row: Values) -> Any:
        values = {**self._given, **row}
        for name, ones in self._lists.items():
            values.update(zip(ones, values[name], strict=True))
        said = [values[name] if say is None else say(values[name]) for name, say in self._into]
        return dict(zip(self._names, said, strict=True)) if self._by_name else said

    def _many(self, driver: Any, said: Sequence[Any]) -> Sequence[Any]:
        """PostgreSQL answers all in one round; SQLite, which gives back no rows of many, is near."""
        if self._columns and self._dialect.name == "sqlite":
            return [row for one in said for row in self._fetched(driver.execute(self._text, one))]
        cursor = driver.cursor()
        if not self._columns:
            cursor.executemany(self._text, said)
            return ()
        cursor.executemany(self._text, said, returning=True)
        found = [*self._fetched(cursor)]
        while cursor.nextset():
            found += self._fetched(cursor)
        return found

    def _fetched(self, cursor: Any) -> Sequence[Any]:
        if not self._columns:
            return ()
        if self._out_of is None:
            self._out_of = [*self._readers(cursor.description)]
        rows: list[Any] = cursor.fetchall()
        return [self._read(row) for row in rows] if self._out_of else rows

    def _readers(self, description: Sequence[Any]) -> Iterator[tuple[int, Any]]:
        for place, (column, about) in enumerate(zip(self._columns, description, strict=True)):
            kind = column.type.dialect_impl(self._dialect)
            if (read := kind.result_processor(self._dialect, about[1])) is not None:
                yield place, read

    def _read(self, row: Sequence[Any]) -> Sequence[Any]:
        values = [*row]
        for place, read in self._out_of or ():
            values[place] = read(values[place])
        return values


_said = lru_cache(maxsize=KEPT)(_Said)


def _defaults(statement: Insert) -> dict[str, Any]:
    """What the columns' own defaults say where a row does not."""
    columns: Any = statement.table.columns
    return {one.key: one.default.arg for one in columns if one.default is not None and one.default.is_scalar}
