"""A shop's ledger page over 10,000 and 1,000,000 lines of that one shop, with a month of 400 in either.

Asked for as a browser does, in one process without a server: statements, CPU, and what a hundred times the lines add.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from statistics import median

from flask import Flask
from flask.testing import FlaskClient

from benchmarks.harness import Figure, at_most
from benchmarks.market import FIRST_MAKER, FIRST_PARTNER, MAKERS, market
from benchmarks.visiting import get_page, seated, signed_in, statements_of, timed
from marketplace.adapters.database import database
from marketplace.kernel.ids import OrganisationId

FEW, MANY, ASKED, STATEMENTS, MOST = 10_000, 1_000_000, 41, 8, 1.2
MONTH, BEFORE = 400, 3_650  # lines of the newest month; days over which the others are spread
SHOP = OrganisationId(FIRST_PARTNER)
LIST = "/partner/purchases"
PAGES = {
    "month, first page": LIST,
    "month, last page": f"{LIST}?end=1",
    "month, counted ones": f"{LIST}?status=counted",
    "month, words": f"{LIST}?q=keripik+7",
    "all months, first page": f"{LIST}?every=1",
    "all months, last page": f"{LIST}?every=1&end=1",
}
LINES = f"""
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :lines)
INSERT INTO purchases (id, public_id, source, source_ref, partner_id, producer_id, seller_text, bought_on,
    document_number, recognition, one_sided, recorded_at)
SELECT i, 'buy' || i, 'import', 'row' || i, {SHOP}, {FIRST_MAKER} + i % {MAKERS}, '',
    CASE WHEN i > :lines - {MONTH} THEN date('2026-10-01', '+' || (i % 28) || ' days')
        ELSE date('2026-09-30', '-' || (i % {BEFORE}) || ' days') END,
    'F-' || i, 'received', 0, '2026-11-01 00:00:00'
FROM n
"""
DETAILS = """
INSERT INTO purchase_lines (purchase_id, text, quantity_milli, unit, unit_price, net, tax)
SELECT id, 'Keripik ' || id % 50, 1000, 'PCS', 10000, 10000, 0 FROM purchases ORDER BY id
"""


def run(few: int = FEW, many: int = MANY, count: int = ASKED) -> list[Figure]:
    figures = []
    with _shop(few) as small, _shop(many) as large:
        for name, path in PAGES.items():
            statements = max(statements_of(*one, path) for one in (small, large))
            sooner, took = _in_turns(
                partial(get_page, small[1], path), partial(get_page, large[1], path), count
            )
            ratio = took / sooner
            figures += [
                Figure(f"{name}, {many:,} lines", took, "ms CPU", sooner, ratio, f"≤ {MOST}×", ratio <= MOST),
                at_most(f"{name}, statements", statements, STATEMENTS, unit=""),
            ]
    return figures


def _in_turns(one: Callable[[], object], other: Callable[[], object], count: int) -> tuple[float, float]:
    """Milliseconds of either, the medians of so many pairs: what else the machine does slows both."""
    pairs = [(timed(one, 1), timed(other, 1)) for _ in range(count)]
    return median(first for first, _ in pairs), median(second for _, second in pairs)


@contextmanager
def _shop(lines: int) -> Iterator[tuple[Flask, FlaskClient]]:
    """The program over so many lines, and its owner's browser."""
    with market(3) as app:
        with app.app_context():
            with database.engine.begin() as connection:
                for statement in (LINES, DETAILS):
                    connection.exec_driver_sql(statement.replace(":lines", str(lines)))
            email = seated(app, SHOP)
        yield app, signed_in(app, email)
