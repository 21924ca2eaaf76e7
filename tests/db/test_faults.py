"""What a fault means: to be tried again, to be answered 503, or a fault of ours."""

import errno
import sqlite3

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError, InterfaceError, OperationalError
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import ObjectDeletedError, StaleDataError

from marketplace.accounts.models import Organisation, User
from marketplace.db.faults import meaning_of
from marketplace.kernel.errors import BrokenOff, Conflict, NoRoom, Unavailable
from marketplace.kernel.roles import PARTNER
from tests.breaking import on_postgresql
from tests.conftest import NOW


class Fault(Exception):
    def __init__(self, **codes):
        super().__init__("what the server says")
        vars(self).update(codes)


def sqlite_fault(code):
    fault = sqlite3.OperationalError("what the library says")
    fault.sqlite_errorcode = code
    return OperationalError("INSERT", None, fault)


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        ("40P01", BrokenOff),
        ("23505", Conflict),
        ("23000", Conflict),
        ("53100", NoRoom),
        ("57014", Unavailable),
        ("57P01", Unavailable),
        ("08006", Unavailable),
        ("53300", Unavailable),
        ("23514", type(None)),
        ("42P01", type(None)),
    ],
)
def test_of_postgresql(code, meaning):
    assert type(meaning_of(DBAPIError("INSERT", None, Fault(sqlstate=code)))) is meaning


@pytest.mark.parametrize("kind", [OperationalError, InterfaceError])
def test_a_connection_that_is_lost_has_no_code(kind):
    assert type(meaning_of(kind("INSERT", None, Fault()))) is Unavailable


@pytest.mark.parametrize(
    ("code", "meaning"),
    [
        (sqlite3.SQLITE_BUSY_SNAPSHOT, BrokenOff),
        (sqlite3.SQLITE_CONSTRAINT_UNIQUE, Conflict),
        (sqlite3.SQLITE_CONSTRAINT_TRIGGER, Conflict),
        (sqlite3.SQLITE_FULL, NoRoom),
        (sqlite3.SQLITE_IOERR_FSYNC, Unavailable),
        (sqlite3.SQLITE_CANTOPEN, Unavailable),
        (sqlite3.SQLITE_CONSTRAINT_CHECK, type(None)),
        (sqlite3.SQLITE_ERROR, type(None)),
    ],
)
def test_of_sqlite(code, meaning):
    assert type(meaning_of(sqlite_fault(code))) is meaning


@pytest.mark.parametrize(
    ("fault", "meaning"),
    [
        (OSError(errno.ENOSPC, "No space left on device"), NoRoom),
        (OSError(errno.EDQUOT, "Disk quota exceeded"), NoRoom),
        (OSError(errno.ENOENT, "No such file"), type(None)),
        (StaleDataError("1 row expected"), Conflict),
        (KeyError("send_mail"), type(None)),
        (None, type(None)),
    ],
)
def test_of_the_rest(fault, meaning):
    assert type(meaning_of(fault)) is meaning


def test_a_row_that_is_gone_was_deleted_by_another(engine, session):
    row = Organisation(kind=PARTNER, name="Toko", created_at=NOW)
    session.add(row)
    session.commit()
    number = row.id
    session.rollback()
    with engine.begin() as other:
        other.execute(text(f"DELETE FROM organisations WHERE id = {number}"))

    with pytest.raises(ObjectDeletedError) as gone:
        row.name  # noqa: B018  # reading it asks the database
    assert type(meaning_of(gone.value)) is Conflict


def test_nobodys_number_comes_into_the_log(session):
    session.add(User(name="Tini", email="tini@contoh.id", created_at=NOW))
    session.commit()
    session.add(User(name="Tini", email="tini@contoh.id", created_at=NOW))
    with pytest.raises(DBAPIError) as taken:
        session.flush()

    reason = meaning_of(taken.value).reason
    assert "email" in reason and "tini@contoh.id" not in reason


@on_postgresql
def test_a_server_that_does_not_answer_is_away(database_url):
    nowhere = create_engine(database_url.partition("?")[0] + "?host=/nowhere")
    with pytest.raises(DBAPIError) as away, Session(nowhere) as session:
        session.execute(text("SELECT 1"))
    assert type(meaning_of(away.value)) is Unavailable
