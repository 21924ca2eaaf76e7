"""A maker's products and variants as the catalog has them: what a sheet is prefilled with, and compared to."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from functools import cached_property
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from marketplace.catalog.categories import packed_foods
from marketplace.catalog.models import Availability, Product, ProductPhoto, ProductRevision, Variant
from marketplace.catalog.packs import Pack, packs_in
from marketplace.catalog.pricing import Tier, tiers_of, tiers_on
from marketplace.catalog.queries import categories
from marketplace.catalog.revisions import Text, text_of
from marketplace.catalog.services.variants import Form
from marketplace.kernel.ids import CategoryId, ProducerId, ProductId, VariantId
from marketplace.kernel.money import Rupiah
from marketplace.kernel.names import same_name
from marketplace.kernel.review import APPROVED, SUBMITTED, ReviewState


class Readiness(NamedTuple):
    """What a maker says of a variant in one tap; `lead_days` is the last that was said."""

    availability: Availability = Availability.READY
    lead_days: int | None = None


@dataclass(frozen=True)
class CurrentProduct:
    product_id: ProductId
    text: Text
    category_id: CategoryId
    state: ReviewState
    public_id: str = ""
    photos: int = 0  # that its maker works with

    @property
    def in_review(self) -> bool:
        """Officials look at it, or have: a change of its text or its packs goes past them again."""
        return self.state in (SUBMITTED, APPROVED)


@dataclass(frozen=True)
class CurrentVariant:
    variant_id: VariantId
    code: str  # public id
    product_id: ProductId
    form: Form
    ready: Readiness = Readiness()
    coming: Sequence[Tier] = ()  # prices of later days


@dataclass(frozen=True, kw_only=True)
class CurrentProducts:
    """Of one maker, without what is archived, of which only the names and numbers are known.

    `categories` are those that products stand in, by what they are called; `food` are those of food.
    """

    products: Mapping[ProductId, CurrentProduct] = field(default_factory=dict)
    variants: Sequence[CurrentVariant] = ()
    archived_names: Collection[str] = ()
    archived_skus: Collection[str] = ()
    categories: Mapping[str, CategoryId] = field(default_factory=dict)
    food: Collection[CategoryId] = ()

    @cached_property
    def _by_name(self) -> Mapping[str, CategoryId]:
        return {same_name(name): one for name, one in self.categories.items()}

    @cached_property
    def _names(self) -> Mapping[CategoryId, str]:
        return {one: name for name, one in self.categories.items()}

    def category_called(self, text: str) -> CategoryId | None:
        return self._by_name.get(same_name(text))

    def category_named(self, category_id: CategoryId) -> str:
        return self._names.get(category_id, "")


def current_products(session: Session, producer_id: ProducerId, day: date) -> CurrentProducts:
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
    written = packs_in(session, [last.id for product, last in living.values() if product.approved_number])
    kept = [one for one in variants if one.archived_at is None and one.product_id in living]
    tiers = tiers_of(session, [one.id for one in kept])
    forms = {
        one.id: _form(one, written.get(one.id) or Pack.of(one), tiers_on(tiers[one.id], day)) for one in kept
    }
    order = {product_id: place for place, product_id in enumerate(living)}
    return CurrentProducts(
        products=_products(living, _photos(session, producer_id)),
        variants=[
            CurrentVariant(
                one.id,
                one.public_id,
                one.product_id,
                forms[one.id],
                Readiness(one.availability, one.lead_days),
                [tier for tier in tiers[one.id] if tier.from_on > day],
            )
            for one in sorted(kept, key=lambda one: (order[one.product_id], one.id))
        ],
        archived_names=[last.name for product, last in rows if product.archived_at is not None],
        archived_skus=[one.sku for one in variants if one.id not in forms],
        categories={name: category_id for category_id, _, name in categories(session)},
        food=packed_foods(session),
    )


def _products(
    living: Mapping[ProductId, tuple[Product, ProductRevision]], photos: Mapping[ProductId, int]
) -> Mapping[ProductId, CurrentProduct]:
    return {
        product_id: CurrentProduct(
            product_id,
            text_of(last),
            last.category_id,
            product.state,
            product.public_id,
            photos.get(product_id, 0),
        )
        for product_id, (product, last) in living.items()
    }


def _photos(session: Session, producer_id: ProducerId) -> Mapping[ProductId, int]:
    """How many each of its products has."""
    query = (
        select(ProductPhoto.product_id, func.count())
        .join(Product, Product.id == ProductPhoto.product_id)
        .where(Product.producer_id == producer_id)
        .group_by(ProductPhoto.product_id)
    )
    return {row[0]: row[1] for row in session.execute(query)}


def _form(variant: Variant, pack: Pack, tiers: Sequence[Tier]) -> Form:
    return Form(
        **asdict(pack),
        sku=variant.sku,
        least=variant.least,
        case_pack=variant.case_pack,
        retail_price=variant.retail_price,
        prices={tier.from_quantity: Rupiah(tier.price) for tier in tiers},
    )
