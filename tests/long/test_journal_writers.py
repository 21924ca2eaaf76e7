"""Twenty writers at once: ten thousand entries are one chain, without a gap and without a fork."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.transact import transact
from marketplace.db.uow import UnitOfWork
from marketplace.journal.models import JournalEntry
from marketplace.journal.queries import verify
from marketplace.journal.reactions import REACTIONS
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus
from tests.conftest import NOW
from tests.journal.stalls import StallMoved

WRITERS, EACH = 20, 500


@pytest.mark.long
def test_twenty_writers_leave_one_unbroken_chain(engine, session):
    gate, bus = Barrier(WRITERS), Bus(REACTIONS)

    def write(writer):
        with Session(engine) as own:
            open_unit = partial(UnitOfWork, own, actor=SYSTEM, now=NOW, bus=bus, queue=MemoryQueue())
            gate.wait(timeout=60)
            for number in range(EACH):
                fact = StallMoved(stall_id=writer, metres=number)
                transact(open_unit, lambda uow, fact=fact: uow.emit(fact))

    session.rollback()
    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(WRITERS)))

    verdict = verify(session)
    assert (verdict.entries, verdict.first_bad_seq) == (WRITERS * EACH, None)
    followed = select(func.count(func.distinct(JournalEntry.prev_hash)), func.max(JournalEntry.seq))
    assert session.execute(followed).one() == (WRITERS * EACH, WRITERS * EACH)
    by_writer = select(JournalEntry.subject_id, func.count()).group_by(JournalEntry.subject_id)
    assert dict(session.execute(by_writer).all()) == dict.fromkeys(range(WRITERS), EACH)
