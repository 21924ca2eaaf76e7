"""What a maker's products and variants say now: what a sheet is prefilled with, and compared to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from marketplace.catalog.categories import packed_foods
from marketplace.catalog.models import Product, ProductRevision, Variant
from marketplace.catalog.pricing import Tier, tiers_of, tiers_on
from marketplace.catalog.queries import categories
from marketplace.catalog.revisions import Text, said
from marketplace.catalog.services.variants import Form
from marketplace.kernel.ids import CategoryId, ProducerId, ProductId, VariantId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.review import APPROVED, SUBMITTED, ReviewState


@dataclass(frozen=True)
class KnownProduct:
    product_id: ProductId
    text: Text
    category_id: CategoryId
    state: ReviewState

    @property
    def looked_over(self) -> bool:
        """Officials look at it, or have: a change of its text goes past them again."""
        return self.state in (SUBMITTED, APPROVED)


@dataclass(frozen=True)
class KnownVariant:
    variant_id: VariantId
    code: str  # public id
    product_id: ProductId
    form: Form


@dataclass(frozen=True, kw_only=True)
class Known:
    """Of one maker, without what is archived, of which only the names and numbers are known.

    `categories` are those that products stand in, by what they are called; `food` are those of food.
    """

    products: Mapping[ProductId, KnownProduct] = field(default_factory=dict)
    variants: Sequence[KnownVariant] = ()
    archived_names: Collection[str] = ()
    archived_skus: Collection[str] = ()
    categories: Mapping[str, CategoryId] = field(default_factory=dict)
    food: Collection[CategoryId] = ()

    def category_named(self, category_id: CategoryId) -> str:
        return next((name for name, one in self.categories.items() if one == category_id), "")


def known_of(session: Session, producer_id: ProducerId, day: date) -> Known:
    """A handful of statements, however many products."""
    newest = select(func.max(ProductRevision.number)).where(ProductRevision.product_id == Product.id)
    revision = aliased(ProductRevision)
    rows = session.execute(
        select(Product, revision)
        .join(revision, revision.product_id == Product.id)
        .where(
            Product.producer_id == producer_id,
            revision.number == newest.correlate(Product).scalar_subquery(),
        )
        .order_by(func.lower(Product.name), Product.id)
    ).all()
    living = {product.id: (product, last) for product, last in rows if product.archived_at is None}
    variants = session.scalars(select(Variant).filter_by(producer_id=producer_id).order_by(Variant.id)).all()
    kept = [one for one in variants if one.archived_at is None and one.product_id in living]
    tiers = tiers_of(session, [one.id for one in kept])
    forms = {one.id: _form(one, tiers_on(tiers[one.id], day)) for one in kept}
    order = list(living)
    return Known(
        products={
            product_id: KnownProduct(product_id, said(last), last.category_id, product.state)
            for product_id, (product, last) in living.items()
        },
        variants=[
            KnownVariant(one.id, one.public_id, one.product_id, forms[one.id])
            for one in sorted(kept, key=lambda one: (order.index(one.product_id), one.id))
        ],
        archived_names=[last.name for product, last in rows if product.archived_at is not None],
        archived_skus=[one.sku for one in variants if one.id not in forms],
        categories={name: category_id for category_id, _, name in categories(session)},
        food=packed_foods(session),
    )


def _form(variant: Variant, tiers: Sequence[Tier]) -> Form:
    return Form(
        unit=variant.unit,
        sku=variant.sku,
        gtin=variant.gtin,
        name=variant.name,
        net_content=variant.net_content,
        least=variant.least,
        case_pack=variant.case_pack,
        retail_price=variant.retail_price,
        prices={tier.from_quantity: Rupiah(tier.price) for tier in tiers},
    )
