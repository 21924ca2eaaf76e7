"""Filling a basket. A basket is a draft of one's own: nothing is journaled before it is sent."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.catalog.listing import listed
from marketplace.catalog.models import Availability, Product, Variant
from marketplace.catalog.pricing import price_for
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import OutletId, VariantId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering import policies
from marketplace.ordering.basket import quantity_trouble
from marketplace.ordering.models.orders import BasketLine
from marketplace.partners.models import Outlet

MOST = 100_000  # units of one variant: more is a slip of the finger


def add_to_basket(
    uow: UnitOfWork, outlet_id: OutletId, variant_id: VariantId, *, quantity: int
) -> BasketLine:
    """Put so many more units of a listed variant in; what is there already is added to.

    Raises NotFound for what is not listed, Refused for a sold-out variant, below its least quantity, between whole
    packs, or without a price.
    """
    line = _line(uow, outlet_id, variant_id)
    return _fill(uow, outlet_id, variant_id, quantity + (line.quantity if line else 0), line)


def change_basket(
    uow: UnitOfWork, outlet_id: OutletId, variant_id: VariantId, *, quantity: int
) -> BasketLine | None:
    """So many units from now on; zero takes the line out."""
    line = _line(uow, outlet_id, variant_id)
    if line is None:
        raise NotFound(f"basket line {outlet_id} {variant_id}")
    if quantity == 0:
        uow.session.delete(line)
        uow.session.flush()
        return None
    return _fill(uow, outlet_id, variant_id, quantity, line)


def _line(uow: UnitOfWork, outlet_id: OutletId, variant_id: VariantId) -> BasketLine | None:
    outlet = uow.get(Outlet, outlet_id, lock=True)  # two taps at once wait for each other here
    uow.demand(policies.ORDER, outlet)
    return uow.session.get(BasketLine, (outlet_id, variant_id), populate_existing=True)


def _fill(
    uow: UnitOfWork, outlet_id: OutletId, variant_id: VariantId, quantity: int, line: BasketLine | None
) -> BasketLine:
    price = _price(uow, variant_id, quantity)
    if line is None:
        return uow.add(
            BasketLine(
                outlet_id=outlet_id,
                variant_id=variant_id,
                quantity=quantity,
                price_seen=price,
                added_at=uow.now,
            )
        )
    line.quantity, line.price_seen = quantity, price
    return line


def _price(uow: UnitOfWork, variant_id: VariantId, quantity: int) -> Rupiah:
    """What a unit costs today when so many are ordered; refuses what cannot be ordered so."""
    variant = uow.get(Variant, variant_id)
    offered = select(Product.id).where(Product.id == variant.product_id, listed(uow.today))
    if uow.session.scalar(offered) is None:
        raise NotFound(f"variant {variant_id} is not listed")
    if variant.availability is Availability.SOLD_OUT:
        raise Refused(_l("Pembuat menyatakan barang ini habis."), field="quantity")
    if trouble := quantity_trouble(quantity, variant.least, variant.case_pack):
        raise Refused(trouble, field="quantity")
    if quantity > MOST:
        raise Refused(_l("Jumlah terlalu besar; paling banyak %(most)s.", most=MOST), field="quantity")
    price = price_for(uow.session, variant_id, quantity, uow.today)
    if price is None:
        raise Refused(_l("Belum ada harga untuk jumlah ini; tambah jumlahnya."), field="quantity")
    return price
