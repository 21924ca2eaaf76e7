"""A city of many certificates, written in bulk: what eligibility and its nights are measured on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy import insert, update

from config import Settings
from marketplace.accounts.models import Organisation, Seat, User
from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.catalog.models import Category, Product, ProductRevision
from marketplace.certification.models import Certificate, CertificateProduct, Level, Requirement
from marketplace.kernel.review import APPROVED
from marketplace.kernel.roles import OWNER, PRODUCER
from marketplace.producers.models import Producer, Scale

NOW = datetime(2026, 1, 1, tzinfo=UTC)
ISSUED = date(2024, 1, 1)
PER_MAKER = 4  # certificates: a halal of the whole maker, and a P-IRT for each of three products
YEARS = 5  # over which the ends of the P-IRT are spread, the first being today


def build(folder: Path, certificates: int, today: date, *, name: str = "city") -> Settings:
    """An SQLite database with so many certificates; each maker has an owner with an address."""
    settings = Settings(
        secret_key="for-benchmarks-only",
        instance=folder,
        database_url=f"sqlite:///{folder / name}.db",
        queue="memory",
        search="memory",
        rate_limits=False,
    )
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        for model, rows in _rows(certificates // PER_MAKER, today):
            database.session.execute(insert(model), rows)
        database.session.execute(update(Product).values(approved_number=1))
        database.session.commit()
        database.session.remove()
        database.engine.dispose()
    return settings


def _rows(makers: int, today: date) -> Iterator[tuple[type[Any], list[dict[str, Any]]]]:
    numbers = range(2, makers + 2)
    products = [(3 * maker + place, maker) for maker in numbers for place in range(3)]
    yield Category, [{"id": 1, "code": "makanan", "name": "Makanan"}]
    yield Requirement, [_requirement(kind) for kind in ("pirt", "halal")]
    yield User, [_person(n) for n in numbers]
    yield (
        Organisation,
        [
            {"id": n, "public_id": f"org{n:09}", "kind": PRODUCER, "name": f"Dapur {n}", "created_at": NOW}
            for n in numbers
        ],
    )
    yield Seat, [{"user_id": n, "organisation_id": n, "role": OWNER, "from_at": NOW} for n in numbers]
    yield (
        Producer,
        [
            {
                "id": n,
                "slug": f"dapur-{n}",
                "state": APPROVED,
                "scale": Scale.MICRO,
                "review_notes": {},
                "version": 1,
            }
            for n in numbers
        ],
    )
    yield Product, [_product(n, maker, today) for n, maker in products]
    yield (
        ProductRevision,
        [
            {
                "product_id": n,
                "number": 1,
                "category_id": 1,
                "name": f"Keripik {n}",
                "label_shows": [],
                "written_at": NOW,
            }
            for n, _ in products
        ],
    )
    yield (
        Certificate,
        [
            *(_certificate(10_000_000 + n, n, "halal", None) for n in numbers),
            *(_certificate(n, maker, "pirt", ends(n, today)) for n, maker in products),
        ],
    )
    yield CertificateProduct, [{"certificate_id": n, "product_id": n} for n, _ in products]


def ends(number: int, today: date) -> date:
    """Spread evenly, from a month ago on: a worker was down that long."""
    return today - timedelta(30) + timedelta(number * 7919 % (365 * YEARS))


def _requirement(kind: str) -> dict[str, Any]:
    return {
        "category_id": None,
        "scale": None,
        "certificate_kind": kind,
        "level": Level.MANDATORY,
        "from_on": ISSUED,
        "grace_days": 0,
        "basis": "Contoh",
    }


def _person(n: int) -> dict[str, Any]:
    return {
        "id": n,
        "public_id": f"usr{n:09}",
        "name": f"Ibu {n}",
        "email": f"ibu{n}@contoh.test",
        "created_at": NOW,
    }


def _product(n: int, maker: int, today: date) -> dict[str, Any]:
    return {
        "id": n,
        "public_id": f"pro{n:09}",
        "slug": f"produk-{n}",
        "producer_id": maker,
        "category_id": 1,
        "name": f"Keripik {n}",
        "state": APPROVED,
        "eligible_until": ends(n, today),
        "review_notes": {},
        "created_at": NOW,
        "version": 1,
    }


def _certificate(number: int, maker: int, kind: str, expires: date | None) -> dict[str, Any]:
    return {
        "id": number,
        "public_id": f"cer{number:09}",
        "producer_id": maker,
        "kind": kind,
        "number": f"{kind} {number}",
        "same": f"{kind}{number}",
        "issued_on": ISSUED - timedelta(365),
        "expires_on": expires,
        "state": APPROVED,
        "review_notes": {},
        "created_at": NOW,
        "version": 1,
    }
