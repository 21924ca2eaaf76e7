import sqlite3
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from fcntl import LOCK_EX, LOCK_NB, flock
from itertools import count
from threading import Barrier

import pytest
from sqlalchemy import event, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.db.bulk import insert_columns
from marketplace.db.outbox import Outbox
from marketplace.db.transact import TRIES, transact
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.errors import BrokenOff, Conflict
from marketplace.kernel.events import Bus, Event
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.labels import Label
from marketplace.kernel.roles import PARTNER
from tests.breaking import Breaking, on_postgresql, on_sqlite
from tests.conftest import NOW

DEADLOCK, SERIALIZATION, LOCK_TIMEOUT, CHECK, UNIQUE = "40P01", "40001", "55P03", "23514", "23505"


class StallEvent(Event, subject_kind="stall_at", label=Label("Lapak")):
    at: object


class StallOpened(StallEvent, action="StallOpened", label=Label("Lapak dibuka")):
    pass


def shop(name="Toko Contoh"):
    return Organisation(kind=PARTNER, name=name, created_at=NOW)


def add(uow):
    uow.add(shop())


def copy(uow):
    columns = {
        "id": [99],
        "public_id": [new_public_id()],
        "kind": [PARTNER],
        "name": ["Toko Contoh"],
        "created_at": [NOW],
    }
    insert_columns(uow.session, Organisation, columns)


def post(uow):
    uow.later("index_products", product_ids=[1])
    add(uow)


def names(session):
    return session.scalars(select(Organisation.name).filter_by(kind=PARTNER).order_by(Organisation.id)).all()


@pytest.fixture
def opened(session, heard, queue):
    """Opens units of work, each a minute after the one before, and remembers them."""
    minutes, units = count(1), []
    bus = Bus({Event: [lambda uow, event: heard.append(event)]})

    def open_unit():
        now = NOW + timedelta(minutes=next(minutes))
        units.append(UnitOfWork(session, actor=SYSTEM, now=now, bus=bus, queue=queue))
        return units[-1]

    open_unit.units = units
    return open_unit


@on_postgresql
@pytest.mark.parametrize(
    ("code", "table", "write", "late"),
    [
        (DEADLOCK, "organisations", add, False),
        (SERIALIZATION, "organisations", copy, False),
        (LOCK_TIMEOUT, "outbox", post, False),
        (DEADLOCK, "organisations", post, True),
        (UNIQUE, "organisations", add, False),
    ],
)
def test_what_is_broken_off_twice_happens_once(
    engine, session, opened, heard, queue, code, table, write, late
):
    Breaking(engine, table, code, times=2, late=late)

    def work(uow):
        write(uow)
        uow.later("send_mail", to="tini@contoh.id")
        uow.emit(StallOpened(at=uow.now))
        return uow

    written = transact(opened, work)

    assert written is opened.units[-1] and len(opened.units) == 3
    expected = [
        StallOpened(at=NOW + timedelta(minutes=minute)) for minute in (1, 2, 3)
    ]  # each try at its own moment
    assert heard == (expected if late else expected[-1:])
    session.rollback()
    assert names(session) == ["Toko Contoh"]
    posted = session.scalars(select(Outbox).order_by(Outbox.id)).all()
    assert [row.id for row in posted] == queue.rows
    assert [row.job for row in posted] == ["index_products"] * (write is post) + ["send_mail"]


@on_postgresql
@pytest.mark.parametrize(
    ("code", "kind"),
    [(DEADLOCK, BrokenOff), (SERIALIZATION, BrokenOff), (LOCK_TIMEOUT, BrokenOff), (UNIQUE, Conflict)],
)
def test_the_third_break_is_the_last(engine, session, opened, heard, queue, code, kind):
    breaking = Breaking(engine, "organisations", code, times=9)

    with pytest.raises(kind):
        transact(opened, post)

    assert len(opened.units) == breaking.tries == TRIES
    assert (names(session), session.scalars(select(Outbox)).all(), queue.rows, heard) == ([], [], [], [])


@on_postgresql
def test_a_refusal_of_the_database_is_an_answer(engine, session, opened):
    breaking = Breaking(engine, "organisations", CHECK, times=1)

    with pytest.raises(IntegrityError):
        transact(opened, add)

    assert (len(opened.units), breaking.tries, names(session)) == (1, 1, [])


@on_postgresql
def test_what_a_try_read_and_changed_is_read_anew_by_the_next(engine, session, opened):
    known = transact(opened, lambda uow: uow.add(shop("Toko")))
    assert known.name == "Toko"
    Breaking(engine, "organisations", DEADLOCK, times=2, act="UPDATE")

    def paint(uow):
        known.name += " Baru"
        uow.session.flush()
        return uow.session.get(Organisation, known.id) is known

    assert transact(opened, paint)
    assert names(session) == ["Toko Baru"]


@on_postgresql
def test_of_two_that_hold_each_others_row_both_are_done(engine, session, opened, queue):
    one, other = [transact(opened, lambda uow: uow.add(shop("")).id) for _ in range(2)]
    both_hold_one, tries = Barrier(2), []

    def sign(letter, first, second):
        def work(uow):
            tries.append(letter)
            uow.session.execute(text("SET LOCAL deadlock_timeout = '50ms'"))
            rows = [uow.get(Organisation, first, lock=True)]
            if tries.count(letter) == 1:
                both_hold_one.wait(timeout=60)
            rows.append(uow.get(Organisation, second, lock=True))
            for row in rows:
                row.name += letter

        with Session(engine) as own:
            unit = UnitOfWork(own, actor=SYSTEM, now=NOW, bus=Bus(), queue=queue)
            transact(lambda: unit, work)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(sign, "AB", (one, other), (other, one)))

    assert sorted(tries) in (["A", "A", "B"], ["A", "B", "B"])
    session.rollback()
    assert [sorted(name) for name in names(session)] == [["A", "B"], ["A", "B"]]


@pytest.fixture
def busy(engine):
    """Another program holds the base, which knows nothing of our queue; we do not wait for it."""
    event.listen(engine, "connect", lambda connection, _: connection.execute("PRAGMA busy_timeout = 0"))
    with engine.connect():
        pass  # from here on the base keeps its log beside it, so that others can read while one writes
    other = sqlite3.connect(engine.url.database, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    yield other
    other.close()


@on_sqlite
def test_a_base_that_is_busy_is_asked_again(busy, session, opened):
    def open_unit():
        if len(opened.units) == 2:
            busy.execute("ROLLBACK")
        return opened()

    transact(open_unit, add)

    assert (len(opened.units), names(session)) == (3, ["Toko Contoh"])


@on_sqlite
def test_who_gives_up_leaves_the_queue_of_writers(engine, busy, session, opened):
    with pytest.raises(BrokenOff, match="locked"):
        transact(opened, add)

    assert (len(opened.units), names(session)) == (TRIES, [])
    with open(f"{engine.url.database}-writers") as door:
        flock(door, LOCK_EX | LOCK_NB)
