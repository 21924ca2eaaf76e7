"""Rows by the ten thousand: through the driver, past the ORM, which would take thirty times as long."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice, repeat
from operator import index
from typing import Any

from sqlalchemy import Connection, Integer
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.db.base import Base
from marketplace.db.hidden_values import without_values
from marketplace.db.seals import EncodedValues
from marketplace.db.written import note_columns

SLICE = 5_000


def reserve_ids(session: Session, model: type[Base], count: int) -> Sequence[int]:
    """Numbers for rows to come, so that others can point at them before any is written.

    Only within a writing transaction: on SQLite the writer's lock is what keeps them free.
    """
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        sequence = f"SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, {count:d})"
        return connection.exec_driver_sql(sequence, (model.__tablename__,)).scalars().all()
    last = connection.exec_driver_sql(f"SELECT coalesce(max(id), 0) FROM {model.__tablename__}").scalar_one()
    return range(last + 1, last + 1 + count)


def insert_columns(session: Session, model: type[Base], columns: Mapping[str, Iterable[Any]]) -> None:
    """Write rows, given column by column, in slices; every rule of the table holds for each of them.

    COPY on PostgreSQL. The shortest column ends them: `repeat(value)` fills one.
    """
    session.flush()
    note_columns(session, model.__tablename__, columns)
    connection = session.connection()
    rows = zip(*(_encoded(connection, model, name, column) for name, column in columns.items()), strict=False)
    if connection.dialect.name == "postgresql":
        _copy(connection, model, columns, rows)
        return
    marks = ", ".join("?" for _ in columns)
    statement = f"INSERT INTO {model.__tablename__} ({', '.join(columns)}) VALUES ({marks})"
    while some := list(islice(rows, SLICE)):
        connection.exec_driver_sql(statement, some)


def _encoded(connection: Connection, model: type[Base], name: str, column: Iterable[Any]) -> Iterable[Any]:
    """What the column's type does to a value on its way in: enums, days and moments become text.

    Amounts and quantities become bare numbers: the driver of SQLite takes thrice as long over classes of their own.
    """
    of_table = model.__table__.c[name]
    kind = of_table.type.dialect_impl(connection.dialect)
    encode = kind.bind_processor(connection.dialect)
    if encode is None:
        bare = isinstance(kind, Integer) and not of_table.nullable and not isinstance(column, (range, repeat))
        return map(index, column) if bare else column
    if isinstance(column, repeat):
        return repeat(encode(next(column)))
    return map(EncodedValues(encode).__getitem__, column)


def _copy(
    connection: Connection, model: type[Base], names: Iterable[str], rows: Iterable[tuple[Any, ...]]
) -> None:
    driver: Any = connection.connection.driver_connection
    faults: Any = connection.dialect.loaded_dbapi.Error
    statement = f"COPY {model.__tablename__} ({', '.join(names)}) FROM STDIN"
    try:
        with driver.cursor() as cursor, cursor.copy(statement) as copying:
            for row in rows:
                copying.write_row(row)
    except faults as broken:
        said = without_values(broken)
        raise DBAPIError.instance(statement, None, said, faults, dialect=connection.dialect) from broken
