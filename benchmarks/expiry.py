"""The night over 100,000 certificates: reminders, what lapsed, and what suspensions that ended let in again.

The worker had been down for a month, so it is the longest night there can be: everything of thirty days at once, and
everybody told who has something ending within ninety. The baseline is the plain select of what expires.
"""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import func, insert, select, update

from benchmarks.harness import Figure, at_most
from benchmarks.papers import build
from config import Settings
from marketplace.adapters.database import database
from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.app import REACTIONS, create_app
from marketplace.catalog.models import Product, ProductHold
from marketplace.certification.models import CertificateHold, CertificateReminder
from marketplace.certification.services.passing import pass_day
from marketplace.db.outbox import Outbox
from marketplace.db.uow import UnitOfWork
from marketplace.journal.models import JournalEntry
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.clock import day_of
from marketplace.kernel.events import Bus
from marketplace.notices.kinds.base import REMINDERS
from marketplace.notices.services import remind
from marketplace.producers.models import ProducerHold

CERTIFICATES, HOLDS, MOST, DOWN = 100_000, 500, 5.0, timedelta(days=30)
CHANGED = (CertificateReminder, Outbox, JournalEntry)  # rows that a night writes


def run(certificates: int = CERTIFICATES) -> list[Figure]:
    today = day_of(clock.now())
    with TemporaryDirectory() as name:
        settings = build(Path(name), certificates, today)
        app = create_app(settings)
        with app.app_context():
            _suspend(today, min(HOLDS, certificates // 100))
            figures = _nights(settings, today, certificates)
            database.session.remove()
            database.engine.dispose()
        return figures


def _nights(settings: Settings, today: date, certificates: int) -> list[Figure]:
    plain = _cpu(lambda: _plain(settings, today))
    first = _cpu(lambda: _night(today))
    written = _written()
    second = _cpu(lambda: _night(today))
    changed = sum(abs(now - then) for now, then in zip(_written(), written, strict=True))
    reminded, letters, entries, lapsed = written
    if not (reminded and letters and entries and lapsed):
        raise RuntimeError(f"the night did nothing: {written}")
    night = f"the longest night over {certificates:,} certificates"
    return [
        Figure(night, first, "s CPU", plain, first / plain, f"≤ {MOST:g}", first <= MOST),
        Figure("the night after it", second, "s CPU", plain, second / plain, "", True),
        at_most("rows that a second run changes", changed, 0, unit="rows"),
        Figure("certificates reminded of", reminded, "", None, None, "", True),
        Figure("products that lapsed", lapsed, "", None, None, "", True),
    ]


def _night(today: date) -> None:
    """As the two jobs do it, slice after slice, with the journal; letters are written, their postman comes later."""
    after: int | None = 0
    while after is not None:
        with _unit() as uow:
            after = pass_day(uow, since=today - DOWN, after=after)
    more = True
    while more:
        with _unit() as uow:
            more = remind(uow, REMINDERS["remind_of_certificates"])


def _unit() -> UnitOfWork:
    bus, queue = Bus(*REACTIONS), MemoryQueue()
    return UnitOfWork(database.session(), actor=SYSTEM, now=clock.now(), bus=bus, queue=queue)


def _written() -> tuple[int, ...]:
    session = database.session
    counts = [session.scalar(select(func.count()).select_from(model)) or 0 for model in CHANGED]
    lapsed = session.scalar(select(func.count()).where(Product.eligible_until.is_(None))) or 0
    session.rollback()
    return *counts, lapsed


def _suspend(today: date, count: int) -> None:
    """Of makers, of products and of papers: over since last week, so that the night lets them in again."""
    days = {"from_on": today - timedelta(20), "until_on": today - timedelta(7), "reason": "Contoh"}
    for model, column in (
        (ProducerHold, "producer_id"),
        (ProductHold, "product_id"),
        (CertificateHold, "certificate_id"),
    ):
        rows = [days | {column: number * 6} for number in range(1, count + 1)]
        database.session.execute(insert(model), rows)
    kept_out = [number * 6 for number in range(1, count + 1)]
    touched = Product.id.in_(kept_out) | Product.producer_id.in_(kept_out)
    database.session.execute(update(Product).where(touched).values(eligible_until=None))
    database.session.commit()


def _plain(settings: Settings, today: date) -> None:
    """What expires, and what expired: the rows themselves, and nobody told."""
    file = settings.database_url.removeprefix("sqlite:///")
    with sqlite3.connect(file) as connection:
        connection.execute(
            "SELECT id, producer_id, kind, number, expires_on FROM certificates WHERE state = 'approved'"
            " AND revoked_on IS NULL AND superseded_by_id IS NULL AND expires_on BETWEEN ? AND ?",
            (str(today - DOWN), str(today + timedelta(90))),
        ).fetchall()
        connection.execute("SELECT id FROM products WHERE eligible_until < ?", (str(today),)).fetchall()
    connection.close()


def _cpu(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start
