"""Makers are told what happened to their papers and products."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sqlalchemy import select

from marketplace.accounts.recipients import write_to_owners
from marketplace.catalog.events import ProductHeld
from marketplace.catalog.models import Product
from marketplace.certification.events import CertificateHeld, CertificateRevoked
from marketplace.certification.letters import HELD, LAPSED, REVOKED
from marketplace.certification.models import Certificate
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId, ProductId
from marketplace.producers.events import ProducerHeld


def tell_of_lapse(uow: UnitOfWork, lapsed: Mapping[ProducerId, Sequence[ProductId]]) -> None:
    """By maker, what left the catalog because a day passed."""
    ids = [product_id for products in lapsed.values() for product_id in products]
    names = dict(uow.session.execute(select(Product.id, Product.name).where(Product.id.in_(ids))).all())
    gone = {maker: sorted(names[one] for one in products) for maker, products in lapsed.items()}
    write_to_owners(uow, LAPSED, {maker: {"products": products} for maker, products in gone.items()})


def tell_of_revocation(uow: UnitOfWork, event: CertificateRevoked) -> None:
    said = _paper(uow, event.certificate_id) | {"reason": event.reason, "day": event.revoked_on}
    write_to_owners(uow, REVOKED, {ProducerId(event.producer_id): said})


def tell_of_hold(uow: UnitOfWork, event: ProducerHeld | ProductHeld | CertificateHeld) -> None:
    maker, what = _held(uow, event)
    write_to_owners(uow, HELD, {maker: {"what": what, "day": event.from_on, "reason": event.reason}})


def _held(
    uow: UnitOfWork, event: ProducerHeld | ProductHeld | CertificateHeld
) -> tuple[ProducerId, dict[str, str] | str]:
    """Whose it is, and what: a certificate, a product by its name, or nothing, which is the whole business."""
    if isinstance(event, ProductHeld):
        product = uow.get(Product, event.product_id)
        return product.producer_id, product.name
    what = _paper(uow, event.certificate_id) if isinstance(event, CertificateHeld) else ""
    return ProducerId(event.producer_id), what


def _paper(uow: UnitOfWork, certificate_id: int) -> dict[str, str]:
    row = uow.get(Certificate, certificate_id)
    return {"kind": row.kind, "number": row.number}
