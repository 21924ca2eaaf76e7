"""A month of the city and a partner's page from stored figures, beside plain SQL and DuckDB over 36 months of lines.

100 thousand and 1 million lines of forty shops (`registers`); `BENCH_LINES=10000000` measures so many as well. Times
are the processor's: both databases run in this process, and what else the machine does is none of theirs.
"""

from __future__ import annotations

import csv
import math
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import duckdb
from flask import Flask
from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from benchmarks.harness import ROUNDS, Figure, at_most
from benchmarks.market import FIRST_MAKER, NOW
from benchmarks.registers import FIRST_SHOP, SHOPS, SPAN, city
from benchmarks.visiting import get_page, seated, signed_in
from marketplace.adapters.database import database
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.adapters.signing.ed25519_signing import Ed25519Signer
from marketplace.app import REACTIONS
from marketplace.compliance.models import Period
from marketplace.compliance.publishing import judge
from marketplace.compliance.queries import evaluate_lines, evaluate_month
from marketplace.compliance.services import publish_month
from marketplace.compliance.states import PROVISIONAL
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM, Actor, ActorSeat
from marketplace.kernel.events import Bus, Reactions
from marketplace.kernel.ids import OrganisationId, PartnerId, ProducerId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.roles import APPROVER, OFFICE
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.services import NewLine, NewPurchase, record_purchase
from marketplace.uptake.models import Uptake
from marketplace.uptake.reactions import REACTIONS as UPTAKE
from marketplace.uptake.refreshing import differences, refresh_month

SIZES, LARGE = (100_000, 1_000_000), 10_000_000
MONTH, ASKED, PURCHASES, OFFICE_ID = SPAN.last, 7, 40, OrganisationId(1)
FAST, FLAT, PLAIN, UPKEEP, FLUSH, SAME = 2.0, 0.05, 30.0, 1.25, 0.5, 1.3
PAGE, JUDGED, READ = "page of a published month", "month of the city, judged", "month of the city, read"

BY_LINES = """
SELECT partner_id, substr(bought_on, 1, 7), category_id, producer_id, product_id, certified, sum(net), count(*)
FROM purchases JOIN purchase_lines ON purchase_id = purchases.id WHERE {which} GROUP BY 1, 2, 3, 4, 5, 6
"""
STORED = """
SELECT partner_id, month, sum(net), sum(CASE WHEN local AND NOT refused AND NOT disputed THEN net END), sum(lines)
FROM uptake WHERE {which} GROUP BY month, partner_id
"""
COLUMNS = {
    "partner_id": "INTEGER",
    "month": "VARCHAR",
    "category_id": "INTEGER",
    "producer_id": "INTEGER",
    "product_id": "INTEGER",
    "certified": "INTEGER",
    "net": "BIGINT",
}
COPIED = """
SELECT partner_id, substr(bought_on, 1, 7), category_id, producer_id, product_id, certified, net
FROM purchases JOIN purchase_lines ON purchase_id = purchases.id
"""
BY_LINES_COPIED = f"SELECT {', '.join([*COLUMNS][:-1])}, sum(net), count(*) FROM bought GROUP BY ALL"
SAME_SUMS = "SELECT partner_id, month, sum(net) FROM bought GROUP BY 1, 2"
numbers = count(1)


def run(sizes: Sequence[int] = SIZES) -> list[Figure]:
    more = int(os.environ.get("BENCH_LINES", "0"))
    figures, took = list[Figure](), dict[int, Mapping[str, float]]()
    for lines in [*sizes, *([more] if more else [])]:
        with city(lines) as app:
            of_size, took[lines] = _measure(app, lines)
            figures += of_size
    return [*figures, _growth(READ, took), _growth(JUDGED, took), _same(PAGE, took)]


