"""SQLite made fit for a server: it keeps foreign keys, loses nothing at a power cut, and writers queue fairly."""

import fcntl
import os
from typing import Any

from sqlalchemy import Connection, Engine, event

PRAGMAS = (
    "foreign_keys = ON",
    "journal_mode = WAL",
    "synchronous = FULL",  # NORMAL loses acknowledged writes at a power cut
    "busy_timeout = 30000",
    "cache_size = -20000",
)


def tune(engine: Engine) -> None:
    """Other databases need nothing of this."""
    if engine.dialect.name != "sqlite":
        return
    event.listen(engine, "connect", _connect)
    file = engine.url.database
    queue = WriterQueue(file) if file and file != ":memory:" else None

    def begin(connection: Connection) -> None:
        writes = connection.get_execution_options().get("writes", False)
        if writes and queue:
            queue.enter(connection)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")

    event.listen(engine, "begin", begin)
    if queue:
        event.listen(engine, "commit", queue.commit)
        event.listen(engine, "rollback", queue.roll_back)


class WriterQueue:
    """A lock file before BEGIN IMMEDIATE: the kernel serves waiters in turn, SQLite's own wait starves them.

    A turn lasts until the disk has what it wrote. Events come before what they tell of, so it is done here: who is let
    in while the one before still commits meets SQLite's lock after all, and sleeps.
    """

    def __init__(self, database: str) -> None:
        self._file = f"{database}-writers"

    def enter(self, connection: Connection) -> None:
        if connection.info.get("turn") is not None:
            return
        turn = os.open(self._file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        fcntl.flock(turn, fcntl.LOCK_EX)
        connection.info["turn"] = turn

    def commit(self, connection: Connection) -> None:
        if "turn" in connection.info:
            try:
                connection.exec_driver_sql("COMMIT")
            finally:
                self.roll_back(connection)  # what could not be committed

    def roll_back(self, connection: Connection) -> None:
        if "turn" in connection.info:
            try:
                connection.dialect.do_rollback(connection.connection)
            finally:
                os.close(connection.info.pop("turn"))


def _connect(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # the driver would begin too late; we say BEGIN ourselves
    for pragma in PRAGMAS:
        connection.execute(f"PRAGMA {pragma}")
