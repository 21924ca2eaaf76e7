"""What makers do with their products. Texts are revised and looked over; prices and availability are said at once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

from sqlalchemy import delete, func, select

from marketplace.catalog import policies
from marketplace.catalog.events import (
    AvailabilitySaid,
    PhotoAdded,
    PhotoRemoved,
    PriceEnded,
    PriceSet,
    ProductCreated,
    ProductPaused,
    ProductResumed,
    ProductRevised,
)
from marketplace.catalog.models import (
    Availability,
    Continuity,
    PriceTier,
    Product,
    ProductPhoto,
    ProductRevision,
    RevisionPhoto,
    Variant,
)
from marketplace.catalog.pricing import price_for, tiers_of
from marketplace.db.naming import free_slug
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.kernel import review
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import AttachmentId, CategoryId, ProducerId, ProductId, VariantId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah

MOST_PHOTOS = 8


@dataclass(frozen=True, kw_only=True)
class Text:
    """What a revision says; `label_shows` are values of LabelItem, `capacity` units of sale in a month."""

    name: str
    description: str = ""
    composition: str = ""
    storage: str = ""
    shelf_life_days: int | None = None
    packaging: str = ""
    capacity: int | None = None
    continuity: Continuity | None = None
    label_shows: Sequence[str] = ()


@dataclass(frozen=True, kw_only=True)
class Form:
    """A variant as its maker fills it in; `least` and `case_pack` are whole units, prices rupiah per unit."""

    unit: str = "PCS"
    sku: str = ""
    gtin: str | None = None
    name: str = ""
    net_content: str = ""
    least: int = 1
    case_pack: int = 1
    retail_price: Rupiah | None = None
    prices: dict[int, Rupiah] = field(default_factory=dict)  # from this many units on


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
    write_revision(uow, product, text, category_id)
    add_variant(uow, product.id, variant)
    uow.emit(ProductCreated(product_id=product.id, producer_id=producer_id))
    return product


def revise_product(
    uow: UnitOfWork, product_id: ProductId, *, text: Text, category_id: CategoryId | None = None
) -> Product:
    """A new revision. What was approved before stays in the catalog until this one is approved."""
    product = _own(uow, product_id)
    last = current_revision(uow, product_id)
    category_id = category_id or last.category_id
    if said(last) == text and category_id == last.category_id:
        return product
    if review.REOPEN.possible_from(product.state):
        product.state = review.REOPEN(product.state)
    if product.approved_number is None:
        product.name, product.category_id = text.name, category_id
    revision = write_revision(uow, product, text, category_id)
    uow.emit(ProductRevised(product_id=product.id, revision=revision.number))
    return product


def add_variant(uow: UnitOfWork, product_id: ProductId, form: Form) -> Variant:
    """Refused when the maker has this SKU already; an empty SKU is made from the product's number."""
    product = _own(uow, product_id)
    sku = form.sku or f"P{product.id}-{_variants(uow, product_id) + 1}"
    taken = select(Variant.id).filter_by(producer_id=product.producer_id, sku=sku)
    if uow.session.scalar(taken) is not None:
        raise Refused(_l("SKU %(sku)s sudah dipakai produk Anda yang lain.", sku=sku), field="sku")
    variant = uow.add(
        Variant(
            product_id=product.id,
            producer_id=product.producer_id,
            sku=sku,
            gtin=form.gtin or None,
            name=form.name,
            unit=form.unit,
            net_content=form.net_content,
            least=form.least,
            case_pack=form.case_pack,
            retail_price=form.retail_price,
        )
    )
    for quantity, price in sorted(form.prices.items()):
        set_price(uow, variant.id, from_quantity=quantity, price=price)
    return variant


def edit_variant(uow: UnitOfWork, variant_id: VariantId, form: Form) -> Variant:
    """All it says of itself; prices that differ hold from today, those left out end. Refused for another's SKU."""
    variant = uow.get(Variant, variant_id, lock=True)
    product = _own(uow, variant.product_id)
    taken = select(Variant.id).filter_by(producer_id=product.producer_id, sku=form.sku)
    if form.sku and uow.session.scalar(taken.where(Variant.id != variant.id)) is not None:
        raise Refused(_l("SKU %(sku)s sudah dipakai produk Anda yang lain.", sku=form.sku), field="sku")
    variant.sku = form.sku or variant.sku
    variant.gtin, variant.name, variant.unit = form.gtin or None, form.name, form.unit
    variant.net_content, variant.least, variant.case_pack = form.net_content, form.least, form.case_pack
    variant.retail_price = form.retail_price
    standing = {tier.from_quantity for tier in tiers_of(uow.session, [variant.id])[variant.id]}
    for quantity in sorted(standing - form.prices.keys()):
        end_price(uow, variant.id, from_quantity=quantity)
    for quantity, price in sorted(form.prices.items()):
        if price_for(uow.session, variant.id, quantity, uow.today) != price or quantity not in standing:
            set_price(uow, variant.id, from_quantity=quantity, price=price)
    _reindex(uow, product)
    return variant