def _measure(app: Flask, lines: int) -> tuple[list[Figure], Mapping[str, float]]:
    size, session = f"{lines:,} lines", _session()
    stored = _seconds(lambda: [refresh_month(_unit(REACTIONS), month, whole=True) for month in SPAN])
    plain = _seconds(lambda: _ask(session, BY_LINES, "1"))
    wrong = sum(len([*differences(session, month)]) for month in SPAN)
    in_month = f"bought_on BETWEEN '{MONTH.first_day}' AND '{MONTH.last_day}'"
    read = _ms(lambda: _ask(session, STORED, f"month = '{MONTH}'"))
    judged = _ms(lambda: evaluate_month(session, MONTH))
    plain_month = _ms(lambda: _ask(session, BY_LINES, in_month))
    one = _ms(lambda: evaluate_month(session, MONTH, partner_ids=[FIRST_SHOP]))
    one_by_lines = _ms(lambda: evaluate_lines(session, MONTH, FIRST_SHOP))
    rows = session.scalar(select(func.count()).select_from(Uptake).filter_by(month=str(MONTH)))
    figures = [
        Figure(f"{size}: rows stored of that month", rows or 0, "", None, None, "", True),
        at_most(f"{size}: {READ}", read, FAST, unit="ms"),
        _told(f"{size}: {JUDGED}", judged, "ms", plain_month),
        _told(f"{size}: a partner's month, judged", one, "ms", one_by_lines),
        *_beside_duckdb(size, lines, plain),
        _told(f"{size}: rebuilt", stored, "s", plain),
        at_most(f"{size}: partners' months that differ", wrong, 0, unit=""),
        *_upkeep(size),
    ]
    published, page = _published(app, size)
    return [*figures, *published], {READ: read, JUDGED: judged, PAGE: page}


def _beside_duckdb(size: str, lines: int, plain: float) -> Iterator[Figure]:
    """All months, from what is stored and from the lines: by plain SQL, and by DuckDB over a copy of them.

    Its bound holds where there are as many lines as it was made for: over few it takes no longer than one statement.
    """
    session = _session()
    months = _ms(lambda: _ask(session, STORED, "1"))
    with _copied(session) as duck:
        grouped = _ms(lambda: duck.execute(BY_LINES_COPIED).fetchall())
        sums = {(shop, month): int(net) for shop, month, net in duck.execute(SAME_SUMS).fetchall()}
    ours = {
        (row.partner_id, row.month): int(row[2]) for row in session.execute(text(STORED.format(which="1")))
    }
    yield _faster(f"{size}: all months read, beside plain SQL", months, plain * 1000)
    name = f"{size}: all months read, beside DuckDB"
    yield _faster(name, months, grouped) if lines >= LARGE else _told(name, months, "ms", grouped)
    wrong = sum(ours.get(key) != sums.get(key) for key in ours.keys() | sums.keys())
    yield at_most(f"{size}: sums that DuckDB has otherwise", wrong, 0, unit="")


@contextmanager
def _copied(session: Session) -> Iterator[duckdb.DuckDBPyConnection]:
    with TemporaryDirectory(prefix="mb2-") as folder, duckdb.connect() as duck:
        file = Path(folder) / "lines.csv"
        with file.open("w", newline="") as lines:
            csv.writer(lines).writerows(session.connection().exec_driver_sql(COPIED))
        columns = ", ".join(f"'{name}': '{kind}'" for name, kind in COLUMNS.items())
        duck.execute(
            f"CREATE TABLE bought AS FROM read_csv('{file}', header = false, columns = {{{columns}}})"
        )
        yield duck


def _published(app: Flask, size: str) -> tuple[list[Figure], float]:
    """The judgement outside every lock, the transaction that publishes it, and a shop's page of that month."""
    session = _session()
    seats = frozenset({ActorSeat(APPROVER, OFFICE_ID)})
    office = Actor(user_id=None, at=OFFICE_ID, kind=OFFICE, seats=seats)
    with TemporaryDirectory(prefix="mb2-") as folder:
        signer = Ed25519Signer(Path(folder) / "key.pem")
        session.add(Period(month=str(MONTH), state=PROVISIONAL, objections_until=MONTH.next.first_day))
        session.commit()
        began = time.process_time()
        judged = judge(session, signer, MONTH, today=NOW.date())
        outside = time.process_time() - began

        def publish() -> None:
            with _unit(REACTIONS, office) as uow:
                publish_month(uow, signer, MONTH, reason="Tidak mengubah jawabannya", judged=judged)

        inside = _seconds(publish)
        judged.close()
    client = signed_in(app, seated(app, OrganisationId(FIRST_SHOP)))
    page = _ms(lambda: get_page(client, f"/partner/compliance/{MONTH}"))
    return [
        Figure(f"{size}: a month judged for publishing", outside, "s", None, None, "", True),
        _told(f"{size}: publishing, in its transaction", inside, "s", outside),
        _told(f"{size}: {PAGE}", page, "ms", outside * 1000),
    ], page


