"""A shop's list of orders and a maker's inbox over 20,000 and 200,000 orders, all of the same shop and the same maker.

Pages are asked for as a browser does, in one process without a server: statements, CPU, and how that grows.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import insert, select

from benchmarks.harness import Figure, at_most
from benchmarks.market import FIRST_MAKER, FIRST_PARTNER, market
from benchmarks.visiting import get_page, seated, signed_in, statements_of, timed
from marketplace.adapters.database import database
from marketplace.kernel import clock
from marketplace.kernel.ids import OrganisationId
from marketplace.ordering.models.orders import Order, OrderGroup, OrderLine
from marketplace.ordering.states import CANCELLED, CLOSED, CONFIRMED, PLACED, Ending
from marketplace.partners.models import Outlet

FEW, MANY, ASKED, STATEMENTS, HOME, STEEPEST = 20_000, 200_000, 15, 8, 20, 0.1
SLICE = 10_000
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
    with market(3) as app:
        with app.app_context():
            _order(orders)
            emails = {one: seated(app, one) for one in (SHOP, MAKER)}
        clients = {one: signed_in(app, email) for one, email in emails.items()}
        return {
            page: (
                statements_of(app, clients[who], path),
                timed(partial(get_page, clients[who], path), count),
            )
            for page, (who, path) in PAGES.items()
        }


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
