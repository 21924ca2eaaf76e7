"""What a fault of the database or of its disk means for whoever met it: one table for both databases."""

from __future__ import annotations

import errno
import sqlite3

from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from marketplace.kernel.errors import BrokenOff, Conflict, NoRoom, Unavailable

# PostgreSQL, Appendix A, "Error Codes".
BROKEN_OFF = ("40P01", "40001", "55P03")  # deadlock, serialization failure, a lock not free in time
TAKEN = ("23505", "23000")  # a unique key; a rule over several rows (db/rules.py)
FULL = ("53100",)  # disk full
TOO_LONG = ("57014",)  # the statement timeout
AWAY = ("08", "53", "57P", "58")  # classes: connection, resources, shut down, I/O of the system

# SQLite, "Result and Error Codes".
SQLITE_TAKEN = (
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_TRIGGER,
)
SQLITE_AWAY = (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN)
NO_ROOM = (errno.ENOSPC, errno.EDQUOT)


def meaning_of(error: BaseException | None) -> Exception | None:
    """BrokenOff or Conflict, which another try may mend; NoRoom or Unavailable; None for a fault of the program."""
    if isinstance(error, (StaleDataError, ObjectDeletedError)):
        return Conflict(_first_line(error))
    if isinstance(error, DBAPIError):
        kind = _of_sqlite(error) if isinstance(error.orig, sqlite3.Error) else _of_postgresql(error)
        return kind(_first_line(error.orig)) if kind else None
    if isinstance(error, OSError) and error.errno in NO_ROOM:
        return NoRoom(str(error))
    return None


def _of_sqlite(error: DBAPIError) -> type[BrokenOff | Conflict | Unavailable] | None:
    code = getattr(error.orig, "sqlite_errorcode", 0)
    if code in SQLITE_TAKEN:
        return Conflict
    match code & 0xFF:
        case sqlite3.SQLITE_BUSY:
            return BrokenOff
        case sqlite3.SQLITE_FULL:
            return NoRoom
        case primary if primary in SQLITE_AWAY:
            return Unavailable
    return None


def _of_postgresql(error: DBAPIError) -> type[BrokenOff | Conflict | Unavailable] | None:
    code = getattr(error.orig, "sqlstate", None)
    if code is None:  # it did not come from the server
        return Unavailable if isinstance(error, (OperationalError, InterfaceError)) else None
    if code in BROKEN_OFF:
        return BrokenOff
    if code in TAKEN:
        return Conflict
    if code in FULL:
        return NoRoom
    return Unavailable if code in TOO_LONG or code.startswith(AWAY) else None


def _first_line(fault: BaseException | None) -> str:
    """What follows it on PostgreSQL repeats the values, which may be somebody's number or address."""
    return str(fault).strip().partition("\n")[0]