def set_price(
    uow: UnitOfWork,
    variant_id: VariantId,
    *,
    from_quantity: int,
    price: Rupiah,
    from_on: date | None = None,
) -> PriceTier:
    """The price per unit from this quantity on, from today or a later day; orders already placed keep theirs."""
    variant = uow.get(Variant, variant_id)
    _own(uow, variant.product_id)
    day = from_on or uow.today
    if price <= 0:
        raise Refused(_l("Harga harus lebih dari nol."), field="price")
    if day < uow.today:
        raise Refused(_l("Harga berlaku paling awal hari ini."), field="from_on")
    key: dict[str, Any] = {"variant_id": variant_id, "from_quantity": from_quantity, "from_on": day}
    tier = uow.session.scalar(select(PriceTier).filter_by(**key))
    if tier is None:
        tier = uow.add(PriceTier(**key, price=price))
    elif tier.price == price:
        return tier
    else:
        tier.price = price
    uow.emit(
        PriceSet(variant_id=variant_id, from_quantity=from_quantity, price=price, from_on=day.isoformat())
    )
    return tier


def end_price(uow: UnitOfWork, variant_id: VariantId, *, from_quantity: int) -> None:
    """No price begins at this quantity any more; what it was stays in the journal and on orders already placed."""
    _own(uow, uow.get(Variant, variant_id).product_id)
    uow.session.execute(delete(PriceTier).filter_by(variant_id=variant_id, from_quantity=from_quantity))
    uow.emit(PriceEnded(variant_id=variant_id, from_quantity=from_quantity))


def say_availability(
    uow: UnitOfWork, variant_id: VariantId, availability: Availability, *, lead_days: int | None = None
) -> Variant:
    """`Pesan dulu` needs the number of days it takes; the last one that was said is remembered."""
    variant = uow.get(Variant, variant_id, lock=True)
    _own(uow, variant.product_id)
    to_order = availability is Availability.TO_ORDER
    days = lead_days or variant.lead_days
    if to_order and not days:
        raise Refused(_l("Isi berapa hari pembuatan, misalnya 3."), field="lead_days")
    variant.availability, variant.lead_days = availability, days
    uow.emit(
        AvailabilitySaid(
            variant_id=variant_id, availability=availability.value, lead_days=days if to_order else None
        )
    )
    return variant


def pause_product(uow: UnitOfWork, product_id: ProductId, *, reason: str) -> Product:
    product = _own(uow, product_id)
    if product.paused_at is None:
        product.paused_at = uow.now
        _reindex(uow, product)
        uow.emit(ProductPaused(product_id=product.id, reason=reason))
    return product


def resume_product(uow: UnitOfWork, product_id: ProductId) -> Product:
    product = _own(uow, product_id)
    if product.paused_at is not None:
        product.paused_at = None
        _reindex(uow, product)
        uow.emit(ProductResumed(product_id=product.id))
    return product


def add_photo(uow: UnitOfWork, product_id: ProductId, attachment_id: AttachmentId, *, alt: str = "") -> None:
    product = _own(uow, product_id)
    taken = uow.session.scalars(select(ProductPhoto.position).filter_by(product_id=product_id)).all()
    if len(taken) >= MOST_PHOTOS:
        raise Refused(_l("Paling banyak %(most)d foto; hapus satu dahulu.", most=MOST_PHOTOS), field="photo")
    position = max(taken, default=0) + 1
    uow.add(ProductPhoto(product_id=product.id, attachment_id=attachment_id, position=position, alt=alt))
    uow.emit(PhotoAdded(product_id=product.id, attachment_id=attachment_id))


def remove_photo(uow: UnitOfWork, product_id: ProductId, attachment: str) -> None:
    """The picture leaves the page; its file (by public id) stays, for what was already ordered."""
    product = _own(uow, product_id)
    kept = uow.find(Attachment, public_id=attachment)
    uow.session.delete(uow.find(ProductPhoto, product_id=product.id, attachment_id=kept.id))
    uow.emit(PhotoRemoved(product_id=product.id, attachment_id=kept.id))


def current_revision(uow: UnitOfWork, product_id: ProductId) -> ProductRevision:
    newest = select(ProductRevision).filter_by(product_id=product_id).order_by(ProductRevision.number.desc())
    return uow.session.scalars(newest.limit(1)).one()


def _own(uow: UnitOfWork, product_id: ProductId) -> Product:
    product = uow.get(Product, product_id, lock=True)
    uow.demand(policies.WRITE, product)
    return product


def write_revision(uow: UnitOfWork, product: Product, text: Text, category_id: CategoryId) -> ProductRevision:
    """The next one, with the photos that the maker has hung up by now."""
    newest = select(func.max(ProductRevision.number)).filter_by(product_id=product.id)
    revision = uow.add(
        ProductRevision(
            product_id=product.id,
            number=1 + (uow.session.scalar(newest) or 0),
            category_id=category_id,
            **{**asdict(text), "label_shows": list(text.label_shows)},
            written_by=uow.actor.user_id,
            written_at=uow.now,
        )
    )
    hung = select(ProductPhoto).filter_by(product_id=product.id).order_by(ProductPhoto.position)
    for position, photo in enumerate(uow.session.scalars(hung), 1):
        uow.add(
            RevisionPhoto(
                revision_id=revision.id,
                position=position,
                attachment_id=photo.attachment_id,
                alt=photo.alt,
            )
        )
    return revision


def said(revision: ProductRevision) -> Text:
    """What a revision says, apart from its category and photos."""
    words = {one.name: getattr(revision, one.name) for one in fields(Text)}
    return Text(**{**words, "label_shows": tuple(words["label_shows"])})


def _variants(uow: UnitOfWork, product_id: ProductId) -> int:
    return uow.session.scalar(select(func.count(Variant.id)).filter_by(product_id=product_id)) or 0


def _reindex(uow: UnitOfWork, product: Product) -> None:
    uow.later("index_products", product_ids=[product.id])
