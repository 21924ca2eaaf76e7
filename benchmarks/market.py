"""Shops with full baskets, written in bulk: what placing orders is measured on."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import flask_migrate
from flask import Flask
from sqlalchemy import create_engine, insert, select, update
from sqlalchemy.orm import Session

from config import Settings
from marketplace.accounts.models import Organisation, Seat, User
from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.catalog.models import Availability, Category, PriceTier, Product, ProductRevision, Variant
from marketplace.db.sqlite import tune
from marketplace.inventory.models import StockItem, StockMovement
from marketplace.kernel.review import APPROVED
from marketplace.kernel.roles import OWNER, PARTNER, PRODUCER
from marketplace.ordering.models.orders import BasketLine
from marketplace.partners.models import Mou, Outlet, Partner, PartnerKind
from marketplace.partners.states import SIGNED, MouAcceptance
from marketplace.producers.models import Locality, LocalityBasis, Producer

PARTNERS, MAKERS, GOODS = 8, 40, 3  # a client each; goods of a maker, all of them in every basket
ON_HAND, WANTED = 1_000_000, 2
NOW = datetime(2026, 11, 24, 3, tzinfo=UTC)
FROM = date(2026, 1, 1)
FIRST_MAKER, FIRST_PARTNER = 100, 10


@contextmanager
def market(baskets: int) -> Iterator[Flask]:
    """The program, in this process, over a database of its own that `fill` wrote; gone after the block."""
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
            fill(settings.database_url, baskets)
        yield app
        with app.app_context():
            database.session.remove()
            database.engine.dispose()


def fill(url: str, baskets: int) -> None:
    """So many outlets of each of the partners, and three goods of one maker in the basket of each."""
    engine = create_engine(url)
    tune(engine)
    with Session(engine) as session:
        for model, rows in _rows(baskets):
            session.execute(insert(model), rows)
        session.execute(update(Product).values(approved_number=1))
        session.commit()
    engine.dispose()


def outlets_of(url: str, client: int) -> list[int]:
    engine = create_engine(url)
    with Session(engine) as session:
        query = select(Outlet.id).where(Outlet.partner_id == FIRST_PARTNER + client).order_by(Outlet.id)
        found = list(session.scalars(query))
    engine.dispose()
    return [int(one) for one in found]


def _rows(baskets: int) -> Iterator[tuple[type[Any], list[dict[str, Any]]]]:
    yield from _makers()
    yield from _goods_rows()
    yield from _partners()
    outlets = range(1, PARTNERS * baskets + 1)
    yield (
        Outlet,
        [
            {
                "id": n,
                "public_id": _code("out", n),
                "partner_id": FIRST_PARTNER + n % PARTNERS,
                "name": f"Gerai {n}",
                "from_on": FROM,
            }
            for n in outlets
        ],
    )
    yield (
        BasketLine,
        [
            {
                "outlet_id": n,
                "variant_id": good,
                "quantity": WANTED,
                "price_seen": _price(good),
                "availability_seen": Availability.READY,
                "added_at": NOW,
            }
            for n in outlets
            for good in _goods(n % MAKERS)
        ],
    )


def _makers() -> Iterator[tuple[type[Any], list[dict[str, Any]]]]:
    makers = range(FIRST_MAKER, FIRST_MAKER + MAKERS)
    yield Organisation, [_organisation(n, PRODUCER, f"Dapur Ibu {n}") for n in makers]
    yield (
        Producer,
        [
            {"id": n, "slug": f"dapur-ibu-{n}", "state": APPROVED, "review_notes": {}, "version": 1}
            for n in makers
        ],
    )
    yield Locality, [{"producer_id": n, "basis": LocalityBasis.CITY_LIST} for n in makers]
    yield User, [_owner(n) for n in makers]
    yield Seat, [{"user_id": n, "organisation_id": n, "role": OWNER, "from_at": NOW} for n in makers]


def _goods_rows() -> Iterator[tuple[type[Any], list[dict[str, Any]]]]:
    goods = range(1, MAKERS * GOODS + 1)
    yield Category, [{"id": 1, "code": "keripik", "name": "Keripik"}]
    yield Product, [_product(n) for n in goods]
    named = [(n, f"Keripik Pisang {n}") for n in goods]
    yield (
        ProductRevision,
        [
            {
                "product_id": n,
                "number": 1,
                "category_id": 1,
                "name": name,
                "label_shows": [],
                "written_at": NOW,
            }
            for n, name in named
        ],
    )
    yield (
        Variant,
        [
            {
                "id": n,
                "public_id": _code("var", n),
                "product_id": n,
                "producer_id": _maker_of(n),
                "sku": f"S{n}",
            }
            for n in goods
        ],
    )
    yield (
        PriceTier,
        [{"variant_id": n, "from_quantity": 1, "price": _price(n), "from_on": FROM} for n in goods],
    )
    yield StockItem, [{"variant_id": n, "on_hand": ON_HAND, "reserved": 0} for n in goods]
    counted = {"quantity": ON_HAND, "reason": "count", "source": "", "moved_at": NOW}
    yield StockMovement, [{"variant_id": n} | counted for n in goods]


def _partners() -> Iterator[tuple[type[Any], list[dict[str, Any]]]]:
    partners = range(FIRST_PARTNER, FIRST_PARTNER + PARTNERS)
    yield Organisation, [_organisation(n, PARTNER, f"Swalayan {n}") for n in partners]
    yield Partner, [{"id": n, "kind": PartnerKind.MINIMARKET, "version": 1} for n in partners]
    yield (
        Mou,
        [
            {
                "public_id": _code("mou", n),
                "number": f"{n:04}/MOU/I/2026",
                "partner_id": n,
                "text": "Contoh.",
                "text_sha256": "0" * 64,
                "state": SIGNED,
                "starts_on": FROM,
                "ends_on": date(2027, 12, 31),
                "accepted_on": FROM,
                "accepted_how": MouAcceptance.BEFORE,
                "created_at": NOW,
                "version": 1,
            }
            for n in partners
        ],
    )


def _organisation(n: int, kind: Any, name: str) -> dict[str, Any]:
    return {"id": n, "public_id": _code("org", n), "kind": kind, "name": name, "created_at": NOW}


def _owner(n: int) -> dict[str, Any]:
    name, email = f"Ibu {n}", f"ibu{n}@usaha.test"
    return {"id": n, "public_id": _code("use", n), "name": name, "email": email, "created_at": NOW}


def _product(n: int) -> dict[str, Any]:
    return {
        "id": n,
        "public_id": _code("pro", n),
        "slug": f"produk-{n}",
        "producer_id": _maker_of(n),
        "category_id": 1,
        "name": f"Keripik Pisang {n}",
        "state": APPROVED,
        "eligible_until": date(2027, 12, 31),
        "review_notes": {},
        "created_at": NOW,
        "version": 1,
    }


def _goods(maker: int) -> range:
    return range(maker * GOODS + 1, maker * GOODS + GOODS + 1)


def _maker_of(good: int) -> int:
    return FIRST_MAKER + (good - 1) // GOODS


def _price(good: int) -> int:
    return 10_000 + good * 100


def _code(kind: str, n: int) -> str:
    return f"{kind}{n:09}"
