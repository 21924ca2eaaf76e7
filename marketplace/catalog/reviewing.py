"""A product goes to the officials and comes back."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import exists, select

from marketplace.catalog import policies
from marketplace.catalog.events import ProductReviewed, ProductSubmitted
from marketplace.catalog.models import (
    PriceTier,
    Product,
    ProductPhoto,
    ProductRevision,
    RevisionPhoto,
    Variant,
)
from marketplace.catalog.packs import packs_in, packs_of, show_packs
from marketplace.catalog.revisions import current_revision, write_again
from marketplace.db import review
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Picture, PictureState
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import ProductId
from marketplace.kernel.labels import Label, _l


def submit_product(uow: UnitOfWork, product_id: ProductId) -> Product:
    """Refused until it has its prices and photos that are ready, naming what is missing, and while it is archived."""
    product = uow.get(Product, product_id, lock=True)
    uow.demand(policies.WRITE, product)
    if product.archived_at is not None:
        raise Refused(_l("Produk ini diarsipkan. Kembalikan dahulu, lalu ajukan."))
    if missing := missing_parts(uow, product_id):
        raise Refused(_l("Belum dapat diajukan. Lengkapi: %(parts)s.", parts=", ".join(missing)))
    _write_down(uow, product)
    review.submit(uow, product)
    uow.emit(ProductSubmitted(product_id=product.id))
    return product


def missing_parts(uow: UnitOfWork, product_id: ProductId) -> list[Label]:
    """What a product still needs before officials look at it: a price of each variant, and photos that are ready."""
    priced = exists().where(PriceTier.variant_id == Variant.id)
    unpriced = select(Variant.id).where(
        Variant.product_id == product_id, Variant.archived_at.is_(None), ~priced
    )
    hung = select(Picture.state).join(ProductPhoto, ProductPhoto.attachment_id == Picture.attachment_id)
    states = set(uow.session.scalars(hung.where(ProductPhoto.product_id == product_id)))
    found = (
        (_l("harga"), uow.session.scalar(unpriced.limit(1)) is not None),
        (_l("foto"), not states),
        (_l("foto masih diolah"), PictureState.WAITING in states),
        (_l("foto yang rusak"), PictureState.UNFIT in states),
    )
    return [name for name, missing in found if missing]


def approve_product(uow: UnitOfWork, product_id: ProductId, *, revision: int) -> Product:
    """The revision that was looked at is what the catalog shows from now on. Refused when it is another by now."""
    product, seen = _reviewed(uow, product_id, revision)
    review.approve(uow, product, of=product.producer_id)
    product.approved_number = seen.number
    product.name, product.category_id = seen.name, seen.category_id
    show_packs(uow, seen)
    return _answer(uow, product, revision, "approved")


def return_product(
    uow: UnitOfWork, product_id: ProductId, *, revision: int, notes: Mapping[str, str], reason: str = ""
) -> Product:
    """What to mend, per field of the revision that was looked at. Refused when it is another by now.

    Keys of `notes` are those of `differences.LABELS`, of `differences.pack_key`, and of `curating.note_key`.
    """
    product, _ = _reviewed(uow, product_id, revision)
    review.return_with_notes(uow, product, of=product.producer_id, notes=dict(notes), reason=reason or None)
    return _answer(uow, product, revision, "returned", reason)


def reject_product(uow: UnitOfWork, product_id: ProductId, *, revision: int, reason: str) -> Product:
    """What was approved before stays shown, and its maker may write another revision of that."""
    product, _ = _reviewed(uow, product_id, revision)
    review.reject(uow, product, of=product.producer_id, reason=reason)
    return _answer(uow, product, revision, "rejected", reason)


def _write_down(uow: UnitOfWork, product: Product) -> None:
    """Photos and packs that were changed since the newest revision make a new one with the same words."""
    last = current_revision(uow, product.id)
    handed_in = select(RevisionPhoto.attachment_id, RevisionPhoto.alt).filter_by(revision_id=last.id)
    hung = select(ProductPhoto.attachment_id, ProductPhoto.alt).filter_by(product_id=product.id)
    before = uow.session.execute(handed_in.order_by(RevisionPhoto.position)).all()
    photos = uow.session.execute(hung.order_by(ProductPhoto.position)).all()
    packs = packs_of(uow.session, product)
    if before != photos or packs_in(uow.session, [last.id]) != packs:
        write_again(uow, product, packs)


def _reviewed(uow: UnitOfWork, product_id: ProductId, number: int) -> tuple[Product, ProductRevision]:
    product = uow.get(Product, product_id, lock=True)
    uow.demand(policies.REVIEW, product)
    newest = current_revision(uow, product_id)
    if newest.number != number:
        raise Refused(
            _l("Pembuat sudah mengubah produk ini sejak Anda membukanya. Periksa isinya sekali lagi.")
        )
    return product, newest


def _answer(uow: UnitOfWork, product: Product, revision: int, outcome: str, reason: str = "") -> Product:
    uow.emit(ProductReviewed(product_id=product.id, revision=revision, outcome=outcome, reason=reason))
    uow.later("index_products", product_ids=[product.id])
    return product
