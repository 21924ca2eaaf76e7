"""What search is told of listed products."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.catalog.listing import listed
from marketplace.catalog.models import Category, Product, ProductRevision, Variant
from marketplace.db.reading import Listing
from marketplace.kernel.ids import ProductId
from marketplace.ports.search import Document


def documents(
    session: Session, day: date, product_ids: Collection[ProductId] | None = None
) -> list[Document]:
    """What search is told of listed products: all of them, or those of these that are listed."""
    query: Listing = (
        select(Product.id, Product.name, Organisation.name, Category.name)
        .join(Organisation, Organisation.id == Product.producer_id)
        .join(Category, Category.id == Product.category_id)
        .where(listed(day))
    )
    if product_ids is not None:
        query = query.where(Product.id.in_(product_ids))
    rows = session.execute(query).all()
    ids = [row[0] for row in rows]
    said, codes = _texts(session, ids), _codes(session, ids)
    return [
        Document(
            product_id=row[0], name=row[1], maker=row[2], text=f"{row[3]} {said[row[0]]}", codes=codes[row[0]]
        )
        for row in rows
    ]


def _texts(session: Session, ids: Collection[ProductId]) -> Mapping[ProductId, str]:
    found = dict.fromkeys(ids, "")
    query = (
        select(ProductRevision.product_id, ProductRevision.description, ProductRevision.composition)
        .where(ProductRevision.product_id.in_(ids))
        .order_by(ProductRevision.number)
    )
    for product_id, description, composition in session.execute(query):
        found[product_id] = f"{description} {composition}"
    return found


def _codes(session: Session, ids: Collection[ProductId]) -> Mapping[ProductId, list[str]]:
    found: dict[ProductId, list[str]] = {product_id: [] for product_id in ids}
    query = select(Variant.product_id, Variant.sku, Variant.gtin).where(Variant.product_id.in_(ids))
    for product_id, sku, gtin in session.execute(query):
        found[product_id] += [sku] if gtin is None else [sku, gtin]
    return found
