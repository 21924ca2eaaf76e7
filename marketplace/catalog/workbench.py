"""One product as its maker works on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.catalog import policies
from marketplace.catalog.differences import Packed
from marketplace.catalog.models import Product, ProductPhoto, ProductRevision, Variant
from marketplace.catalog.packs import Pack, packs_of
from marketplace.catalog.pricing import Tier, tiers_of, tiers_on
from marketplace.catalog.reviewing import missing_parts
from marketplace.catalog.revisions import current_revision
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment, Picture, PictureState
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import ProductId
from marketplace.kernel.labels import Label

SHARP = 480  # px of the longer side, below which a photo looks blurred where it stands large


class WorkingPhoto(NamedTuple):
    """A photo that the maker works with; it is shown to others once it is ready and its revision approved."""

    attachment: str  # public id
    alt: str
    key: str
    state: PictureState
    trouble: str
    width: int | None  # px, once it is ready
    height: int | None

    @property
    def blurred(self) -> bool:
        """Too small for what the catalog shows."""
        return self.width is not None and max(self.width, self.height or 0) < SHARP


class SoldVariant(NamedTuple):
    """A variant with its prices: those that hold today, smallest quantity first, and those of later days, by day.

    `pack` is what its maker wants to stand on it; `variant` says what shops see.
    """

    variant: Variant
    pack: Pack
    tiers: Sequence[Tier]
    coming: Sequence[Tier]

    @property
    def called(self) -> str:
        """What tells it from others of its product."""
        return self.pack.called or self.variant.sku

    @property
    def waits(self) -> bool:
        """Officials have not approved yet what its maker wants it to say."""
        return self.variant.waits_since is not None or self.pack != Pack.of(self.variant)


@dataclass(frozen=True)
class Workbench:
    """`revision` is the newest; `variants` are those on sale, the oldest first, `archived` those no more."""

    product: Product
    revision: ProductRevision
    variants: Sequence[SoldVariant]
    archived: Sequence[SoldVariant]
    photos: Sequence[WorkingPhoto]
    missing: Sequence[Label]

    @property
    def first(self) -> SoldVariant:
        return self.variants[0]

    @property
    def packed(self) -> Sequence[Packed]:
        return [Packed(one.variant.public_id, one.pack) for one in self.variants]

    @property
    def notes(self) -> Mapping[str, str]:
        """What the officials asked to mend, per field."""
        return self.product.review_notes


def workbench(uow: UnitOfWork, public_id: str) -> Workbench:
    """Raises NotFound for what is not there or belongs to somebody else."""
    product = uow.find(Product, public_id=public_id)
    revision = current_revision(uow, product.id)
    if not uow.allows(policies.SEE, product):
        raise NotFound(f"product {public_id}")
    sold = sold_variants(uow.session, product, uow.today)
    return Workbench(
        product=product,
        revision=revision,
        variants=[one for one in sold if one.variant.archived_at is None],
        archived=[one for one in sold if one.variant.archived_at is not None],
        photos=working_photos(uow.session, product.id),
        missing=missing_parts(uow, product.id),
    )


def sold_variants(session: Session, product: Product, day: date) -> Sequence[SoldVariant]:
    """All of them, archived ones too, the oldest first."""
    variants = session.scalars(select(Variant).filter_by(product_id=product.id).order_by(Variant.id)).all()
    packs = packs_of(session, product)
    tiers = tiers_of(session, [one.id for one in variants])
    return [
        SoldVariant(
            one,
            packs.get(one.id) or Pack.of(one),
            tiers_on(tiers[one.id], day),
            sorted((tier for tier in tiers[one.id] if tier.from_on > day), key=lambda tier: tier.from_on),
        )
        for one in variants
    ]


def working_photos(session: Session, product_id: ProductId) -> Sequence[WorkingPhoto]:
    """In their order, those that are not ready too."""
    query = (
        select(
            Attachment.public_id,
            ProductPhoto.alt,
            Attachment.sha256,
            Picture.state,
            Picture.trouble,
            Picture.width,
            Picture.height,
        )
        .join(Attachment, Attachment.id == ProductPhoto.attachment_id)
        .join(Picture, Picture.attachment_id == ProductPhoto.attachment_id)
        .where(ProductPhoto.product_id == product_id)
        .order_by(ProductPhoto.position)
    )
    return [WorkingPhoto(*row) for row in session.execute(query)]
