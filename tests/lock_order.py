"""Watches what units of work lock: in the order that `marketplace/db/locks.py` writes down, or the test fails.

On PostgreSQL; of SQLite's writers there is one at a time.
"""

import re

from sqlalchemy import Connection, Engine, event

from marketplace.db.locks import ORDER

RANK = {table: rank for rank, table in enumerate(ORDER)}
INSERTS = re.compile(r"\AINSERT INTO (?!number_series)(\w+)")
LOCKS = re.compile(
    r"\A(?:UPDATE|DELETE FROM|INSERT INTO) (\w+)"
    r"|\bFOR (?:NO KEY )?UPDATE OF (\w+)"
    r"|\A(?=.*\bFOR (?:NO KEY )?UPDATE).*?\bFROM (\w+)",
    re.DOTALL,
)
ANEW = ("begin", "commit", "rollback", "savepoint", "rollback_savepoint", "release_savepoint")


def watch(engine: Engine) -> None:
    def begin_anew(connection: Connection, *_: object) -> None:
        connection.info.update(locked=[], own=set())

    def look(connection: Connection, _cursor: object, statement: str, *_: object) -> None:
        if not connection.get_execution_options().get("writes"):
            return  # what a test lays out beforehand
        locked, own = connection.info["locked"], connection.info["own"]
        if inserted := INSERTS.match(statement):
            own.add(inserted[1])  # nobody else knows a row that was just made
            return
        table = locked_by(statement)
        if table in RANK and table not in own and table not in locked:
            locked.append(table)
            assert sorted(locked, key=RANK.__getitem__) == locked, f"locked out of order: {locked}"

    if engine.dialect.name != "postgresql":
        return
    for name in ANEW:
        event.listen(engine, name, begin_anew)
    event.listen(engine, "before_cursor_execute", look)


def locked_by(statement: str) -> str | None:
    """The table of which it locks rows."""
    found = LOCKS.search(statement)
    return next(filter(None, found.groups()), None) if found else None
