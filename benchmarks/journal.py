"""What an entry of the journal adds to a small transaction: a shop's purchase of one line, committed to the disk.

The time in which the entry is written is measured within each transaction, as what a disk takes to commit differs by
more than an entry costs from one transaction to the next. On SQLite and on PostgreSQL.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks.harness import Figure
from benchmarks.market import FIRST_PARTNER, NOW, fill
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.sqlite import tune
from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import write_entries
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.events import Bus, TransactionEvents
from marketplace.kernel.ids import OrganisationId, PartnerId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.roles import OWNER, PARTNER
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.services import NewLine, NewPurchase, record_purchase
from marketplace.uptake.reactions import REACTIONS as UPTAKE
from tests.servers import SqliteFiles, postgres

PURCHASES, WARM, MOST = 1_000, 100, 0.15
LINE = NewLine(
    text="Keripik pisang",
    quantity=Quantity.of(10),
    unit="BKS",
    unit_price=Rupiah(12_500),
    net=Rupiah(125_000),
)


def run(purchases: int = PURCHASES) -> list[Figure]:
    with _databases() as databases:
        return [_compare(name, url, purchases) for name, url in databases.items()]


class Appending:
    """Writes entries as the program does, and adds up the seconds that it takes."""

    def __init__(self) -> None:
        self.seconds = 0.0

    def __call__(self, uow: UnitOfWork, events: TransactionEvents) -> None:
        began = time.perf_counter()
        write_entries(uow, events)
        self.seconds += time.perf_counter() - began


def _compare(name: str, url: str, purchases: int) -> Figure:
    fill(url, 1)
    engine, appending = create_engine(url), Appending()
    tune(engine)
    with Session(engine) as session:
        shop = PartnerId(FIRST_PARTNER)
        bus = Bus({TransactionEvents: [appending]}, UPTAKE)
        for number in range(WARM):
            _buy(session, shop, number, bus)
        appending.seconds = 0.0
        whole = sum(_buy(session, shop, WARM + number, bus) for number in range(purchases))
    engine.dispose()
    ours, rest = 1000 * appending.seconds / purchases, 1000 * (whole - appending.seconds) / purchases
    return Figure(
        f"{name}: entry of a purchase", ours, "ms", rest, ours / rest, f"≤ {MOST:g}×", ours <= MOST * rest
    )


def _buy(session: Session, shop: PartnerId, number: int, bus: Bus) -> float:
    at = OrganisationId(shop)
    actor = Actor(None, at=at, kind=PARTNER, seats=frozenset({ActorSeat(OWNER, at)}))
    new = NewPurchase(
        source=Source.MANUAL,
        source_ref=f"bench-{number}",
        partner_id=shop,
        seller_text="Warung Rekaan",
        bought_on=date(2026, 8, 12),
        document_number=f"N-{number:06}",
        lines=[LINE],
    )
    began = time.perf_counter()
    with UnitOfWork(session, actor=actor, now=NOW, bus=bus, queue=MemoryQueue()) as uow:
        record_purchase(uow, new)
    return time.perf_counter() - began


@contextmanager
def _databases() -> Iterator[dict[str, str]]:
    with TemporaryDirectory(prefix="mb2-") as folder, postgres(durable=True) as cluster:
        yield {"SQLite": SqliteFiles(Path(folder)).copy(), "PostgreSQL": cluster.copy()}
