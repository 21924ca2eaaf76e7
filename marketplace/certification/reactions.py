"""What happens below changes what may be listed; what happens here is told to whom it concerns."""

from __future__ import annotations

from marketplace.catalog.events import ProductFreed, ProductHeld, ProductReviewed, ProductRevised
from marketplace.certification.events import CertificateHeld, CertificateRevoked
from marketplace.certification.services.moving import move_certificates, return_certificates
from marketplace.certification.services.refreshing import refresh_maker, refresh_products
from marketplace.certification.services.telling import tell_of_hold, tell_of_revocation
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
    ProductHeld: [product_changed, tell_of_hold],
    ProductFreed: [product_changed],
    ProducerReviewed: [maker_changed],
    ProducerHeld: [maker_changed, tell_of_hold],
    ProducerFreed: [maker_changed],
    ProfileEdited: [maker_changed],
    ProducersMerged: [move_certificates],
    ProducerMergeUndone: [return_certificates],
    CertificateRevoked: [tell_of_revocation],
    CertificateHeld: [tell_of_hold],
}
