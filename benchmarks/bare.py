"""Placing an order as bare SQL: what the program's transaction reads and writes, by hand and without the program."""

from __future__ import annotations

import hashlib
import json
from datetime import date
from typing import Any

from benchmarks.market import NOW
from marketplace.kernel.clock import end_of
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.workdays import workdays_after

TODAY = NOW.date()
BASKET = """
    SELECT b.variant_id, b.quantity, v.product_id, p.name, v.unit, v.least, v.case_pack, v.availability,
      m.id, m.order_minimum, (SELECT t.price FROM price_tiers t WHERE t.variant_id = v.id
        AND t.from_quantity <= b.quantity AND t.from_on <= ? ORDER BY t.from_on DESC, t.from_quantity DESC LIMIT 1),
      (SELECT MAX(r.id) FROM product_revisions r WHERE r.product_id = p.id)
    FROM basket_lines b JOIN variants v ON v.id = b.variant_id JOIN products p ON p.id = v.product_id
    JOIN producers m ON m.id = p.producer_id
    WHERE b.outlet_id = ? AND p.state = 'approved' AND p.eligible_until >= ? ORDER BY b.variant_id"""
MEMORANDUM = """
    SELECT 1 FROM mous WHERE partner_id = ? AND state <> 'draft' AND starts_on <= ?
      AND COALESCE(ended_on, ends_on) >= ? AND NOT EXISTS (SELECT 1 FROM partner_holds h
        WHERE h.partner_id = mous.partner_id AND h.from_on <= ? AND (h.until_on IS NULL OR h.until_on >= ?))"""
# What each line's verdict of the day is judged from.
DEMANDS = """
    SELECT category_id, scale, certificate_kind, from_on, until_on, grace_days FROM requirements
    WHERE level = 'mandatory' AND withdrawn_on IS NULL"""
PROOFS = """
    SELECT p.product_id, c.kind, c.issued_on, c.expires_on, c.revoked_on FROM certificates c
    LEFT JOIN certificate_products p ON p.certificate_id = c.id
    WHERE c.producer_id = ? AND c.state IN ('approved', 'submitted')"""
HOLDS = """
    SELECT NULL, from_on, until_on FROM producer_holds WHERE producer_id = ?
    UNION ALL SELECT h.product_id, h.from_on, h.until_on FROM product_holds h JOIN products p ON p.id = h.product_id
      WHERE p.producer_id = ?"""
HOLIDAYS = "SELECT day FROM holidays WHERE day > ?"
LOCAL = """
    SELECT 1 FROM localities WHERE producer_id = ? AND COALESCE(from_on, ?) <= ? AND COALESCE(until_on, ?) >= ?"""
TAKE = "UPDATE stock_items SET reserved = reserved + ? WHERE variant_id = ? AND on_hand - reserved >= ?"
GROUP = """
    INSERT INTO order_groups (public_id, partner_id, outlet_id, idempotency_key, placed_at) VALUES (?, ?, ?, ?, ?)
    RETURNING id"""
NUMBER = """
    INSERT INTO number_series (issuer_id, kind, year, last) VALUES (?, 'PO', ?, 1)
    ON CONFLICT (issuer_id, kind, year) DO UPDATE SET last = number_series.last + 1 RETURNING last"""
ORDER = """
    INSERT INTO orders (public_id, number, group_id, partner_id, outlet_id, producer_id, state, note, answer_by,
      placed_at, version) VALUES (?, ?, ?, ?, ?, ?, 'placed', '', ?, ?, 1) RETURNING id"""
LINE = """
    INSERT INTO order_lines (order_id, variant_id, product_id, revision_id, name, unit, quantity, unit_price,
      eligible, local, accepted, reserved) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'ok', ?, 0, ?)"""
PAPER = """
    INSERT INTO papers (issuer_id, kind, year, sequence, number, order_id, issued_at)
    VALUES (?, 'PO', ?, ?, ?, ?, ?)"""
EMPTY = "DELETE FROM basket_lines WHERE outlet_id = ?"
OWNERS = """
    SELECT u.name, u.email, b.name FROM organisations b, seats s JOIN users u ON u.id = s.user_id
    WHERE b.id = ? AND s.organisation_id = ? AND s.role = 'owner' AND s.until_at IS NULL
      AND u.disabled_at IS NULL AND u.email IS NOT NULL"""
LETTER = "INSERT INTO outbox (job, payload, written_at, tries) VALUES ('send_mail', ?, ?, 0)"
HEAD = "SELECT seq, hash FROM journal_head WHERE id = 1"
ENTRY = """
    INSERT INTO journal (seq, at, organisation_id, action, subject_kind, subject_id, stored, prev_hash, hash)
    VALUES (?, ?, ?, 'OrderPlaced', 'order', ?, ?, ?, ?)"""
