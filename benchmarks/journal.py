"""What an entry of the journal adds to a small transaction: a shop's purchase of one line, with it and without it.

Both take turns on the same database, durably, on SQLite and on PostgreSQL.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from benchmarks.harness import Figure
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.sqlite import tune
from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import REACTIONS as JOURNAL
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.events import Bus
from marketplace.kernel.ids import OrganisationId, PartnerId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.roles import OWNER, PARTNER
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.services import NewLine, NewPurchase, record_purchase
from marketplace.uptake.reactions import REACTIONS as UPTAKE
from tests.conftest import NOW
from tests.factories.partners import make_partner
from tests.servers import SqliteFiles, postgres

PURCHASES, MOST = 1_000, 1.15
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


def _compare(name: str, url: str, purchases: int) -> Figure:
    engine = create_engine(url)
    tune(engine)
    with Session(engine) as session:
        shop = PartnerId(make_partner(session).id)
        buses = Bus(JOURNAL, UPTAKE), Bus(UPTAKE)
        times: tuple[list[float], list[float]] = ([], [])
        for number in count():
            side = number % 2
            taken = _buy(session, shop, number, buses[side])
            if number >= 100:  # both are warm
                times[side].append(taken)
            if len(times[1]) == purchases:
                break
    engine.dispose()
    ours, plain = (1000 * median(one) for one in times)
    bound = f"≤ {MOST:g}×"
    return Figure(
        f"{name}: a purchase with its entry", ours, "ms", plain, ours / plain, bound, ours <= MOST * plain
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
