"""Keeps `Product.eligible_until` true: the catalog selects by it, so nothing there asks for papers."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import bindparam, select, update

from marketplace.catalog.models import Product
from marketplace.certification.eligibility import eligible_until
from marketplace.certification.events import ProductsLapsed, ProductsListed
from marketplace.certification.facts import facts_of
from marketplace.certification.models import Certificate, CertificateProduct
from marketplace.db.base import Base
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.kernel.slicing import in_slices

AT_ONCE = 500
PRODUCTS: Any = Base.metadata.tables[Product.__tablename__]
# By statement, not through the row: its version is the makers' and stays as it is.
NEW_DAY = update(PRODUCTS).where(PRODUCTS.c.id == bindparam("of")).values(eligible_until=bindparam("until"))


def refresh_products(
    uow: UnitOfWork, product_ids: Collection[ProductId], *, searched: bool = False
) -> Sequence[ProductId]:
    """Work the day out anew; what changed goes to the search index and is returned.

    `searched` sends all of them there: what is searched by, a number or the maker's name, may have changed as well.

    What was eligible until a day that is past has left the catalog by itself since: that is told as a fact, once,
    because the stored day is then gone.
    """
    changed: list[ProductId] = []
    ids = sorted(set(product_ids))
    for some in in_slices(ids, AT_ONCE):
        changed += _refresh(uow, some, searched)
    return changed


def refresh_maker(uow: UnitOfWork, producer_id: ProducerId) -> Sequence[ProductId]:
    """All products of a maker: something changed that holds for the whole business."""
    mine = select(Product.id).where(Product.producer_id == producer_id)
    return refresh_products(uow, uow.session.scalars(mine).all(), searched=True)


def refresh_certificate(uow: UnitOfWork, certificate: Certificate) -> Sequence[ProductId]:
    """The products that it names; all of the maker's where it names none."""
    named = select(CertificateProduct.product_id).filter_by(certificate_id=certificate.id)
    products = uow.session.scalars(named).all()
    return (
        refresh_products(uow, products, searched=True)
        if products
        else refresh_maker(uow, certificate.producer_id)
    )


def refresh_all(uow: UnitOfWork) -> Sequence[ProductId]:
    """Every product: a requirement changed."""
    return refresh_products(uow, uow.session.scalars(select(Product.id)).all())


def _refresh(uow: UnitOfWork, ids: Sequence[ProductId], searched: bool) -> Sequence[ProductId]:
    uow.session.flush()
    stored = select(Product.id, Product.producer_id, Product.eligible_until, Product.paused_at)
    facts = facts_of(uow.session, ids)
    changed: list[dict[str, Any]] = []
    lapsed: dict[ProducerId, list[ProductId]] = defaultdict(list)
    shown: dict[ProducerId, list[ProductId]] = defaultdict(list)
    for product_id, maker, kept, paused_at in uow.session.execute(stored.where(Product.id.in_(ids))):
        until = eligible_until(facts[product_id], uow.today)
        if until == kept:
            continue
        changed.append({"of": product_id, "until": until})
        if until is not None and (kept is None or kept < uow.today):
            shown[maker].append(product_id)
        if until is None and kept is not None and kept < uow.today and paused_at is None:
            lapsed[maker].append(product_id)
    if changed:
        uow.session.connection().execute(NEW_DAY, changed)
        for row in uow.session.identity_map.values():
            if isinstance(row, Product):
                uow.session.expire(row, ["eligible_until"])
    if stale := ids if searched else [row["of"] for row in changed]:
        uow.later("index_products", product_ids=list(stale))
    for maker, products in shown.items():
        uow.emit(ProductsListed(producer_id=maker, product_ids=tuple(products)))
    for maker, products in lapsed.items():
        uow.emit(ProductsLapsed(producer_id=maker, product_ids=tuple(products)))
    return [row["of"] for row in changed]
