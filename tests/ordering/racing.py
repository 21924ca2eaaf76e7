"""Acts of real processes at one moment: each process with an engine of its own, each act with a session of its own.

What an act is has to travel to a process, so it is a function of a module, with what it is given.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from threading import Barrier
from typing import Any, NamedTuple

from sqlalchemy import create_engine
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.sqlite import tune
from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import REACTIONS as JOURNAL
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.ids import UserId
from marketplace.kernel.roles import OWNER
from marketplace.notices.reactions import REACTIONS as NOTICES
from marketplace.ordering.reactions import REACTIONS as ORDERING
from marketplace.tables import metadata
from tests.conftest import NOW
from tests.lock_order import watch

PROCESSES, PATIENCE = 4, 120.0  # seconds until the slowest has started
LINES = (
    16  # of each process: more acts wait for one that is free, so that a server takes them beside other work
)
_start: Any = None  # in a process: where all of them wait for one another


class Act(NamedTuple):
    """What the owner of this business, a person, does: `service(uow, **given)`."""

    business: int
    service: Callable[..., Any]
    given: dict[str, Any]
    person: UserId | None = None


class Outcome(NamedTuple):
    """The id of what came of it, how and with which words it was refused, or what the database broke it off with."""

    id: int | None
    refused: str = ""
    says: str = ""
    broken: str = ""


class Racers:
    """So many processes, kept for several races: starting one takes longer than a race."""

    def __init__(self, pool: Any) -> None:
        self._pool = pool

    def __call__(self, url: str, acts: Sequence[Act]) -> list[Outcome]:
        """As many at once as there are lines, spread over the processes; what came of each, in their order."""
        shares = [(url, acts[number::PROCESSES]) for number in range(PROCESSES)]
        found = self._pool.map(_race, shares, chunksize=1)
        return [found[number % PROCESSES][number // PROCESSES] for number in range(len(acts))]


@contextmanager
def racers() -> Iterator[Racers]:
    context = multiprocessing.get_context("spawn")
    pool = context.Pool(PROCESSES, _begin, (context.Barrier(PROCESSES),))
    try:
        yield Racers(pool)
    finally:
        pool.terminate()
        pool.join()


def _begin(start: Any) -> None:
    global _start
    _start = start
    metadata()  # every table, as the program knows them


def _race(share: tuple[str, Sequence[Act]]) -> list[Outcome]:
    """One process: a thread for every line; none begins before all lines of all processes stand."""
    url, acts = share
    lines = min(LINES, len(acts))
    engine = create_engine(url, pool_size=max(1, lines), max_overflow=0)
    tune(engine)
    watch(engine)
    try:
        if not acts:
            _start.wait(PATIENCE)
            return []
        with ThreadPoolExecutor(lines, initializer=_stand, initargs=(engine, _gate(lines))) as threads:
            return list(threads.map(lambda act: _do(engine, act), acts))
    finally:
        engine.dispose()


def _gate(lines: int) -> Barrier:
    return Barrier(lines, action=lambda: _start.wait(PATIENCE))


def _stand(engine: Any, gate: Barrier) -> None:
    """A thread holds its line until the others have theirs: the pool keeps so many from then on."""
    with engine.connect():
        gate.wait(PATIENCE)


def _do(engine: Any, act: Act) -> Outcome:
    """Once, as it comes: what the database breaks off is not tried again here."""
    actor = Actor(user_id=act.person, at=act.business, seats=frozenset({ActorSeat(OWNER, act.business)}))
    bus = Bus(ORDERING, NOTICES, JOURNAL)
    with Session(engine) as session:
        try:
            with UnitOfWork(session, actor=actor, now=NOW, bus=bus, queue=MemoryQueue()) as uow:
                return Outcome(act.service(uow, **act.given).id)
        except Refused as refusal:
            return Outcome(None, type(refusal).__name__, str(refusal))
        except DBAPIError as fault:
            return Outcome(None, broken=type(fault.orig).__name__)
