"""What happens below changes what may be listed."""

from __future__ import annotations

from marketplace.catalog.events import ProductFreed, ProductHeld, ProductReviewed, ProductRevised
from marketplace.certification.services.moving import move_certificates, return_certificates
from marketplace.certification.services.refreshing import refresh_maker, refresh_products
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.events import Reactions
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.producers.events import (
    ProducerFreed,
    ProducerHeld,
    ProducerMergeUndone,
    ProducerReviewed,
    ProducersMerged,
    ProfileEdited,
)


def product_changed(
    uow: UnitOfWork, event: ProductReviewed | ProductRevised | ProductHeld | ProductFreed
) -> None:
    refresh_products(uow, [ProductId(event.product_id)])


def maker_changed(
    uow: UnitOfWork, event: ProducerReviewed | ProducerHeld | ProducerFreed | ProfileEdited
) -> None:
    refresh_maker(uow, ProducerId(event.producer_id))


REACTIONS: Reactions = {
    ProductReviewed: [product_changed],
    ProductRevised: [product_changed],
    ProductHeld: [product_changed],
    ProductFreed: [product_changed],
    ProducerReviewed: [maker_changed],
    ProducerHeld: [maker_changed],
    ProducerFreed: [maker_changed],
    ProfileEdited: [maker_changed],
    ProducersMerged: [move_certificates],
    ProducerMergeUndone: [return_certificates],
}
