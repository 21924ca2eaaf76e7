"""SQLite as a server's database: what it promises, and how writers wait."""

import fcntl
import threading
import time

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError

from marketplace.db.sqlite import tune


@pytest.fixture
def engine(sqlite):
    url = sqlite.copy()
    engine = create_engine(url)
    tune(engine)
    yield engine
    engine.dispose()
    sqlite.drop(url)


def writing(engine):
    return engine.connect().execution_options(writes=True)


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("foreign_keys", 1), ("journal_mode", "wal"), ("synchronous", 2), ("busy_timeout", 30000)],
)
def test_every_connection_promises(engine, pragma, value):
    with engine.connect() as connection:
        assert connection.exec_driver_sql(f"PRAGMA {pragma}").scalar() == value


def test_foreign_keys_are_kept(engine):
    with pytest.raises(IntegrityError), engine.begin() as connection:
        connection.execute(
            text(
                "INSERT INTO outlets (public_id, partner_id, name, address, from_on, shown)"
                " VALUES ('x', 999, 'Gerai', '', '2026-01-01', 0)"
            )
        )


def test_a_reader_is_not_kept_waiting_by_a_writer(engine):
    with writing(engine) as writer:
        writer.execute(text("INSERT INTO number_series VALUES (1, 'PO', 2026, 1)"))
        with engine.connect() as reader:
            assert reader.execute(text("SELECT COUNT(*) FROM number_series")).scalar() == 0
        writer.commit()
    with engine.connect() as reader:
        assert reader.execute(text("SELECT COUNT(*) FROM number_series")).scalar() == 1


def test_writers_lose_no_update_and_none_is_told_to_come_back(engine):
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO number_series VALUES (1, 'PO', 2026, 0)"))
        connection.commit()

    def add(times):
        for _ in range(times):
            with writing(engine) as connection:
                last = connection.execute(text("SELECT last FROM number_series")).scalar()
                connection.execute(text("UPDATE number_series SET last = :next"), {"next": last + 1})
                connection.commit()

    threads = [threading.Thread(target=add, args=(15,)) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with engine.connect() as connection:
        assert connection.execute(text("SELECT last FROM number_series")).scalar() == 90


def test_a_writer_gives_its_turn_back_when_it_fails(engine):
    with pytest.raises(ZeroDivisionError), writing(engine) as connection:
        connection.execute(text("INSERT INTO number_series VALUES (1, 'PO', 2026, 0)"))
        raise ZeroDivisionError

    began = time.monotonic()
    with writing(engine) as connection:
        connection.execute(text("INSERT INTO number_series VALUES (1, 'PO', 2026, 5)"))
        connection.commit()
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("end", ["COMMIT", "ROLLBACK"])
def test_nobody_is_let_in_before_the_one_before_is_done(engine, end):
    """Whoever met SQLite's own lock would sleep, up to a tenth of a second at a time."""
    kept_out = []

    def record(statement):
        if statement == end:
            with open(f"{engine.url.database}-writers") as door:
                try:
                    fcntl.flock(door, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    kept_out.append(statement)

    with writing(engine) as connection:
        connection.execute(text("INSERT INTO number_series VALUES (1, 'PO', 2026, 0)"))
        connection.connection.driver_connection.set_trace_callback(record)
        connection.commit() if end == "COMMIT" else connection.rollback()
        connection.connection.driver_connection.set_trace_callback(None)

    assert kept_out == [end]


def test_a_writer_gives_its_turn_back_when_its_commit_fails(engine):
    late = "INSERT INTO late VALUES (1)"
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE early (id INTEGER PRIMARY KEY)"))
        connection.execute(
            text("CREATE TABLE late (id INTEGER REFERENCES early (id) DEFERRABLE INITIALLY DEFERRED)")
        )
    with pytest.raises(IntegrityError), writing(engine) as connection:
        connection.execute(text(late))
        connection.commit()

    with writing(engine) as connection:
        connection.execute(text("INSERT INTO early VALUES (1)"))
        connection.execute(text(late))
        connection.commit()
