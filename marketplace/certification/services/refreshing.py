"""Keeps `Product.eligible_until` true: the catalog selects by it, so nothing there asks for papers."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select, update

from marketplace.catalog.models import Product
from marketplace.certification.eligibility import eligible_until
from marketplace.certification.facts import facts_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId, ProductId

AT_ONCE = 500


def refresh_products(uow: UnitOfWork, product_ids: Collection[ProductId]) -> Sequence[ProductId]:
    """Work the day out anew; what changed goes to the search index and is returned."""
    changed: list[ProductId] = []
    ids = sorted(set(product_ids))
    for some in (ids[start : start + AT_ONCE] for start in range(0, len(ids), AT_ONCE)):
        changed += _refresh(uow, some)
    return changed


def refresh_maker(uow: UnitOfWork, producer_id: ProducerId) -> Sequence[ProductId]:
    """All products of a maker: something changed that holds for the whole business."""
    mine = select(Product.id).where(Product.producer_id == producer_id)
    return refresh_products(uow, uow.session.scalars(mine).all())


def refresh_all(uow: UnitOfWork) -> Sequence[ProductId]:
    """Every product: a requirement changed, or a new day brought what was dated ahead."""
    return refresh_products(uow, uow.session.scalars(select(Product.id)).all())


def _refresh(uow: UnitOfWork, ids: Sequence[ProductId]) -> Iterable[ProductId]:
    uow.session.flush()
    days = select(Product.id, Product.eligible_until).where(Product.id.in_(ids))
    kept = dict(uow.session.execute(days).all())
    changed = []
    for product_id, facts in facts_of(uow.session, ids).items():
        until = eligible_until(facts, uow.today)
        if until != kept[product_id]:
            # by statement, not through the row: its version is the makers' and stays as it is
            uow.session.execute(update(Product).where(Product.id == product_id).values(eligible_until=until))
            changed.append(product_id)
    if changed:
        uow.later("index_products", product_ids=changed)
    return changed
