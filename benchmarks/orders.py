"""A shop's list of orders and a maker's inbox over 20,000 and 200,000 orders, all of the same shop and the same maker.

Pages are asked for as a browser does, in one process without a server: statements, CPU, and how that grows.
"""

from __future__ import annotations

import math
import re
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import flask_migrate
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, insert, select

from benchmarks.harness import Figure, at_most
from benchmarks.market import FIRST_MAKER, FIRST_PARTNER, fill
from config import Settings
from marketplace.accounts.hashing import hash_of
from marketplace.accounts.services.seats import create_user, give_seat
from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.kernel import clock
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.roles import OWNER
from marketplace.ordering.models.orders import Order, OrderGroup, OrderLine
from marketplace.ordering.states import CANCELLED, CLOSED, CONFIRMED, PLACED, Ending
from marketplace.partners.models import Outlet

FEW, MANY, ASKED, STATEMENTS, HOME, STEEPEST = 20_000, 200_000, 15, 8, 20, 0.1
SLICE = 10_000
PASSWORD = "kuda hijau terbang pelan"
SHOP, MAKER = OrganisationId(FIRST_PARTNER), OrganisationId(FIRST_MAKER)
PAGES = {
    "shop, first page": (SHOP, "/partner/orders"),
    "shop, last page": (SHOP, "/partner/orders?end=1"),
    "shop, confirmed ones": (SHOP, "/partner/orders?state=confirmed"),
    "inbox, first page": (MAKER, "/producer/orders"),
    "inbox, to be answered": (MAKER, "/producer/orders?state=placed&sort=answer"),
    "maker's home": (MAKER, "/producer/"),
}


def run(few: int = FEW, many: int = MANY, count: int = ASKED) -> list[Figure]:
    small, large = _measured(few, count), _measured(many, count)
    figures = []
    for name, (_, path) in PAGES.items():
        (statements, took), (before, sooner) = large[name], small[name]
        growth = math.log(took / sooner) / math.log(many / few)
        most = HOME if path.endswith("/") else STATEMENTS
        figures += [
            Figure(f"{name}, {few:,} orders", sooner, "ms CPU", None, None, "", True),
            Figure(f"{name}, {many:,} orders", took, "ms CPU", None, None, "", True),
            at_most(f"{name}, statements", max(statements, before), most, unit=""),
            at_most(f"{name}, growth", growth, STEEPEST, unit="(exponent)"),
        ]
    return figures


def _measured(orders: int, count: int) -> dict[str, tuple[int, float]]:
    """By page: statements, and milliseconds of this process."""
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
            fill(settings.database_url, 3)
            _order(orders)
            emails = {one: _seat(app, one) for one in (SHOP, MAKER)}
        clients = {one: _signed_in(app, email) for one, email in emails.items()}
        found = {
            page: (_statements(app, clients[who], path), _timed(partial(_get, clients[who], path), count))
            for page, (who, path) in PAGES.items()
        }
        with app.app_context():
            database.session.remove()
            database.engine.dispose()
        return found


def _order(count: int) -> None:
    outlet = database.session.scalar(select(Outlet.id).where(Outlet.partner_id == SHOP).limit(1))
    for model, rows in _rows(count, outlet):
        for start in range(0, len(rows), SLICE):
            database.session.execute(insert(model), rows[start : start + SLICE])
    database.session.commit()


def _rows(count: int, outlet: Any) -> Iterator[tuple[type[Any], list[dict[str, Any]]]]:
    """One every few minutes up to now; the newest wait for an answer or are under way."""
    now, numbers = clock.now(), range(1, count + 1)
    group = {"partner_id": SHOP, "outlet_id": outlet, "placed_at": now}
    yield (
        OrderGroup,
        [{"id": n, "public_id": f"grp{n:09}", "idempotency_key": f"k{n}"} | group for n in numbers],
    )
    yield Order, [_one(n, now - timedelta(minutes=4 * (count - n)), count - n, outlet) for n in numbers]
    line = {"variant_id": 1, "product_id": 1, "name": "Keripik Pisang", "unit": "BKS", "unit_price": 10_000}
    held = {"eligible": "ok", "local": True, "accepted": 0, "reserved": 0}
    yield (
        OrderLine,
        [{"order_id": n, "quantity": 1 + n % 20} | line | held for n in numbers for _ in range(2)],
    )


def _one(n: int, placed_at: Any, age: int, outlet: Any) -> dict[str, Any]:
    state = PLACED if age < 40 else CONFIRMED if age < 120 else CANCELLED if n % 50 == 0 else CLOSED
    return {
        "id": n,
        "public_id": f"ord{n:09}",
        "number": f"{n:04}/PO/XI/2026",
        "group_id": n,
        "partner_id": SHOP,
        "producer_id": MAKER,
        "outlet_id": outlet,
        "state": state,
        "ending": Ending.BY_SHOP if state is CANCELLED else None,
        "note": "",
        "answer_by": placed_at + timedelta(days=3),
        "placed_at": placed_at,
        "version": 1,
    }


def _seat(app: Flask, at: OrganisationId) -> str:
    email, hashed = f"pemilik{at}@contoh.id", hash_of(PASSWORD)
    with app.extensions["open_unit"](SYSTEM) as uow:
        give_seat(uow, create_user(uow, "Pemilik Contoh", email, password_hash=hashed).id, at, OWNER)
    return email


def _signed_in(app: Flask, email: str) -> FlaskClient:
    client = app.test_client()
    page = client.get("/account/sign-in").get_data(as_text=True)
    (token,) = re.findall(r'name="csrf_token" value="([^"]+)"', page)[:1]
    client.post("/account/sign-in", data={"email": email, "password": PASSWORD, "csrf_token": token})
    return client


def _get(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    if answer.status_code != 200:
        raise RuntimeError(f"{path} answers {answer.status}")


def _statements(app: Flask, client: FlaskClient, path: str) -> int:
    seen = list[str]()

    def record(*args: object) -> None:
        seen.append(str(args[2]))

    with app.app_context():
        event.listen(database.engine, "before_cursor_execute", record)
        _get(client, path)
        seen.clear()
        _get(client, path)
        event.remove(database.engine, "before_cursor_execute", record)
    return sum(not statement.startswith(("BEGIN", "COMMIT")) for statement in seen)


def _timed(ask: Callable[[], object], count: int) -> float:
    """Milliseconds, the median of so many."""
    times = []
    for _ in range(count):
        began = time.process_time()
        ask()
        times.append(time.process_time() - began)
    return median(times) * 1000
