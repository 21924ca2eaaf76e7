"""One product as its maker works on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from marketplace.catalog import policies
from marketplace.catalog.beneath import Photo
from marketplace.catalog.models import Product, ProductRevision, Variant
from marketplace.catalog.pricing import Tier, tiers_of, tiers_on
from marketplace.catalog.queries import photos_of
from marketplace.catalog.reviewing import missing_parts
from marketplace.catalog.services import current_revision
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import Label


@dataclass(frozen=True)
class Workbench:
    product: Product
    revision: ProductRevision
    variant: Variant
    tiers: Sequence[Tier]
    photos: Sequence[Photo]
    missing: Sequence[Label]

    @property
    def notes(self) -> Mapping[str, str]:
        """What the officials asked to mend, per field."""
        return self.product.review_notes


def workbench(uow: UnitOfWork, public_id: str) -> Workbench:
    """Raises NotFound for what is not there or belongs to somebody else."""
    product = uow.find(Product, public_id=public_id)
    revision = current_revision(uow, product.id)
    if revision is None or not uow.allows(policies.SEE, product):
        raise NotFound(f"product {public_id}")
    first = select(Variant).filter_by(product_id=product.id).order_by(Variant.id).limit(1)
    variant = uow.session.scalars(first).one()
    return Workbench(
        product=product,
        revision=revision,
        variant=variant,
        tiers=tiers_on(tiers_of(uow.session, [variant.id])[variant.id], uow.today),
        photos=photos_of(uow.session, [product.id])[product.id],
        missing=missing_parts(uow, product.id),
    )
