"""The server is killed twenty times while shops send orders and purchases.

What was acknowledged is there, once and whole; the journal is unbroken; the server is ready again by itself.
"""

import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from statistics import median
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

from marketplace.journal.queries import verify
from tests.browser.live import APP, ROOT, settings
from tests.long.clients import Browser, Shop, buys, orders

pytestmark = pytest.mark.long

KILLS, WORKERS = 20, 2
LIVES = (0.4, 1.6)  # seconds that a server is let live once it answers
READY = 30.0  # seconds at most; on a machine at rest it is two

ONCE = {  # what was sent under a key stands in the books so many times
    "purchase": "SELECT p.id, p.public_id FROM purchases p WHERE p.source_ref = p.partner_id || ':' || :key",
    "order": "SELECT id, id FROM order_groups WHERE idempotency_key = :key",
}
HALVES = {
    "purchases without a line": "SELECT count(*) FROM purchases p WHERE NOT EXISTS"
    " (SELECT 1 FROM purchase_lines l WHERE l.purchase_id = p.id)",
    "groups without an order": "SELECT count(*) FROM order_groups g WHERE NOT EXISTS"
    " (SELECT 1 FROM orders o WHERE o.group_id = g.id)",
    "orders without a line": "SELECT count(*) FROM orders o WHERE NOT EXISTS"
    " (SELECT 1 FROM order_lines l WHERE l.order_id = o.id)",
    "purchases that the journal does not know": "SELECT count(*) FROM purchases p WHERE p.source = 'manual'"
    " AND p.seller_text = 'Warung Rekaan' AND 1 <> (SELECT count(*) FROM journal j WHERE j.subject_kind = 'purchase'"
    " AND j.subject_id = p.id AND j.action = 'PurchaseRecorded')",
    "orders that the journal does not know": "SELECT count(*) FROM orders o WHERE 1 <> (SELECT count(*) FROM journal j"
    " WHERE j.subject_kind = 'order' AND j.subject_id = o.id AND j.action = 'OrderPlaced')",
    "stock held for nobody": "SELECT count(*) FROM stock_items s WHERE s.reserved < 0 OR s.reserved > s.on_hand",
}


@pytest.fixture
def listener():
    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        yield listener


@pytest.fixture
def city(demo_pattern, tmp_path):
    return shutil.copytree(demo_pattern, tmp_path / "city")


@pytest.fixture
def books(city):
    engine = create_engine(f"sqlite:///{city / 'mb2.db'}")
    with Session(engine) as session:
        yield session
    engine.dispose()


class Server:
    """gunicorn with its workers in a process group of their own; only this group is ever killed."""

    def __init__(self, city, listener):
        words = ["-k", "gthread", "-w", str(WORKERS), "--threads", "4", "--log-level", "warning"]
        address = f"fd://{listener.fileno()}"
        self._log = (city / "server.log").open("a")
        began = time.monotonic()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", "--no-control-socket", *words, "-b", address, APP],
            cwd=ROOT,
            env=settings(city),
            pass_fds=[listener.fileno()],
            stdout=self._log,
            stderr=self._log,
            start_new_session=True,
        )
        self._wait(listener.getsockname()[1])
        self.ready_after = time.monotonic() - began

    def _wait(self, port):
        while True:
            assert self.process.poll() is None, "the server ended by itself"
            try:
                with urlopen(f"http://127.0.0.1:{port}/healthz", timeout=READY) as answer:
                    assert answer.status == 200
                    return
            except (URLError, OSError):
                time.sleep(0.05)

    def kill(self):
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._log.close()


@contextmanager
def working(port):
    """Two shops that order and four clients that log purchases."""
    shops = []
    for email, work in (
        ("mitra@mb2.test", orders),
        ("mitra2@mb2.test", orders),
        ("mitra@mb2.test", buys),
        ("mitra@mb2.test", buys),
        ("mitra2@mb2.test", buys),
        ("mitra2@mb2.test", buys),
    ):
        browser = Browser(port)
        browser.sign_in(email)
        shops.append(Shop(browser, work))
    for shop in shops:
        shop.start()
    try:
        yield shops
    finally:
        for shop in shops:
            shop.stop()


def acknowledged(shops):
    """(kind, key, where it led) of all that was answered up to now."""
    return [
        ("order" if shop.work is orders else "purchase", key, location)
        for shop in shops
        for key, location in list(shop.acknowledged.items())
    ]


def assert_whole(books, known):
    """All of it is there once, nothing is there by half, and the journal is unbroken."""
    books.rollback()
    for kind, key, location in known:
        rows = books.execute(text(ONCE[kind]), {"key": key}).all()
        assert len(rows) == 1, f"{kind} {key} stands in the books {len(rows)} times"
        if kind == "purchase":
            assert location.endswith(rows[0][1])
    for name, query in HALVES.items():
        assert books.scalar(text(query)) == 0, name
    assert verify(books).whole


def test_twenty_kills_lose_nothing_and_break_nothing(city, listener, books, capsys):
    port = listener.getsockname()[1]
    server = Server(city, listener)
    ready = []
    with working(port) as shops:
        for _ in range(KILLS):
            time.sleep(random.uniform(*LIVES))
            known = acknowledged(shops)
            server.kill()
            assert_whole(books, known)
            server = Server(city, listener)
            ready.append(server.ready_after)
        time.sleep(LIVES[1])
    try:
        assert [fault for shop in shops for fault in shop.faults] == []
        known = acknowledged(shops)
        assert_whole(books, known)
        kinds = [kind for kind, *_ in known]
        assert kinds.count("order") > KILLS / 2
        assert kinds.count("purchase") > KILLS
        assert max(ready) < READY
    finally:
        server.kill()
    with capsys.disabled():
        print(
            f"\n{KILLS} kills: {kinds.count('order')} orders and {kinds.count('purchase')} purchases acknowledged,"
            f" all there once; {verify(books).entries} journal entries unbroken;"
            f" ready again after {median(ready):.1f} s (median), {max(ready):.1f} s at most"
        )
