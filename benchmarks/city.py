"""A city of many products, written in bulk: what pages are measured on."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import flask_migrate
from sqlalchemy import insert, select

from config import Settings
from marketplace.accounts.models import Organisation
from marketplace.adapters.database import database
from marketplace.app import create_app
from marketplace.catalog.models import Category, PriceTier, Product, ProductRevision, RevisionPhoto, Variant
from marketplace.certification.models import Certificate, CertificateProduct
from marketplace.files.models import Attachment, AttachmentKind, Picture, PictureState, Rendition
from marketplace.kernel.review import APPROVED
from marketplace.kernel.roles import PRODUCER
from marketplace.places.models import Region
from marketplace.producers.models import Producer

PRODUCTS, MAKERS, CATEGORIES = 10_000, 400, 14
GOODS = (
    "Keripik Pisang",
    "Kopi Bubuk",
    "Sambal Bawang",
    "Abon Ikan",
    "Dodol Durian",
    "Tas Tapis",
    "Rengginang",
)
WIDTHS = (320, 640, 1024)
NOW = datetime(2026, 1, 1, tzinfo=UTC)
ISSUED, EXPIRES = date(2025, 1, 1), date(2036, 1, 1)


def build(folder: Path, products: int = PRODUCTS) -> Settings:
    """An SQLite database in this folder with so many listed products, each with a photo, prices and papers."""
    settings = Settings(
        secret_key="for-benchmarks-only", instance=folder, queue="memory", search="memory", rate_limits=False
    )
    app = create_app(settings)
    with app.app_context():
        flask_migrate.upgrade()
        kelurahan = select(Region.code).where(Region.level == "kelurahan").order_by(Region.code)
        codes = database.session.scalars(kelurahan).all()
        for model, rows in _rows(codes, products).items():
            database.session.execute(insert(model), rows)
        database.session.commit()
        database.session.remove()
        database.engine.dispose()
    return settings


def _rows(kelurahan: Any, products: int) -> dict[type[Any], list[dict[str, Any]]]:
    makers = range(2, MAKERS + 2)
    numbers = range(1, products + 1)
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
                "review_notes": {},
                "version": 1,
            }
            for n in makers
        ],
        Product: [
            {
                "id": n,
                "public_id": f"pro{n:09}",
                "slug": f"produk-{n}",
                "producer_id": 2 + n % MAKERS,
                "category_id": 1 + n % CATEGORIES,
                "name": f"{GOODS[n % len(GOODS)]} {n}",
                "state": APPROVED,
                "approved_number": 1,
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
                "name": f"{GOODS[n % len(GOODS)]} {n}",
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
                "producer_id": 2 + n % MAKERS,
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
        Attachment: [
            {
                "id": n,
                "public_id": f"pic{n:09}",
                "organisation_id": 2 + n % MAKERS,
                "kind": AttachmentKind.PUBLIC_IMAGE,
                "name": "foto.jpg",
                "media_type": "image/jpeg",
                "size": 1000,
                "sha256": f"{n:064x}",
                "uploaded_at": NOW,
            }
            for n in numbers
        ],
        Rendition: list(_renditions(numbers)),
        Picture: [
            {"attachment_id": n, "state": PictureState.READY, "width": 1280, "height": 960} for n in numbers
        ],
        RevisionPhoto: [
            {"revision_id": n, "attachment_id": n, "position": 1, "alt": "Bungkus tampak depan"}
            for n in numbers
        ],
        Certificate: list(_certificates(makers, numbers)),
        CertificateProduct: [{"certificate_id": 10_000_000 + n, "product_id": n} for n in numbers],
    }


def _renditions(numbers: range) -> Iterator[dict[str, Any]]:
    for n in numbers:
        for width in WIDTHS:
            yield {
                "attachment_id": n,
                "width": width,
                "height": width * 3 // 4,
                "media_type": "image/webp",
                "sha256": f"{n * 10_000 + width:064x}",
            }


def _certificates(makers: range, numbers: range) -> Iterator[dict[str, Any]]:
    """Halal for every maker as a whole, a P-IRT for every product."""
    papers = [(n, n, "halal") for n in makers]
    papers += [(10_000_000 + n, 2 + n % MAKERS, "pirt") for n in numbers]
    for number, maker, kind in papers:
        yield {
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
