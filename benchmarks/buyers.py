"""Clients that place orders as fast as they are served: by the program, and by the bare SQL of the same transaction."""

from __future__ import annotations

import fcntl
import os
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from typing import Any, NamedTuple

from sqlalchemy import Engine, create_engine
from sqlalchemy.orm import Session

from benchmarks import bare
from benchmarks.market import FIRST_PARTNER, MAKERS, NOW
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.app import REACTIONS
from marketplace.db.sqlite import tune
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.events import Bus
from marketplace.kernel.ids import OutletId, PartnerId
from marketplace.kernel.roles import OWNER, PARTNER
from marketplace.ordering.basket import basket_of
from marketplace.ordering.services.placing import place_orders

Place = Callable[[int], None]  # the outlet whose basket is ordered


class Served(NamedTuple):
    """What one client got: orders, and the seconds of its longest wait."""

    orders: int
    longest: float


def buy(url: str, ours: bool, client: int, outlets: list[int], start: float, seconds: float) -> Served:
    """From one moment on, one basket after the other, for so long. Equal baskets carry the same mark."""
    with _program(url, client, outlets) if ours else _bare(url, client) as place:
        time.sleep(max(0.0, start - time.time()))
        began, longest, orders = time.perf_counter(), 0.0, 0
        for outlet_id in outlets:
            sent = time.perf_counter()
            if sent - began > seconds:
                break
            place(outlet_id)
            longest, orders = max(longest, time.perf_counter() - sent), orders + 1
        else:
            raise RuntimeError("not enough baskets were filled")
        return Served(orders, longest)


@contextmanager
def _program(url: str, client: int, outlets: list[int]) -> Iterator[Place]:
    engine = create_engine(url)
    tune(engine)
    partner = PartnerId(FIRST_PARTNER + client)
    actor = Actor(user_id=None, at=partner, kind=PARTNER, seats=frozenset({ActorSeat(OWNER, partner)}))
    bus, queue = Bus(*REACTIONS), MemoryQueue()

    def place(outlet_id: int) -> None:
        with UnitOfWork(session, actor=actor, now=NOW, bus=bus, queue=queue) as uow:
            place_orders(uow, OutletId(outlet_id), key=f"k{outlet_id}", shown=marks[outlet_id % MAKERS])

    with closing_engine(engine), Session(engine) as session:
        marks = {
            one % MAKERS: basket_of(session, OutletId(one), NOW.date()).shown for one in outlets[:MAKERS]
        }
        session.rollback()
        yield place


@contextmanager
def _bare(url: str, client: int) -> Iterator[Place]:
    """The driver alone, behind the same queue of writers, for the same fairness."""
    engine = create_engine(url)
    tune(engine)
    raw: Any = engine.raw_connection()
    lock = f"{engine.url.database}-writers" if engine.dialect.name == "sqlite" else None
    speaks: Any = bare.Sqlite if engine.dialect.name == "sqlite" else bare.Postgresql
    orders = speaks(raw.driver_connection, FIRST_PARTNER + client)

    def place(outlet_id: int) -> None:
        if lock is None:
            orders.place(outlet_id)
            return
        turn = os.open(lock, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(turn, fcntl.LOCK_EX)
            orders.place(outlet_id)
        finally:
            os.close(turn)

    with closing_engine(engine), closing(raw):
        yield place


@contextmanager
def closing_engine(engine: Engine) -> Iterator[None]:
    try:
        yield
    finally:
        engine.dispose()
