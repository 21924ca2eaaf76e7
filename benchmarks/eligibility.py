"""May it be offered: of one product, and of the whole city on one day, next to SQL that answers yes or no alone.

Ours says why not, what comes next and until when, for any day; the baselines only whether every paper is there.
"""

from __future__ import annotations

import math
import random
import sqlite3
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import event, func, select

from benchmarks.harness import ROUNDS, Figure, at_least, at_most
from benchmarks.papers import build
from config import Settings
from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.catalog.listing import listed
from marketplace.catalog.models import Product
from marketplace.certification.eligibility import eligible_until
from marketplace.certification.facts import facts_of
from marketplace.certification.queries import eligible_on
from marketplace.kernel import clock
from marketplace.kernel.clock import day_of
from marketplace.kernel.ids import ProductId

SMALL, LARGE, ASKED, AT_ONCE = 10_000, 40_000, 300, 500  # certificates; questions in a row
ONE, CITY, NAIVE, STATEMENTS, STEEPEST = 0.004, 0.02, 5.0, 8, 1.2
MISSING = """
    SELECT count(*) FROM products p WHERE p.state = 'approved' AND NOT EXISTS (
      SELECT 1 FROM requirements r WHERE r.level = 'mandatory' AND r.from_on <= :day
        AND (r.until_on IS NULL OR r.until_on >= :day)
        AND (r.category_id IS NULL OR r.category_id = p.category_id)
        AND NOT EXISTS (
          SELECT 1 FROM certificates c WHERE c.producer_id = p.producer_id AND c.kind = r.certificate_kind
            AND c.state = 'approved' AND c.issued_on <= :day AND (c.expires_on IS NULL OR c.expires_on >= :day)
            AND (c.revoked_on IS NULL OR c.revoked_on > :day)
            AND (NOT EXISTS (SELECT 1 FROM certificate_products n WHERE n.certificate_id = c.id)
              OR EXISTS (SELECT 1 FROM certificate_products n
                         WHERE n.certificate_id = c.id AND n.product_id = p.id))))
"""


def run(small: int = SMALL, large: int = LARGE) -> list[Figure]:
    today = day_of(clock.now())
    with TemporaryDirectory() as name:
        few = _measure(build(Path(name), small, today, name="few"), today, full=False)
        many = _measure(build(Path(name), large, today, name="many"), today, full=True)
        slope = math.log(many[1] / few[1]) / math.log(large / small)
        growth = at_most("growth of the city's day with its size", slope, STEEPEST, unit="(exponent)")
        return [*many[0], growth]


def _measure(settings: Settings, today: date, *, full: bool) -> tuple[list[Figure], float]:
    """The figures, and the best of some times that the whole city took."""
    app, file = create_app(settings), settings.database_url.removeprefix("sqlite:///")
    bare = sqlite3.connect(file)
    with app.app_context():
        ids = list(database.session.scalars(select(Product.id)))
        took = min(_timed(lambda: _city(ids, today)) for _ in range(ROUNDS))
        figures = _figures(bare, ids, today) if full else []
        database.session.remove()
        database.engine.dispose()
    bare.close()
    return figures, took


def _figures(bare: sqlite3.Connection, ids: list[ProductId], today: date) -> list[Figure]:
    sample = random.Random(7).sample(ids, min(ASKED, len(ids)))
    one_by_one = f"{MISSING} AND p.id = :id"

    def bare_one() -> float:
        took = _timed(
            lambda: [bare.execute(one_by_one, {"day": str(today), "id": one}).fetchone() for one in sample]
        )
        return len(sample) / took

    def ours_one() -> float:
        return len(sample) / _timed(lambda: [eligible_on(database.session(), one, today) for one in sample])

    def ours_city() -> float:
        return len(ids) / _timed(lambda: _city(ids, today))

    def bare_city() -> float:
        return len(ids) / _timed(lambda: bare.execute(MISSING, {"day": str(today)}).fetchone())

    _agree(bare, ids, today)
    return [
        at_least("one product, beside bare SQL", ours_one, bare_one, least=ONE, unit="products/s"),
        at_most("statements for one product", _statements(sample[:1], today), STATEMENTS, unit=""),
        at_most("statements for 500 products", _statements(ids[:AT_ONCE], today), STATEMENTS, unit=""),
        at_least("the whole city, beside bare SQL", ours_city, bare_city, least=CITY, unit="products/s"),
        at_least("the whole city, beside one by one", ours_city, ours_one, least=NAIVE, unit="products/s"),
    ]


def _city(ids: list[ProductId], day: date) -> int:
    """How many may be offered, each with the day until which."""
    offered = 0
    for start in range(0, len(ids), AT_ONCE):
        facts = facts_of(database.session(), ids[start : start + AT_ONCE])
        offered += sum(eligible_until(one, day) is not None for one in facts.values())
    return offered


def _agree(bare: sqlite3.Connection, ids: list[ProductId], day: date) -> None:
    """All three ways must count the same: a fast wrong answer is worth nothing."""
    in_catalog = database.session.scalar(select(func.count()).where(listed(day)))
    counts = {_city(ids, day), bare.execute(MISSING, {"day": str(day)}).fetchone()[0], in_catalog}
    if len(counts) > 1:
        raise RuntimeError(f"the ways of counting disagree: {counts}")


def _statements(ids: list[ProductId], day: date) -> int:
    seen = []

    def record(*args: object) -> None:
        seen.append(args[2])

    event.listen(database.engine, "before_cursor_execute", record)
    facts_of(database.session(), ids)
    event.remove(database.engine, "before_cursor_execute", record)
    return len(seen)


def _timed(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start
