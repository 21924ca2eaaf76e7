"""Eight shops that order at once, durably: orders per second, beside the same transaction as bare SQL.

Both take turns on the same database in the same run, on SQLite and on PostgreSQL, each client in a process of its own.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine, func, select
from sqlalchemy.orm import Session

from benchmarks.buyers import Served, buy
from benchmarks.harness import ROUNDS, Figure, at_most
from benchmarks.market import ON_HAND, PARTNERS, fill, outlets_of
from marketplace.inventory.models import StockItem
from marketplace.ordering.models.orders import OrderLine
from tests.servers import SqliteFiles, postgres

SECONDS, BASKETS, LEAST, FAIR, LONGEST = 3.0, 3_000, 0.5, 0.5, 100.0
READY = 0.5  # seconds for every client to stand at the start


def run(seconds: float = SECONDS, baskets: int = BASKETS, rounds: int = ROUNDS) -> list[Figure]:
    with _databases() as databases, _clients() as clients:
        return [
            figure
            for name, url in databases.items()
            for figure in Shopping(name, url, clients, baskets).compare(seconds, rounds)
        ]


class Shopping:
    def __init__(self, name: str, url: str, clients: ProcessPoolExecutor, baskets: int) -> None:
        self.name, self.url, self._clients = name, url, clients
        fill(url, baskets)
        self._left = [outlets_of(url, client) for client in range(PARTNERS)]

    def compare(self, seconds: float, rounds: int) -> list[Figure]:
        for ours in (True, False):
            self._all_at_once(ours, seconds / 4)  # warms up
        pairs = [(self._all_at_once(True, seconds), self._all_at_once(False, seconds)) for _ in range(rounds)]
        mine, other = (median(_rate(served, seconds) for served in side) for side in zip(*pairs, strict=True))
        fair = median(_fairness(served) for served, _ in pairs)
        waits, theirs = (median(map(_longest, side)) for side in zip(*pairs, strict=True))
        return [
            Figure(
                f"{self.name}: orders, {PARTNERS} clients",
                mine,
                "orders/s",
                other,
                mine / other,
                f"≥ {LEAST}×",
                mine / other >= LEAST,
            ),
            Figure(
                f"{self.name}: slowest client to fastest", fair, "", None, None, f"≥ {FAIR}", fair >= FAIR
            ),
            replace(
                at_most(f"{self.name}: longest wait", waits, LONGEST, unit="ms"),
                baseline=theirs,
                ratio=waits / theirs,
            ),
            at_most(f"{self.name}: units sold beyond stock or not held", self._wrong(), 0, unit=""),
        ]

    def _all_at_once(self, ours: bool, seconds: float) -> list[Served]:
        start = time.time() + READY
        waiting = [
            self._clients.submit(buy, self.url, ours, client, self._left[client], start, seconds)
            for client in range(PARTNERS)
        ]
        served = [one.result() for one in waiting]
        for client, one in enumerate(served):
            del self._left[client][: one.orders]
        return served

    def _wrong(self) -> int:
        """How far what the stock holds back is from what the orders hold of it, and from what there is."""
        held = select(func.sum(OrderLine.reserved)).where(OrderLine.variant_id == StockItem.variant_id)
        engine = create_engine(self.url)
        with Session(engine) as session:
            rows = session.execute(select(StockItem.reserved, func.coalesce(held.scalar_subquery(), 0))).all()
        engine.dispose()
        return sum(abs(reserved - int(due)) + max(0, reserved - ON_HAND) for reserved, due in rows)


def _rate(served: list[Served], seconds: float) -> float:
    return sum(one.orders for one in served) / seconds


def _longest(served: list[Served]) -> float:
    """Milliseconds. A slow disk keeps the bare transaction waiting as well."""
    return max(one.longest for one in served) * 1000


def _fairness(served: list[Served]) -> float:
    counts = [one.orders for one in served]
    return min(counts) / max(counts)


@contextmanager
def _clients() -> Iterator[ProcessPoolExecutor]:
    with ProcessPoolExecutor(PARTNERS, mp_context=get_context("spawn")) as pool:
        yield pool


@contextmanager
def _databases() -> Iterator[dict[str, str]]:
    """On a disk, and what is committed is on it."""
    with TemporaryDirectory(prefix="mb2-") as name, postgres(durable=True) as cluster:
        yield {"SQLite": SqliteFiles(Path(name)).copy(), "PostgreSQL": cluster.copy()}