def _upkeep(size: str) -> list[Figure]:
    """Purchases with and without marks, in turns; then what the marks of one month cost to take away."""
    without = tuple(table for table in REACTIONS if table is not UPTAKE)
    pairs = [(_seconds(lambda: _buy(REACTIONS)), _seconds(lambda: _buy(without))) for _ in range(PURCHASES)]
    ours, theirs = (median(times) * 1000 for times in zip(*pairs, strict=True))
    flush = []
    for _ in range(ROUNDS):
        for shop in range(SHOPS):
            _buy(REACTIONS, shop)
        flush.append(_seconds(lambda: refresh_month(_unit(REACTIONS), MONTH)) * 1000 / SHOPS)
    ratio = ours / theirs
    return [
        Figure(f"{size}: a purchase with marks", ours, "ms", theirs, ratio, f"≤ {UPKEEP}×", ratio <= UPKEEP),
        at_most(f"{size}: a marked partner's month stored", median(flush), FLUSH, unit="ms"),
    ]


def _growth(name: str, took: Mapping[int, Mapping[str, float]]) -> Figure:
    """The exponent of the growth from the last size but one to the last."""
    small, large = sorted(took)[-2:]
    exponent = math.log(took[large][name] / took[small][name]) / math.log(large / small)
    return at_most(f"{name}: growth from {small:,} lines to {large:,}, exponent", exponent, FLAT, unit="")


def _same(name: str, took: Mapping[int, Mapping[str, float]]) -> Figure:
    """Of the most lines beside the fewest."""
    small, large = took[min(took)][name], took[max(took)][name]
    title = f"{name}: {max(took):,} lines beside {min(took):,}"
    return Figure(title, large, "ms", small, large / small, f"≤ {SAME}×", large / small <= SAME)


def _told(name: str, value: float, unit: str, baseline: float) -> Figure:
    return Figure(name, value, unit, baseline, value / baseline, "", True)


def _faster(name: str, value: float, baseline: float) -> Figure:
    ratio = value / baseline
    return Figure(name, value, "ms", baseline, ratio, f"≤ {1 / PLAIN:.3f}×", ratio <= 1 / PLAIN)


def _ask(session: Session, statement: str, which: str) -> int:
    return len(session.execute(text(statement.format(which=which))).all())


def _buy(reactions: Sequence[Reactions], shop: int = 0) -> None:
    number = next(numbers)
    net = Rupiah(10_000 + number)
    line = NewLine(text="Keripik", quantity=Quantity.of(1), unit="PCS", unit_price=net, net=net)
    with _unit(reactions) as uow:
        record_purchase(
            uow,
            NewPurchase(
                source=Source.MANUAL,
                source_ref=f"bench-{number}",
                partner_id=PartnerId(FIRST_SHOP + shop),
                producer_id=ProducerId(FIRST_MAKER),
                bought_on=MONTH.last_day,
                document_number=f"B-{number}",
                lines=[line],
            ),
        )


def _unit(reactions: Sequence[Reactions], actor: Actor = SYSTEM) -> UnitOfWork:
    return UnitOfWork(_session(), actor=actor, now=NOW, bus=Bus(*reactions), queue=MemoryQueue())


def _session() -> Session:
    return database.session()


def _seconds(act: Callable[[], object]) -> float:
    begun = time.process_time()
    act()
    return time.process_time() - begun


def _ms(act: Callable[[], object]) -> float:
    act()
    return median(_seconds(act) for _ in range(ASKED)) * 1000
