"""A month of the city and a partner's page, judged from stored figures of 36 months, beside plain SQL over the lines.

100 thousand and 1 million lines of forty shops; `BENCH_LINES=10000000` measures so many as well. Four fifths of the
lines are of sellers nobody knows, as in registers; every shop buys of twelve makers, and gives a few things back.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from itertools import count
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

import flask_migrate
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from benchmarks.harness import ROUNDS, Figure, at_most
from benchmarks.market import FIRST_MAKER, MAKERS, NOW, fill
from config import Settings
from marketplace.accounts.models import Organisation
from marketplace.adapters.database import database
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.app import REACTIONS, create_app
from marketplace.circulars.models import Circular, Clause, SellerTest
from marketplace.circulars.states import APPROVED
from marketplace.circulars.terms import JudgedMonths
from marketplace.compliance.queries import evaluate_lines, evaluate_month
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus, Reactions
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.quantity import Quantity
from marketplace.kernel.roles import PARTNER
from marketplace.partners.models import Partner, PartnerKind
from marketplace.purchases.models.ledger import Source
from marketplace.purchases.services import NewLine, NewPurchase, record_purchase
from marketplace.uptake.reactions import REACTIONS as UPTAKE
from marketplace.uptake.refreshing import differences, refresh_month

SIZES = (100_000, 1_000_000)
SHOPS, FIRST_SHOP, OWN_MAKERS = 40, 10_000, 12
SPAN = MonthSpan(Month(2023, 11), Month(2026, 10))
MONTH, ASKED, PURCHASES = SPAN.last, 7, 40
FAST, FLAT, PLAIN, UPKEEP, FLUSH = 2.0, 0.05, 30.0, 1.25, 0.5

LINES = f"""
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :lines),
spread(i, h) AS (SELECT i, i * 2654435761 % 4294967296 FROM n),
cut(i, shop, month, day, local, own) AS (
    SELECT i, h % {SHOPS}, h / {SHOPS} % {len(SPAN)}, h / 1440 % 28, h / 40320 % 5 = 0, h / 201600 % {OWN_MAKERS}
    FROM spread)
INSERT INTO purchases (id, public_id, source, source_ref, partner_id, producer_id, seller_text, bought_on,
    document_number, recognition, one_sided, recorded_at)
SELECT i, 'buy' || i, 'import', 'row' || i, {FIRST_SHOP} + shop,
    CASE WHEN local THEN {FIRST_MAKER} + (shop * 3 + own) % {MAKERS} END,
    CASE WHEN local THEN '' ELSE 'Grosir ' || i % 7 END,
    date('{SPAN.first_day}', '+' || month || ' months', '+' || day || ' days'),
    'F-' || i, 'received', 0, '2026-11-01 00:00:00'
FROM cut
"""
DETAILS = f"""
INSERT INTO purchase_lines (id, purchase_id, product_id, category_id, text, quantity_milli, unit, unit_price, net, tax,
    certified)
SELECT id, id, CASE WHEN producer_id THEN (producer_id - {FIRST_MAKER}) * 3 + 1 + id % 3 END,
    CASE WHEN producer_id THEN 1 END, 'Barang ' || id % 500, CASE WHEN id % 211 THEN 1000 ELSE -1000 END, 'PCS', 10000,
    CASE WHEN id % 211 THEN 10000 + id % 97 * 100 ELSE -10000 END, 0, CASE WHEN producer_id THEN id % 3 > 0 END
FROM purchases ORDER BY id
"""
REFUSED = """
INSERT INTO refusals (public_id, line_id, reason, refused_at)
SELECT 'no' || id, id, 'Tidak jelas', '2026-11-01 00:00:00' FROM purchase_lines WHERE id % 1009 = 0
"""
DECLARED = """
INSERT INTO spend_declarations (public_id, partner_id, month, revision, total, by_category, signer, submitted_at, waits,
    withdrawn, reason)
SELECT 'says' || partner_id || month, partner_id, month, 1, 2 * max(net, 0), '{}', 'Pemilik', '2026-11-01 00:00:00',
    0, 0, ''
FROM (SELECT partner_id, substr(bought_on, 1, 7) AS month, sum(net) AS net
    FROM purchases JOIN purchase_lines ON purchase_id = purchases.id GROUP BY 1, 2)
