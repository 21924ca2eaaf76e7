"""Two records of a maker become one: its products go with it."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import Update, select, update
from sqlalchemy.orm import aliased

from marketplace.catalog.models import Product, Variant
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.events import Reactions
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.producers.events import ProducerMergeUndone, ProducersMerged
from marketplace.producers.models import ProducerMerge

PRODUCTS = "products"


def products_that_move(uow: UnitOfWork, source: ProducerId, target: ProducerId) -> Sequence[ProductId]:
    """All but those with an article number that the other record has too: one number is one thing to a maker."""
    taken, mine = aliased(Variant), aliased(Variant)
    clash = (
        select(mine.product_id)
        .join(taken, taken.sku == mine.sku)
        .where(mine.producer_id == source, taken.producer_id == target)
    )
    moving = select(Product.id).where(Product.producer_id == source, Product.id.not_in(clash))
    return uow.session.scalars(moving.order_by(Product.id)).all()


def move_products(uow: UnitOfWork, event: ProducersMerged) -> None:
    merge = uow.get(ProducerMerge, event.merge_id)
    ids = products_that_move(uow, ProducerId(event.merged_id), ProducerId(event.producer_id))
    merge.moved = merge.moved | {PRODUCTS: list(ids)}
    _belong(uow, ids, ProducerId(event.producer_id))


def return_products(uow: UnitOfWork, event: ProducerMergeUndone) -> None:
    merge = uow.get(ProducerMerge, event.merge_id)
    _belong(uow, merge.moved[PRODUCTS], ProducerId(event.merged_id))


def _belong(uow: UnitOfWork, ids: Sequence[ProductId], producer_id: ProducerId) -> None:
    """By statement, not through the rows: their version is the makers' and stays as it is."""
    if not ids:
        return
    changes: tuple[Update, ...] = (
        update(Product).where(Product.id.in_(ids)),
        update(Variant).where(Variant.product_id.in_(ids)),
    )
    for change in changes:
        uow.session.execute(change.values(producer_id=producer_id))
    uow.later("index_products", product_ids=list(ids))


REACTIONS: Reactions = {ProducersMerged: [move_products], ProducerMergeUndone: [return_products]}
