"""What makers do with their products. Texts are revised and looked over; the rest is said at once."""

from __future__ import annotations

from marketplace.catalog import policies
from marketplace.catalog.events import (
    ProductArchived,
    ProductCreated,
    ProductPaused,
    ProductRestored,
    ProductResumed,
    ProductRevised,
)
from marketplace.catalog.models import Product
from marketplace.catalog.revisions import Text, current_revision, merge, revision_of, text_of, write_revision
from marketplace.catalog.services.opening import open_again, own, reindex
from marketplace.catalog.services.variants import Form, add_variant
from marketplace.db.naming import free_slug
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import CategoryId, ProducerId, ProductId
from marketplace.kernel.review import SUBMITTED


def create_product(
    uow: UnitOfWork, producer_id: ProducerId, category_id: CategoryId, *, text: Text, variant: Form
) -> Product:
    """A draft with its first revision and variant."""
    product = Product(
        producer_id=producer_id,
        category_id=category_id,
        name=text.name,
        slug=free_slug(uow.session, Product.slug, text.name, otherwise="produk"),
        created_at=uow.now,
    )
    uow.demand(policies.WRITE, product)
    uow.add(product)
    add_variant(uow, product.id, variant)
    write_revision(uow, product, text, category_id)
    uow.emit(ProductCreated(product_id=product.id, producer_id=producer_id))
    return product


def revise_product(
    uow: UnitOfWork,
    product_id: ProductId,
    *,
    text: Text,
    category_id: CategoryId | None = None,
    seen: int | None = None,
) -> Product:
    """A new revision, and a draft again. What was approved before stays shown until this one is approved.

    What changed since revision `seen` was read stays, but for what its reader changed too: see revisions.merge.
    """
    product = own(uow, product_id)
    last = current_revision(uow, product_id)
    category_id = category_id or last.category_id
    if seen is not None and seen != last.number:
        read = revision_of(uow, product_id, seen)
        text = merge(text_of(read), text_of(last), text)
        category_id = last.category_id if category_id == read.category_id else category_id
    if text_of(last) == text and category_id == last.category_id:
        return product
    open_again(uow, product)
    if product.approved_number is None:
        product.name, product.category_id = text.name, category_id
    revision = write_revision(uow, product, text, category_id)
    uow.emit(ProductRevised(product_id=product.id, revision=revision.number))
    return product


def pause_product(uow: UnitOfWork, product_id: ProductId, *, reason: str) -> Product:
    product = own(uow, product_id)
    if product.paused_at is None:
        product.paused_at = uow.now
        reindex(uow, product)
        uow.emit(ProductPaused(product_id=product.id, reason=reason))
    return product


def resume_product(uow: UnitOfWork, product_id: ProductId) -> Product:
    product = own(uow, product_id)
    if product.paused_at is not None:
        product.paused_at = None
        reindex(uow, product)
        uow.emit(ProductResumed(product_id=product.id))
    return product


def archive_product(uow: UnitOfWork, product_id: ProductId, *, reason: str) -> Product:
    """It is made no more: out of the catalog and out of the officials' queue; orders already placed go on."""
    product = own(uow, product_id)
    if product.archived_at is None:
        product.archived_at = uow.now
        if product.state is SUBMITTED:
            open_again(uow, product)
        reindex(uow, product)
        uow.emit(ProductArchived(product_id=product.id, reason=reason))
    return product


def restore_product(uow: UnitOfWork, product_id: ProductId) -> Product:
    """As it was when it was archived; what was approved is shown again."""
    product = own(uow, product_id)
    if product.archived_at is not None:
        product.archived_at = None
        reindex(uow, product)
        uow.emit(ProductRestored(product_id=product.id))
    return product