"""
BY_LINES = """
SELECT partner_id, substr(bought_on, 1, 7), category_id, producer_id, product_id, certified, sum(net), count(*)
FROM purchases JOIN purchase_lines ON purchase_id = purchases.id WHERE {which} GROUP BY 1, 2, 3, 4, 5, 6
"""
STORED = """
SELECT partner_id, month, sum(net), sum(CASE WHEN local AND NOT refused AND NOT disputed THEN net END), sum(lines)
FROM uptake WHERE {which} GROUP BY month, partner_id
"""
CLAUSES = (
    ("value_share", 1500, JudgedMonths.MONTH),
    ("local_sku_count", 18, JudgedMonths.QUARTER),
    ("producer_breadth", 3, JudgedMonths.MONTH),
    ("kelurahan_breadth", 2, JudgedMonths.MONTH),
)
numbers = count(1)


def run(sizes: Sequence[int] = SIZES) -> list[Figure]:
    more = int(os.environ.get("BENCH_LINES", "0"))
    figures, took = list[Figure](), dict[int, Mapping[str, float]]()
    for lines in [*sizes, *([more] if more else [])]:
        with _city(lines):
            of_size, took[lines] = _measure(f"{lines:,} lines")
            figures += of_size
    return figures + [_growth(name, took) for name in next(iter(took.values()))]


def _measure(size: str) -> tuple[list[Figure], Mapping[str, float]]:
    session: Session = database.session  # type: ignore[assignment]
    stored = _seconds(lambda: [refresh_month(_unit(REACTIONS), month, whole=True) for month in SPAN])
    plain = _seconds(lambda: _ask(session, BY_LINES, "1"))
    wrong = sum(len([*differences(session, month)]) for month in SPAN)
    in_month = f"bought_on BETWEEN '{MONTH.first_day}' AND '{MONTH.last_day}'"
    read = _ms(lambda: _ask(session, STORED, f"month = '{MONTH}'"))
    city = _ms(lambda: evaluate_month(session, MONTH))
    city_plain = _ms(lambda: _ask(session, BY_LINES, in_month))
    one = _ms(lambda: evaluate_month(session, MONTH, partner_ids=[FIRST_SHOP]))
    rows = _ms(lambda: evaluate_lines(session, MONTH, FIRST_SHOP))
    months = _ms(lambda: _ask(session, STORED, "1"))
    figures = [
        at_most(f"{size}: month of the city, read", read, FAST, unit="ms"),
        _told(f"{size}: month of the city, judged", city, "ms", city_plain),
        _told(f"{size}: a partner's month, judged", one, "ms", rows),
        _faster(f"{size}: all months read", months, plain * 1000),
        _told(f"{size}: rebuilt", stored, "s", plain),
        at_most(f"{size}: partners' months that differ", wrong, 0, unit=""),
        *_upkeep(size),
    ]
    return figures, {"month of the city, read": read, "month of the city, judged": city}


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


def _unit(reactions: Sequence[Reactions]) -> UnitOfWork:
    session: Session = database.session  # type: ignore[assignment]
    return UnitOfWork(session, actor=SYSTEM, now=NOW, bus=Bus(*reactions), queue=MemoryQueue())


def _seconds(act: Callable[[], object]) -> float:
    begun = time.perf_counter()
    act()
    return time.perf_counter() - begun


def _ms(act: Callable[[], object]) -> float:
    act()
    return median(_seconds(act) for _ in range(ASKED)) * 1000


@contextmanager
def _city(lines: int) -> Iterator[None]:
    """The program over so many lines, with a circular of four clauses, one of them over a quarter."""
    with TemporaryDirectory(prefix="mb2-") as name:
        settings = Settings(
            secret_key="for-benchmarks-only",
            instance=Path(name),
            queue="memory",
            search="memory",
            rate_limits=False,
        )
        app = create_app(settings)
        with app.app_context():
            flask_migrate.upgrade()
            fill(settings.database_url, 1)
            _lay_down(lines)
            yield
            database.session.remove()
            database.engine.dispose()


def _lay_down(lines: int) -> None:
    session: Session = database.session  # type: ignore[assignment]
    shops = range(FIRST_SHOP, FIRST_SHOP + SHOPS)
    names = [
        {"id": n, "public_id": f"shop{n}", "kind": PARTNER, "name": f"Toko {n}", "created_at": NOW}
        for n in shops
    ]
    session.execute(insert(Organisation), names)
    session.execute(
        insert(Partner),
        [{"id": n, "kind": PartnerKind.MINIMARKET, "version": 1, "staff_count": 9} for n in shops],
    )
    for statement in (LINES, DETAILS, REFUSED, DECLARED):
        session.execute(text(statement), {"lines": lines} if statement is LINES else {})
    session.execute(text("ANALYZE"))
    circular = Circular(
        number="1/2023",
        title="Belanja produk lokal",
        example=True,
        from_on=date(2023, 1, 1),
        drafted_by=None,
        drafted_at=NOW,
    )
    circular.clauses = [_clause(number, *one) for number, one in enumerate(CLAUSES, start=1)]
    session.add(circular)
    session.flush()
    circular.state = APPROVED
    session.commit()


def _clause(number: int, rule: str, least: int, period: JudgedMonths) -> Clause:
    return Clause(
        code=str(number),
        text="Paling sedikit sekian dari pembuat di Kota Metro.",
        rule=rule,
        figures={"least": least},
        period=period.value,
        seller_test=SellerTest.LOCAL,
    )
