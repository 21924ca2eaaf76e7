from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime
from threading import Barrier

import pytest
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.numbering import document_number, next_number
from marketplace.db.sqlite import tune
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus
from tests.conftest import NOW


def test_numbers_follow_one_another_per_issuer_and_kind(work):
    with work() as uow:
        taken = [
            next_number(uow, issuer_id=issuer, kind=kind)
            for issuer, kind in [(1, "PO")] * 3 + [(1, "SJ"), (2, "PO")]
        ]

    assert taken == [1, 2, 3, 1, 1]


def test_each_year_begins_anew_by_the_day_in_metro(work):
    eve = datetime(2026, 12, 31, 16, 59, tzinfo=UTC)
    midnight = datetime(2026, 12, 31, 17, 0, tzinfo=UTC)
    with work(now=eve) as uow:
        assert next_number(uow, issuer_id=1, kind="PO") == 1
        assert next_number(uow, issuer_id=1, kind="PO") == 2
    with work(now=midnight) as uow:
        assert document_number(uow, issuer_id=1, kind="PO") == "0001/PO/I/2027"


def test_a_number_whose_transaction_failed_is_used_by_the_next(work):
    with pytest.raises(RuntimeError), work() as uow:
        next_number(uow, issuer_id=1, kind="PO")
        raise RuntimeError
    with work() as uow:
        assert document_number(uow, issuer_id=1, kind="PO") == "0001/PO/XI/2026"


def test_writers_side_by_side_leave_no_gap_and_no_double(database_url):
    engine = create_engine(database_url)
    tune(engine)

    def take(_):
        with Session(engine) as session:
            uow = UnitOfWork(session, actor=SYSTEM, now=NOW, bus=Bus(), queue=MemoryQueue())
            with uow:
                return next_number(uow, issuer_id=7, kind="SJ")

    with ThreadPoolExecutor(8) as pool:
        taken = list(pool.map(take, range(24)))
    engine.dispose()

    assert sorted(taken) == list(range(1, 25))


def test_of_two_first_writers_the_second_waits_and_goes_on(database_url):
    """Whichever begins the series first; and nobody's number is lost when the first thinks better of it."""
    engine = create_engine(database_url, pool_size=8)
    tune(engine)
    for kind in ("SJ", "PO", "TT"):
        gate = Barrier(8)

        def begin(place, kind=kind, gate=gate):
            with Session(engine) as session:
                uow = UnitOfWork(session, actor=SYSTEM, now=NOW, bus=Bus(), queue=MemoryQueue())
                gate.wait(timeout=60)
                with suppress(RuntimeError), uow:
                    taken = next_number(uow, issuer_id=7, kind=kind)
                    if place % 4 == 0:
                        raise RuntimeError
                    return taken

        with ThreadPoolExecutor(8) as pool:
            taken = [number for number in pool.map(begin, range(8)) if number]
        assert sorted(taken) == list(range(1, 7))
    engine.dispose()
