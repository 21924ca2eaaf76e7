"""A product goes to the officials and comes back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select

from marketplace.catalog import policies
from marketplace.catalog.events import ProductReviewed, ProductSubmitted
from marketplace.catalog.models import PriceTier, Product, ProductPhoto, RevisionPhoto, Variant
from marketplace.catalog.revisions import current_revision, write_again
from marketplace.db import review
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import ProductId
from marketplace.kernel.labels import Label, _l


def submit_product(uow: UnitOfWork, product_id: ProductId) -> Product:
    """Refused until it has a price and a photo, naming what is missing."""
    product = uow.get(Product, product_id, lock=True)
    uow.demand(policies.WRITE, product)
    if missing := missing_parts(uow, product_id):
        raise Refused(_l("Belum dapat diajukan. Lengkapi: %(parts)s.", parts=", ".join(missing)))
    _write_photos_down(uow, product)
    review.submit(uow, product)
    uow.emit(ProductSubmitted(product_id=product.id))
    return product


def missing_parts(uow: UnitOfWork, product_id: ProductId) -> list[Label]:
    """What a product still needs before officials look at it."""
    priced = select(PriceTier.id).join(Variant, Variant.id == PriceTier.variant_id)
    wanted = (
        (_l("harga"), priced.where(Variant.product_id == product_id)),
        (_l("foto"), select(ProductPhoto.attachment_id).filter_by(product_id=product_id)),
    )
    return [name for name, query in wanted if uow.session.scalar(query.limit(1)) is None]


def approve_product(uow: UnitOfWork, product_id: ProductId) -> Product:
    """What was handed in last is what the catalog shows from now on."""
    product = _reviewed(uow, product_id)
    review.approve(uow, product, of=product.producer_id)
    revision = current_revision(uow, product_id)
    product.approved_number = revision.number
    product.name, product.category_id = revision.name, revision.category_id
    return _answer(uow, product, "approved")


def return_product(
    uow: UnitOfWork, product_id: ProductId, *, notes: Mapping[str, str], reason: str = ""
) -> Product:
    product = _reviewed(uow, product_id)
    review.return_with_notes(uow, product, of=product.producer_id, notes=dict(notes), reason=reason or None)
    return _answer(uow, product, "returned", reason)


def reject_product(uow: UnitOfWork, product_id: ProductId, *, reason: str) -> Product:
    product = _reviewed(uow, product_id)
    review.reject(uow, product, of=product.producer_id, reason=reason)
    return _answer(uow, product, "rejected", reason)


def _write_photos_down(uow: UnitOfWork, product: Product) -> None:
    """Photos that were changed since the newest revision make a new one that says the same."""
    last = current_revision(uow, product.id)
    handed_in = select(RevisionPhoto.attachment_id, RevisionPhoto.alt).filter_by(revision_id=last.id)
    hung = select(ProductPhoto.attachment_id, ProductPhoto.alt).filter_by(product_id=product.id)
    before = uow.session.execute(handed_in.order_by(RevisionPhoto.position)).all()
    if before != uow.session.execute(hung.order_by(ProductPhoto.position)).all():
        write_again(uow, product)


def _reviewed(uow: UnitOfWork, product_id: ProductId) -> Product:
    product = uow.get(Product, product_id, lock=True)
    uow.demand(policies.REVIEW, product)
    return product


def _answer(uow: UnitOfWork, product: Product, outcome: str, reason: str = "") -> Product:
    uow.emit(ProductReviewed(product_id=product.id, outcome=outcome, reason=reason))
    uow.later("index_products", product_ids=[product.id])
    return product
