"""What search is told of listed products."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.catalog.content import read_content
from marketplace.catalog.listing import listed, on_sale
from marketplace.catalog.models import Category, Product, ProductRevision, Variant
from marketplace.db.listing import AnySelect
from marketplace.kernel.ids import ProductId
from marketplace.places.models import Region
from marketplace.ports.search import SearchDocument
from marketplace.producers.models import Producer

AT_ONCE = 500

Said = Mapping[ProductId, Sequence[str]]


def documents(
    session: Session, day: date, product_ids: Collection[ProductId] | None = None
) -> list[SearchDocument]:
    """All that are listed, or those of these that are; the texts are those of the approved revision."""
    query = _products().where(listed(day))
    if product_ids is not None:
        query = query.where(Product.id.in_(product_ids))
    rows = session.execute(query).all()
    sizes, packs, codes = _sold_as(session, [row[0] for row in rows] if product_ids is not None else None)
    return [
        SearchDocument(
            product_id=product_id,
            name=name,
            maker=maker,
            text=" ".join(filter(None, [*texts, *sizes.get(product_id, ())])),
            codes=codes.get(product_id, ()),
            kind=kind,
            packs=packs.get(product_id, ()),
        )
        for product_id, name, maker, kind, *texts in rows
    ]


def count_listed(session: Session, day: date) -> int:
    return session.scalar(select(func.count(Product.id)).where(listed(day))) or 0


def listed_in_slices(session: Session, day: date) -> Iterator[Sequence[ProductId]]:
    """The ids of all that is listed, some hundreds at a time."""
    last = 0
    query = select(Product.id).where(listed(day)).order_by(Product.id).limit(AT_ONCE)
    while some := session.scalars(query.where(Product.id > last)).all():
        yield some
        last = some[-1]


def _products() -> AnySelect:
    above, around = aliased(Category), aliased(Region)
    return (
        select(
            Product.id,
            Product.name,
            Organisation.name,
            Category.name,
            above.name,
            Region.name,
            around.name,
            ProductRevision.description,
            ProductRevision.composition,
            ProductRevision.packaging,
        )
        .join(Organisation, Organisation.id == Product.producer_id)
        .join(Producer, Producer.id == Product.producer_id)
        .join(Category, Category.id == Product.category_id)
        .join(
            ProductRevision,
            and_(ProductRevision.product_id == Product.id, ProductRevision.number == Product.approved_number),
        )
        .outerjoin(above, above.id == Category.parent_id)
        .outerjoin(Region, Region.code == Producer.kelurahan_code)
        .outerjoin(around, around.code == Region.parent_code)
    )


def _sold_as(session: Session, ids: Collection[ProductId] | None) -> tuple[Said, Said, Said]:
    """Names and sizes of what is sold, how much is in it, and its codes."""
    sizes: dict[ProductId, list[str]] = {}
    packs: dict[ProductId, list[str]] = {}
    codes: dict[ProductId, list[str]] = {}
    query = select(Variant.product_id, Variant.name, Variant.net_content, Variant.sku, Variant.gtin)
    if ids is not None:
        query = query.where(Variant.product_id.in_(ids))
    for product_id, name, net_content, sku, gtin in session.execute(query.where(on_sale())):
        sizes.setdefault(product_id, []).extend((name, net_content))
        if content := read_content(net_content):
            packs.setdefault(product_id, []).append(f"{content.amount}{content.base}")
        codes.setdefault(product_id, []).extend([sku] if gtin is None else [sku, gtin])
    return sizes, packs, codes
