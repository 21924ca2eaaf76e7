"""The forms a product is sold in, and whether they are there.

What stands on a pack is looked over by officials; prices, quantities and availability hold at once.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from sqlalchemy import func, select

from marketplace.catalog.events import AvailabilitySaid, ProductRevised, VariantArchived, VariantRestored
from marketplace.catalog.listing import on_sale
from marketplace.catalog.models import Availability, Product, Variant
from marketplace.catalog.packs import Pack, packs_of
from marketplace.catalog.pricing import tiers_of, tiers_on
from marketplace.catalog.revisions import write_again
from marketplace.catalog.services.opening import open_again, own, reindex
from marketplace.catalog.services.prices import end_price, refuse_rise, set_price
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

    @property
    def pack(self) -> Pack:
        return Pack(name=self.name, unit=self.unit, net_content=self.net_content, gtin=self.gtin or None)


def add_variant(uow: UnitOfWork, product_id: ProductId, form: Form) -> Variant:
    """Refused when the maker has this SKU or barcode already; an empty SKU is made from the product's number.

    A further one of an approved product waits until officials have looked at it.
    """
    product = own(uow, product_id)
    sku = form.sku or f"P{product.id}-{_variants(uow, product_id) + 1}"
    _keep_off_sku(uow, product, sku)
    _keep_off_gtin(uow, product, form.pack)
    variant = uow.add(
        Variant(
            product_id=product.id,
            producer_id=product.producer_id,
            sku=sku,
            **asdict(form.pack),
            least=form.least,
            case_pack=form.case_pack,
            retail_price=form.retail_price,
            waits_since=None if product.approved_number is None else uow.now,
        )
    )
    for quantity, price in sorted(form.prices.items()):
        set_price(uow, variant.id, from_quantity=quantity, price=price)
    _show_anew(uow, product)
    return variant


def edit_variant(uow: UnitOfWork, variant_id: VariantId, form: Form) -> Variant:
    """All it says of itself; prices that differ hold from today, those of today left out end.

    Prices of a later day stay. What the pack of an approved product says becomes a revision; shops see what was
    approved until that is. Refused for the SKU and the barcode of another, for one that is sold no more, and where
    who buys more would pay more for each, today or from a day that was announced.
    """
    variant, product = _mine(uow, variant_id)
    if variant.archived_at is not None:
        raise Refused(_l("Varian ini tidak dijual lagi. Jual lagi dahulu, lalu ubah."))
    if form.sku:
        _keep_off_sku(uow, product, form.sku, but=variant)
    variant.sku = form.sku or variant.sku
    variant.least, variant.case_pack, variant.retail_price = form.least, form.case_pack, form.retail_price
    _price(uow, variant, form)
    _repack(uow, product, variant, form.pack)
    reindex(uow, product)
    return variant


def _price(uow: UnitOfWork, variant: Variant, form: Form) -> None:
    tiers = tiers_of(uow.session, [variant.id])[variant.id]
    status = {tier.from_quantity: tier.price for tier in tiers_on(tiers, uow.today)}
    if form.prices == status:
        return
    for quantity in sorted(status.keys() - form.prices.keys()):
        end_price(uow, variant.id, from_quantity=quantity)
    for quantity, price in sorted(form.prices.items()):
        if status.get(quantity) != price:
            set_price(uow, variant.id, from_quantity=quantity, price=price)
    mend = _l("Isi harga lain, atau batalkan dahulu harga yang diumumkan.")
    refuse_rise(uow, variant.id, uow.today, mend=mend)


def _repack(uow: UnitOfWork, product: Product, variant: Variant, pack: Pack) -> None:
    packs = packs_of(uow.session, product)
    before = packs[variant.id]
    if pack == before:
        return
    if pack.gtin != before.gtin:
        _keep_off_gtin(uow, product, pack, but=variant)
    if product.approved_number is None:
        pack.put_on(variant)
    _show_anew(uow, product, {**packs, variant.id: pack})


def archive_variant(uow: UnitOfWork, variant_id: VariantId) -> Variant:
    """It is sold no more; orders already placed go on. Refused for the last one of its product."""
    variant, product = _mine(uow, variant_id)
    if variant.archived_at is not None:
        return variant
    others = select(Variant.id).where(Variant.product_id == product.id, Variant.id != variant.id, on_sale())
    if uow.session.scalar(others.limit(1)) is None:
        raise Refused(_l("Ini satu-satunya varian yang dijual. Arsipkan produknya bila tidak dibuat lagi."))
    variant.archived_at = uow.now
    if product.state is SUBMITTED:
        _show_anew(uow, product)
    reindex(uow, product)
    uow.emit(VariantArchived(product_id=product.id, variant_id=variant.id))
    return variant


def restore_variant(uow: UnitOfWork, variant_id: VariantId) -> Variant:
    """Shops see it at once as it was approved; one that never was waits for officials."""
    variant, product = _mine(uow, variant_id)
    if variant.archived_at is not None:
        variant.archived_at = None
        if product.state is SUBMITTED or variant.waits_since is not None:
            _show_anew(uow, product)
        reindex(uow, product)
        uow.emit(VariantRestored(product_id=product.id, variant_id=variant.id))
    return variant


def set_availability(
    uow: UnitOfWork, variant_id: VariantId, availability: Availability, *, lead_days: int | None = None
) -> Variant:
    """`Pesan dulu` needs the number of days it takes; the last one that was said is remembered."""
    variant, _ = _mine(uow, variant_id)
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


def _mine(uow: UnitOfWork, variant_id: VariantId) -> tuple[Variant, Product]:
    """Both locked, the product first, as everywhere. Raises Forbidden for who may not write it."""
    product = own(uow, uow.get(Variant, variant_id).product_id)
    return uow.get(Variant, variant_id, lock=True), product


def _show_anew(uow: UnitOfWork, product: Product, packs: Mapping[VariantId, Pack] | None = None) -> None:
    """Officials looked at other packs: these stand in a revision with another number.

    As long as they have not looked at any, handing in writes the packs down.
    """
    if product.state is SUBMITTED or product.approved_number is not None:
        open_again(uow, product)
        revision = write_again(uow, product, packs)
        uow.emit(ProductRevised(product_id=product.id, revision=revision.number))


def _keep_off_gtin(uow: UnitOfWork, product: Product, pack: Pack, *, but: Variant | None = None) -> None:
    """A barcode is one pack of one product to its maker."""
    if pack.gtin is None:
        return
    packs = packs_of(uow.session, product)
    here = [one.gtin for variant_id, one in packs.items() if but is None or variant_id != but.id]
    others = select(Variant.id).where(
        Variant.producer_id == product.producer_id,
        Variant.product_id != product.id,
        Variant.archived_at.is_(None),
        Variant.gtin == pack.gtin,
    )
    if pack.gtin in here or uow.session.scalar(others.limit(1)) is not None:
        raise Refused(
            _l("Barcode %(gtin)s sudah dipakai kemasan Anda yang lain.", gtin=pack.gtin), field="gtin"
        )


def _keep_off_sku(uow: UnitOfWork, product: Product, sku: str, *, but: Variant | None = None) -> None:
    taken = select(Variant.id).filter_by(producer_id=product.producer_id, sku=sku)
    if but is not None:
        taken = taken.where(Variant.id != but.id)
    if uow.session.scalar(taken) is not None:
        raise Refused(_l("SKU %(sku)s sudah dipakai produk Anda yang lain.", sku=sku), field="sku")


def _variants(uow: UnitOfWork, product_id: ProductId) -> int:
    return uow.session.scalar(select(func.count(Variant.id)).filter_by(product_id=product_id)) or 0
