"""The forms a product is sold in, and whether they are there. All of it holds at once."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import func, select

from marketplace.catalog.events import AvailabilitySaid, VariantArchived, VariantRestored
from marketplace.catalog.models import Availability, Product, Variant
from marketplace.catalog.pricing import price_for, tiers_of, tiers_on
from marketplace.catalog.revisions import write_again
from marketplace.catalog.services.opening import open_again, own, reindex
from marketplace.catalog.services.prices import end_price, set_price
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import ProductId, VariantId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.review import SUBMITTED


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


def add_variant(uow: UnitOfWork, product_id: ProductId, form: Form) -> Variant:
    """Refused when the maker has this SKU already; an empty SKU is made from the product's number."""
    product = own(uow, product_id)
    sku = form.sku or f"P{product.id}-{_variants(uow, product_id) + 1}"
    _keep_off(uow, product, sku)
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
    _show_anew(uow, product)
    reindex(uow, product)
    return variant


def edit_variant(uow: UnitOfWork, variant_id: VariantId, form: Form) -> Variant:
    """All it says of itself; prices that differ hold from today, those of today left out end.

    Prices of a later day stay. Refused for another's SKU. What the pack says takes a product out of the officials'
    queue; a price does not.
    """
    variant = uow.get(Variant, variant_id, lock=True)
    product = own(uow, variant.product_id)
    if form.sku:
        _keep_off(uow, product, form.sku, but=variant)
    before = _pack(variant)
    variant.sku = form.sku or variant.sku
    variant.gtin, variant.name, variant.unit = form.gtin or None, form.name, form.unit
    variant.net_content, variant.least, variant.case_pack = form.net_content, form.least, form.case_pack
    variant.retail_price = form.retail_price
    tiers = tiers_of(uow.session, [variant.id])[variant.id]
    standing = {tier.from_quantity for tier in tiers_on(tiers, uow.today)}
    for quantity in sorted(standing - form.prices.keys()):
        end_price(uow, variant.id, from_quantity=quantity)
    for quantity, price in sorted(form.prices.items()):
        if price_for(uow.session, variant.id, quantity, uow.today) != price or quantity not in standing:
            set_price(uow, variant.id, from_quantity=quantity, price=price)
    if _pack(variant) != before:
        _show_anew(uow, product)
    reindex(uow, product)
    return variant


def archive_variant(uow: UnitOfWork, variant_id: VariantId) -> Variant:
    """It is sold no more; orders already placed go on. Refused for the last one of its product."""
    variant = uow.get(Variant, variant_id, lock=True)
    product = own(uow, variant.product_id)
    if variant.archived_at is not None:
        return variant
    others = select(Variant.id).filter_by(product_id=product.id, archived_at=None)
    if uow.session.scalar(others.where(Variant.id != variant.id).limit(1)) is None:
        raise Refused(_l("Ini satu-satunya varian produk ini. Arsipkan produknya bila tidak dibuat lagi."))
    variant.archived_at = uow.now
    _show_anew(uow, product)
    reindex(uow, product)
    uow.emit(VariantArchived(product_id=product.id, variant_id=variant.id))
    return variant


def restore_variant(uow: UnitOfWork, variant_id: VariantId) -> Variant:
    variant = uow.get(Variant, variant_id, lock=True)
    product = own(uow, variant.product_id)
    if variant.archived_at is not None:
        variant.archived_at = None
        _show_anew(uow, product)
        reindex(uow, product)
        uow.emit(VariantRestored(product_id=product.id, variant_id=variant.id))
    return variant


def say_availability(
    uow: UnitOfWork, variant_id: VariantId, availability: Availability, *, lead_days: int | None = None
) -> Variant:
    """`Pesan dulu` needs the number of days it takes; the last one that was said is remembered."""
    variant = uow.get(Variant, variant_id, lock=True)
    own(uow, variant.product_id)
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


def _pack(variant: Variant) -> tuple[object, ...]:
    """What officials look at."""
    return variant.name, variant.unit, variant.net_content, variant.gtin


def _show_anew(uow: UnitOfWork, product: Product) -> None:
    """Officials looked at other variants: they are handed a revision with another number."""
    if product.state is SUBMITTED:
        open_again(uow, product)
        write_again(uow, product)


def _keep_off(uow: UnitOfWork, product: Product, sku: str, *, but: Variant | None = None) -> None:
    taken = select(Variant.id).filter_by(producer_id=product.producer_id, sku=sku)
    if but is not None:
        taken = taken.where(Variant.id != but.id)
    if uow.session.scalar(taken) is not None:
        raise Refused(_l("SKU %(sku)s sudah dipakai produk Anda yang lain.", sku=sku), field="sku")


def _variants(uow: UnitOfWork, product_id: ProductId) -> int:
    return uow.session.scalar(select(func.count(Variant.id)).filter_by(product_id=product_id)) or 0
