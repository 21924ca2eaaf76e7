"""A page's write that the database breaks off: repeated unseen, or given up with nothing written."""

import errno
import logging
import sqlite3
from functools import wraps

import pytest
from sqlalchemy import event, func, select, text

from marketplace.adapters.database import database
from marketplace.db.outbox import Outbox
from marketplace.journal.models import JournalEntry
from marketplace.kernel.roles import STAFF
from marketplace.ordering.states import CANCELLED, PLACED
from marketplace.producers.models import Producer
from tests.breaking import Breaking, on_postgresql, on_sqlite
from tests.factories.ordering import make_order
from tests.factories.producers import make_person, make_seat

DEADLOCK, SERIALIZATION, LOCK_TIMEOUT, CHECK = "40P01", "40001", "55P03", "23514"
FILL = "CREATE TRIGGER fill AFTER UPDATE ON orders BEGIN INSERT INTO filling VALUES (zeroblob(100000)); END"
UNIQUE, TIMED_OUT, DISK_FULL = "23505", "57014", "53100"


@pytest.fixture
def order(session):
    """Of a maker who reads letters."""
    order = make_order(session)
    make_seat(session, make_person(session), session.get_one(Producer, order.producer_id))
    session.commit()
    return order


@pytest.fixture
def buyer(as_seat, order):
    return as_seat(STAFF, at=order.partner_id)


@pytest.fixture
def address(order):
    return f"/partner/orders/{order.public_id}"


@pytest.fixture
def cancel(buyer, address):
    return lambda: buyer.send(f"{address}/end", {"reason": "salah toko"}, page=address)


@pytest.fixture
def written(order, session):
    """The order's state, and how many journal entries and letters there are of it."""

    def count():
        session.rollback()
        entries = select(func.count()).where(JournalEntry.action == "OrderCancelled")
        return order.state, session.scalar(entries), session.scalar(select(func.count(Outbox.id)))

    return count


@on_postgresql
@pytest.mark.parametrize("code", [DEADLOCK, SERIALIZATION, LOCK_TIMEOUT])
def test_a_press_that_is_broken_off_twice_counts_once(engine, buyer, order, address, cancel, written, code):
    breaking = Breaking(engine, "journal", code, times=2)

    assert cancel().location == address

    assert breaking.tries == 3
    assert written() == (CANCELLED, 1, 1)
    assert buyer.open(address).text.count(f"Pesanan {order.number}: Dibatalkan.") == 1


@on_postgresql
def test_the_third_break_is_a_page_that_says_to_send_it_again(engine, address, cancel, written, caplog):
    breaking = Breaking(engine, "journal", DEADLOCK, times=3)

    with caplog.at_level(logging.WARNING):
        answer = cancel()

    assert (answer.status_code, answer.headers["Retry-After"], breaking.tries) == (503, "5", 3)
    assert "data Anda tidak berubah" in answer.text and "Muat ulang halaman ini" in answer.text
    assert f"given up at POST {address}/end" in caplog.text
    assert written() == (PLACED, 0, 0)

    assert cancel().location == address
    assert written() == (CANCELLED, 1, 1)


@on_postgresql
def test_what_others_took_three_times_is_said_above_the_form_with_what_was_typed(
    engine, address, cancel, written, caplog
):
    Breaking(engine, "journal", UNIQUE, times=3)

    with caplog.at_level(logging.WARNING):
        answer = cancel()

    assert answer.status_code == 409
    assert "baru saja diubah orang lain" in answer.text and "salah toko" in answer.text
    assert "try 3 of 3 was broken off: broken off" in caplog.text
    assert written() == (PLACED, 0, 0)


@on_postgresql
def test_what_others_took_twice_is_written_the_third_time(engine, address, cancel, written):
    breaking = Breaking(engine, "journal", UNIQUE, times=2)

    assert (cancel().location, breaking.tries) == (address, 3)
    assert written() == (CANCELLED, 1, 1)


@on_postgresql
@pytest.mark.parametrize(
    ("code", "says"), [(TIMED_OUT, "sedang tidak dapat melayani"), (DISK_FULL, "penyimpanan MB2 penuh")]
)
def test_a_base_that_cannot_write_is_said_once_and_mends_itself(
    engine, address, cancel, written, caplog, code, says
):
    breaking = Breaking(engine, "journal", code, times=1)

    answer = cancel()

    assert (answer.status_code, answer.headers["Retry-After"], breaking.tries) == (503, "5", 1)
    assert says in answer.text
    assert f"unavailable at POST {address}/end: broken off" in caplog.text
    assert written() == (PLACED, 0, 0)

    assert cancel().location == address
    assert written() == (CANCELLED, 1, 1)


@on_postgresql
def test_a_base_without_room_is_full_until_it_has_some(engine, stranger):
    Breaking(engine, "outbox", DISK_FULL, times=1)

    full = stranger.open("/readyz")

    assert (full.status_code, full.text.splitlines()[0]) == (503, "database full")
    assert stranger.open("/readyz").status_code == 200


@on_postgresql
def test_a_refusal_of_the_database_is_not_repeated(engine, cancel, written):
    breaking = Breaking(engine, "orders", CHECK, times=1, act="UPDATE")

    assert (cancel().status_code, breaking.tries) == (500, 1)
    assert written() == (PLACED, 0, 0)


@on_sqlite
def test_a_base_that_stays_busy_is_such_a_page_too(app, engine, address, cancel, written):
    with app.app_context():
        event.listen(
            database.engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 0")
        )
    other = sqlite3.connect(engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")

    assert cancel().status_code == 503

    other.close()
    assert cancel().location == address
    assert written() == (CANCELLED, 1, 1)


@on_sqlite
def test_a_base_that_may_not_grow_is_full_until_it_may(app, address, cancel, written, stranger, session):
    """A disk without room, as SQLite is told of it: nothing is lost, and nothing has to be started anew."""
    session.execute(text("CREATE TABLE filling (content BLOB)"))
    session.execute(text(FILL))
    session.commit()

    def fill(connection, _record, _proxy):
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages}")

    def empty(connection, _record, _proxy):
        connection.execute("PRAGMA max_page_count = 4294967294")

    with app.app_context():
        event.listen(database.engine, "checkout", fill)
    statuses = [cancel().status_code for _ in range(3)]
    full = stranger.open("/readyz")
    with app.app_context():
        event.remove(database.engine, "checkout", fill)
        event.listen(database.engine, "checkout", empty)

    assert statuses == [503] * 3
    assert (full.status_code, full.text.splitlines()[0]) == (503, "database full")
    assert written() == (PLACED, 0, 0)

    assert cancel().location == address
    assert written() == (CANCELLED, 1, 1)
    assert stranger.open("/readyz").status_code == 200


def test_files_that_find_no_room_are_such_a_page_too(app, buyer, caplog, monkeypatch):
    @wraps(app.view_functions["account_home.show"])
    def full():
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setitem(app.view_functions, "account_home.show", full)

    answer = buyer.open("/account/")

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "penyimpanan MB2 penuh" in answer.text
