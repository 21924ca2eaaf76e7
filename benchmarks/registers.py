"""The program over so many lines of purchases: forty shops' registers of 36 months, written by a few statements.

Four fifths of the lines are of sellers nobody knows, as in registers; every shop buys of twelve makers, and gives a few
things back.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from flask import Flask
from sqlalchemy import insert, text
from sqlalchemy.orm import Session

from benchmarks.market import FIRST_MAKER, MAKERS, NOW, market
from marketplace.accounts.models import Organisation
from marketplace.adapters.database import database
from marketplace.circulars.models import Circular, Clause, SellerTest
from marketplace.circulars.states import APPROVED
from marketplace.circulars.terms import JudgedMonths
from marketplace.kernel.period import Month, MonthSpan
from marketplace.kernel.roles import PARTNER
from marketplace.partners.models import Partner, PartnerKind

SHOPS, FIRST_SHOP, OWN_MAKERS = 40, 10_000, 12
SPAN = MonthSpan(Month(2023, 11), Month(2026, 10))

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
INDEXES = """
SELECT name, sql FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL
    AND tbl_name IN ('purchases', 'purchase_lines')
"""
CLAUSES = (
    ("value_share", 1500, JudgedMonths.MONTH),
    ("local_sku_count", 18, JudgedMonths.QUARTER),
    ("producer_breadth", 3, JudgedMonths.MONTH),
    ("kelurahan_breadth", 2, JudgedMonths.MONTH),
)


@contextmanager
def city(lines: int) -> Iterator[Flask]:
    """The program over so many lines, with a circular of four clauses, one of them over a quarter."""
    with market(1) as app, app.app_context():
        _lay_down(lines)
        yield app


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
    _write_lines(session, lines)
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


def _write_lines(session: Session, lines: int) -> None:
    """Indexes are made when all is written: millions of rows in no order would be put into them one by one."""
    indexes = session.execute(text(INDEXES)).all()
    session.execute(text("PRAGMA cache_size = -400000"))
    for name, _ in indexes:
        session.execute(text(f"DROP INDEX {name}"))
    session.execute(text(LINES), {"lines": lines})
    session.execute(text(DETAILS))
    for _, statement in indexes:
        session.execute(text(statement))
    for statement in (REFUSED, DECLARED, "ANALYZE"):
        session.execute(text(statement))


def _clause(number: int, rule: str, least: int, period: JudgedMonths) -> Clause:
    return Clause(
        code=str(number),
        text="Paling sedikit sekian dari pembuat di Kota Metro.",
        rule=rule,
        figures={"least": least},
        period=period.value,
        seller_test=SellerTest.LOCAL,
    )
