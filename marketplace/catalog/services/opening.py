"""A product is opened by who may write it, and leaves the officials' queue when it changes."""

from __future__ import annotations

from marketplace.catalog import policies
from marketplace.catalog.events import ProductWithdrawn
from marketplace.catalog.models import Product
from marketplace.catalog.states import REWRITE
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProductId
from marketplace.kernel.review import REOPEN, WITHDRAW


def own(uow: UnitOfWork, product_id: ProductId) -> Product:
    """Locked until the transaction ends. Raises Forbidden for who may not write it."""
    product = uow.get(Product, product_id, lock=True)
    uow.demand(policies.WRITE, product)
    return product


def open_again(uow: UnitOfWork, product: Product) -> None:
    """It becomes a draft, so that officials approve exactly what they looked at.

    What they approved before stays shown. One that they returned stays so, with their notes; one that they
    rejected can be written again only while an older revision is shown.
    """
    if WITHDRAW.possible_from(product.state):
        product.state = WITHDRAW(product.state)
        uow.emit(ProductWithdrawn(product_id=product.id))
    elif REOPEN.possible_from(product.state):
        product.state = REOPEN(product.state)
    elif REWRITE.possible_from(product.state) and product.approved_number is not None:
        product.state = REWRITE(product.state)


def reindex(uow: UnitOfWork, product: Product) -> None:
    """Search knows only what was approved once."""
    if product.approved_number is not None:
        uow.later("index_products", product_ids=[product.id])
