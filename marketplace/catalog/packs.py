"""What stands on the packs of a product's variants: as officials approved it, and as its maker wants it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from typing import NamedTuple, Self

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.catalog.models import Product, ProductRevision, RevisionVariant, Variant
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProductId, VariantId


@dataclass(frozen=True, kw_only=True)
class Pack:
    """Officials look over all of it; what else a variant says holds at once."""

    name: str = ""
    unit: str = "PCS"
    net_content: str = ""
    gtin: str | None = None

    @classmethod
    def of(cls, variant: Variant | RevisionVariant) -> Self:
        return cls(**{one.name: getattr(variant, one.name) for one in fields(cls)})

    @property
    def called(self) -> str:
        """What tells it from others of its product."""
        return self.name or self.net_content

    def put_on(self, variant: Variant) -> None:
        for name, value in asdict(self).items():
            setattr(variant, name, value)


def packs_of(session: Session, product: Product) -> Mapping[VariantId, Pack]:
    """Of its variants on sale as their maker wants them: what the newest revision says, once there is an approved one.

    Before that the variants say it themselves, until they are handed in.
    """
    on_sale = session.scalars(select(Variant).filter_by(product_id=product.id, archived_at=None)).all()
    packs = {one.id: Pack.of(one) for one in sorted(on_sale, key=lambda one: one.id)}
    if product.approved_number is None:
        return packs
    newest = select(ProductRevision.id).filter_by(product_id=product.id)
    newest = newest.order_by(ProductRevision.number.desc()).limit(1)
    written = packs_in(session, [session.scalars(newest).one()])
    return {variant_id: written.get(variant_id, pack) for variant_id, pack in packs.items()}


def packs_in(session: Session, revision_ids: Collection[int]) -> Mapping[VariantId, Pack]:
    """As they were written down with these revisions, each of another product."""
    rows = session.scalars(select(RevisionVariant).where(RevisionVariant.revision_id.in_(revision_ids)))
    return {row.variant_id: Pack.of(row) for row in sorted(rows, key=lambda row: row.variant_id)}


def write_packs(uow: UnitOfWork, revision: ProductRevision, packs: Mapping[VariantId, Pack]) -> None:
    for variant_id, pack in packs.items():
        uow.add(RevisionVariant(revision_id=revision.id, variant_id=variant_id, **asdict(pack)))


def show_packs(uow: UnitOfWork, revision: ProductRevision) -> None:
    """The revision is approved: its variants say from now on what it says, and none of them waits any more."""
    for variant_id, pack in packs_in(uow.session, [revision.id]).items():
        variant = uow.get(Variant, variant_id, lock=True)
        pack.put_on(variant)
        variant.waits_since = None


class OtherPack(NamedTuple):
    name: str
    maker: str


def others_with(session: Session, product_id: ProductId, gtin: str) -> Sequence[OtherPack]:
    """Other products, of whomever, on which this barcode stands."""
    bearing = select(Variant.product_id).where(Variant.gtin == gtin, Variant.archived_at.is_(None))
    query = (
        select(Product.name, Organisation.name)
        .join(Organisation, Organisation.id == Product.producer_id)
        .where(Product.id.in_(bearing), Product.id != product_id)
        .order_by(Product.id)
    )
    return [OtherPack(*row) for row in session.execute(query)]
