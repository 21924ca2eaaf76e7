"""A city of many products, written in bulk: what pages are measured on."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy import insert, select, update

from config import Settings
from marketplace.accounts.models import Organisation
from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.catalog.models import Category, PriceTier, Product, ProductRevision, RevisionPhoto, Variant
from marketplace.certification.models import Certificate, CertificateProduct
from marketplace.certification.search_documents import every_document
from marketplace.files.models import Attachment, AttachmentKind, Picture, PictureState
from marketplace.kernel.review import APPROVED
from marketplace.kernel.roles import PRODUCER
from marketplace.places.models import Region
from marketplace.producers.models import Producer
from marketplace.web.language import today

PRODUCTS, A_MAKER, CATEGORIES, SLICE = (
    10_000,
    25,
    14,
    5_000,
)  # products in all, of each maker, and written at once
GOODS = (
    "Keripik Pisang",
    "Kopi Bubuk",
    "Sambal Bawang",
    "Abon Ikan",
    "Dodol Durian",
    "Tas Tapis",
    "Rengginang",
)
TASTES = (
    "asli",
    "balado",
    "cokelat",
    "gula aren",
    "jahe",
    "keju",
    "manis",
    "original",
    "pedas",
    "rendang",
    "susu",
)
TINY = "UklGRlIAAABXRUJQVlA4IEYAAAAwAwCdASoQAAwAAUAmJaACdLoB+AADsAD+9Hv/4zWf" * 2
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ISSUED, EXPIRES = date(2025, 1, 1), date(2036, 1, 1)
Rows = dict[type[Any], list[dict[str, Any]]]


def name_of(number: int) -> str:
    return f"{GOODS[number % len(GOODS)]} {TASTES[number % len(TASTES)]} {number}"


def build(folder: Path, products: int = PRODUCTS) -> Settings:
    """An SQLite database in this folder with so many listed products, each with a photo, prices and papers;
    an index of Whoosh beside it."""
    settings = Settings(
        secret_key="for-benchmarks-only", instance=folder, queue="memory", search="whoosh", rate_limits=False
    )
    app = create_app(settings)
    makers = range(2, products // A_MAKER + 2)
    with app.app_context():
        flask_migrate.upgrade()
        kelurahan = select(Region.code).where(Region.level == "kelurahan").order_by(Region.code)
        _write(_people(makers, database.session.scalars(kelurahan).all()))
        for first in range(1, products + 1, SLICE):
            _write(_goods(range(first, min(first + SLICE, products + 1)), len(makers)))
        database.session.execute(update(Product).values(approved_number=1))
        database.session.commit()
        app.extensions["tools"].search.rebuild(every_document(database.session(), today()))
        database.session.remove()
        database.engine.dispose()
    return settings


def _write(rows: Rows) -> None:
    for model, some in rows.items():
        database.session.execute(insert(model), some)


def _people(makers: range, kelurahan: Sequence[str]) -> Rows:
    """Makers with halal certificates for all of their goods, and the kinds of goods."""
    return {
        Category: [{"id": n, "code": f"jenis-{n}", "name": f"Jenis {n}"} for n in range(1, CATEGORIES + 1)],
        Organisation: [
            {
                "id": n,
                "public_id": f"org{n:09}",
                "kind": PRODUCER,
                "name": f"Dapur Ibu {n}",
                "created_at": NOW,
            }
            for n in makers
        ],
        Producer: [
            {
                "id": n,
                "slug": f"dapur-ibu-{n}",
                "state": APPROVED,
                "kelurahan_code": kelurahan[n % len(kelurahan)],
                "story": "Dimulai dari dapur rumah, kini mengirim ke toko-toko di Metro.",
                "review_notes": {},
                "version": 1,
            }
            for n in makers
        ],
        Certificate: [_certificate(n, n, "halal") for n in makers],
    }


def _goods(numbers: range, makers: int) -> Rows:
    """Products with all that hangs beneath them, each with a P-IRT of its own."""
    return {
        Product: [
            {
                "id": n,
                "public_id": f"pro{n:09}",
                "slug": f"produk-{n}",
                "producer_id": 2 + n % makers,
                "category_id": 1 + n % CATEGORIES,
                "name": name_of(n),
                "state": APPROVED,
                "approved_number": None,
                "eligible_until": EXPIRES,
                "review_notes": {},
                "created_at": NOW,
                "version": 1,
            }
            for n in numbers
        ],
        ProductRevision: [
            {
                "id": n,
                "product_id": n,
                "number": 1,
                "category_id": 1 + n % CATEGORIES,
                "label_shows": [],
                "name": name_of(n),
                "description": "Renyah, gurih, dibuat setiap pagi dari hasil kebun sendiri.",
                "composition": "Pisang, minyak kelapa, garam",
                "storage": "Simpan di tempat kering",
                "shelf_life_days": 90,
                "written_at": NOW,
            }
            for n in numbers
        ],
        Variant: [
            {
                "id": n,
                "public_id": f"var{n:09}",
                "product_id": n,
                "producer_id": 2 + n % makers,
                "sku": f"S{n}",
                "net_content": f"{100 + n % 9 * 50} g",
                "retail_price": 12_000 + n % 50 * 500,
            }
            for n in numbers
        ],
        PriceTier: [
            {
                "variant_id": n,
                "from_quantity": quantity,
                "price": 10_000 + n % 50 * 500 - quantity,
                "from_on": ISSUED,
            }
            for n in numbers
            for quantity in (1, 10, 50)
        ],
        **_photos(numbers, makers),
        Certificate: [_certificate(10_000_000 + n, 2 + n % makers, "pirt") for n in numbers],
        CertificateProduct: [{"certificate_id": 10_000_000 + n, "product_id": n} for n in numbers],
    }


def _photos(numbers: range, makers: int) -> Rows:
    """What pages show of them; the bytes of no rendition are anywhere."""
    return {
        Attachment: [
            {
                "id": n,
                "public_id": f"pic{n:09}",
                "organisation_id": 2 + n % makers,
                "kind": AttachmentKind.PUBLIC_IMAGE,
                "name": "foto.jpg",
                "media_type": "image/jpeg",
                "size": 1000,
                "sha256": f"{n:064x}",
                "uploaded_at": NOW,
            }
            for n in numbers
        ],
        Picture: [
            {"attachment_id": n, "state": PictureState.READY, "width": 1280, "height": 960, "tiny": TINY}
            for n in numbers
        ],
        RevisionPhoto: [
            {"revision_id": n, "attachment_id": n, "position": 1, "alt": "Bungkus tampak depan"}
            for n in numbers
        ],
    }


def _certificate(number: int, maker: int, kind: str) -> dict[str, Any]:
    return {
        "id": number,
        "public_id": f"cer{number:09}",
        "producer_id": maker,
        "kind": kind,
        "number": f"{kind} {number}",
        "same": f"{kind}{number}",
        "issued_on": ISSUED,
        "expires_on": None if kind == "halal" else EXPIRES,
        "state": APPROVED,
        "review_notes": {},
        "created_at": NOW,
        "version": 1,
    }