AHEAD = "UPDATE journal_head SET seq = ?, hash = ? WHERE id = 1"


class Sqlite:
    begin, lock = "BEGIN IMMEDIATE", ""

    def __init__(self, connection: Any, partner_id: int) -> None:
        self._connection, self._partner = connection, partner_id

    def place(self, outlet_id: int) -> None:
        self._ask(self.begin)
        self._one("SELECT id FROM partners WHERE id = ?" + self.lock, self._partner)
        key = f"bare{outlet_id}"
        held = "SELECT id FROM order_groups WHERE partner_id = ? AND idempotency_key = ?"
        if self._one(held, self._partner, key) or not self._one(MEMORANDUM, self._partner, *[TODAY] * 4):
            raise RuntimeError("an order of before, or no memorandum")
        rows = self._ask(BASKET, TODAY, outlet_id, TODAY).fetchall()
        for row in rows:
            if self._ask(TAKE, row[1], row[0], row[1]).rowcount != 1:
                raise RuntimeError("sold out")
        self._judge(rows[0][8])
        self._write(outlet_id, key, rows)
        self._ask(EMPTY, outlet_id)
        self._ask("COMMIT")

    def _judge(self, maker: int) -> None:
        """Nothing is asked for or held in this market, so that every line is "ok"."""
        if self._ask(DEMANDS).fetchall() or self._ask(HOLDS, maker, maker).fetchall():
            raise RuntimeError("what is asked for or held has to be judged")
        self._ask(PROOFS, maker).fetchall()

    def _write(self, outlet_id: int, key: str, rows: list[Any]) -> None:
        maker, moment = rows[0][8], NOW.replace(tzinfo=None)
        edge = (date(1, 1, 1), TODAY, date(9999, 12, 31), TODAY)
        local = self._one(LOCAL, maker, *edge) is not None
        (group,) = self._one(GROUP, new_public_id(), self._partner, outlet_id, key, moment)
        (last,) = self._one(NUMBER, self._partner, TODAY.year)
        number = f"{last:04}/PO/XI/{TODAY.year}"
        parties = (self._partner, outlet_id, maker)
        free = {day for (day,) in self._ask(HOLIDAYS, TODAY).fetchall()}
        answer_by = end_of(workdays_after(TODAY, 3, free)).replace(tzinfo=None)
        (order,) = self._one(ORDER, new_public_id(), number, group, *parties, answer_by, moment)
        lines = [
            (order, row[0], row[2], row[11], row[3], row[4], row[1], row[10], local, row[1]) for row in rows
        ]
        self._many(LINE, lines)
        self._ask(PAPER, self._partner, TODAY.year, last, number, order, moment)
        total = sum(row[1] * row[10] for row in rows)
        for name, email, buyer in self._ask(OWNERS, self._partner, maker).fetchall():
            letter = {
                "to": email,
                "subject": f"{number} {buyer}",
                "body": f"{name}: {number}, {total}, {answer_by}",
            }
            self._ask(LETTER, json.dumps(letter), moment)
        self._journal(order, json.dumps({"order": order, "number": number, "total": total}), moment)

    def _journal(self, order: int, stored: str, moment: Any) -> None:
        seq, before = self._one(HEAD + self.lock)
        digest = hashlib.sha256(f"{before}{stored}".encode()).hexdigest()
        self._ask(ENTRY, seq + 1, moment, self._partner, order, stored, before, digest)
        self._ask(AHEAD, seq + 1, digest)

    def _ask(self, statement: str, *values: Any) -> Any:
        return self._connection.execute(statement, tuple(map(_plain, values)))

    def _one(self, statement: str, *values: Any) -> Any:
        return self._ask(statement, *values).fetchone()

    def _many(self, statement: str, rows: list[Any]) -> None:
        self._connection.executemany(statement, rows)


class Postgresql(Sqlite):
    begin, lock = "BEGIN", " FOR UPDATE"

    def __init__(self, connection: Any, partner_id: int) -> None:
        super().__init__(connection, partner_id)
        connection.autocommit = True  # we say BEGIN ourselves

    def _ask(self, statement: str, *values: Any) -> Any:
        return self._connection.execute(statement.replace("?", "%s").encode(), values)

    def _many(self, statement: str, rows: list[Any]) -> None:
        with self._connection.cursor() as cursor:
            cursor.executemany(statement.replace("?", "%s").encode(), rows)


def _plain(value: Any) -> Any:
    return str(value) if hasattr(value, "isoformat") else value
