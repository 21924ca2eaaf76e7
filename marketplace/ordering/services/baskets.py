"""Filling a basket. A basket is a draft of one's own: nothing is journaled before it is sent.

What goes in, and what is given up because there is not enough of it, is counted for its maker: how often, not by whom.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import func, select

from marketplace.catalog import demand
from marketplace.catalog.demand import SoldOut
from marketplace.catalog.listing import listed, on_sale
from marketplace.catalog.models import Availability, DemandSignal, Product, Variant
from marketplace.catalog.pricing import price_for
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import OutletId, ProductId, VariantId
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.ordering import policies
from marketplace.ordering.basket import basket_of, full_name
from marketplace.ordering.basket_rows import quantity_trouble
from marketplace.ordering.models.orders import BasketLine, Order, OrderGroup, OrderLine, ProposalLine
from marketplace.partners.models import Outlet

MOST = 100_000  # units of one variant: more is a slip of the finger


def add_to_basket(
    uow: UnitOfWork, outlet_id: OutletId, variant_id: VariantId, *, quantity: int
) -> BasketLine:
    """Put so many more units of a listed variant in; what is there already is added to.

    Raises NotFound for what is not listed, SoldOut for a sold-out variant, Refused below its least quantity, between
    whole packs, or without a price.
    """
    line = _line(uow, outlet_id, variant_id)
    filled = _fill(uow, outlet_id, variant_id, quantity + (line.quantity if line else 0), line)
    demand.count(uow, {(uow.get(Variant, variant_id).product_id, DemandSignal.BASKETED): 1})
    return filled


def change_basket(
    uow: UnitOfWork, outlet_id: OutletId, variant_id: VariantId, *, quantity: int
) -> BasketLine | None:
    """So many units from now on; zero takes the line out."""
    line = _line(uow, outlet_id, variant_id)
    if line is None:
        raise NotFound(f"basket line {outlet_id} {variant_id}")
    if quantity < line.quantity:
        rows = basket_of(uow.session, outlet_id, uow.today).rows
        given_up = [row.product_id for row in rows if row.variant_id == variant_id and row.wanting]
        demand.count(uow, {(product_id, DemandSignal.MISSED): 1 for product_id in given_up})
    if quantity == 0:
        uow.session.delete(line)
        uow.session.flush()
        return None
    return _fill(uow, outlet_id, variant_id, quantity, line)


def accept_news(uow: UnitOfWork, outlet_id: OutletId, variant_id: VariantId | None = None) -> int:
    """Take what is new as it is: today's price and supply, and a quantity that can be ordered; returns how many lines.

    Of one line, which is taken out where no quantity is left; or of all, where nothing is taken out.
    """
    uow.demand(policies.ORDER, uow.get(Outlet, outlet_id, lock=True))
    changed, given_up = 0, Counter[tuple[ProductId, DemandSignal]]()
    for row in basket_of(uow.session, outlet_id, uow.today).rows:
        if row.variant_id != variant_id and (variant_id or not (row.news or row.fit)):
            continue
        line = uow.session.get_one(BasketLine, (outlet_id, row.variant_id), populate_existing=True)
        if row.fit == 0:
            if variant_id is None:
                continue
            uow.session.delete(line)
        else:
            line.quantity = row.fit or row.quantity
            price = price_for(uow.session, row.variant_id, line.quantity, uow.today)
            line.price_seen = price or line.price_seen
            line.availability_seen = row.availability
        changed += 1
        given_up[row.product_id, DemandSignal.MISSED] += row.wanting
    uow.session.flush()
    demand.count(uow, given_up)
    return changed


class Reordered(NamedTuple):
    """How many lines went in, what could not and why, and the names of what costs another price now."""

    added: int
    left_out: Sequence[Label]
    repriced: Sequence[str]


def reorder_last(uow: UnitOfWork, outlet_id: OutletId) -> Reordered:
    """Put in what this outlet ordered last, as it was first ordered; what lies in the basket already stays.

    The price of that time counts as the one that was seen, so the basket tells what changed since.
    """
    uow.demand(policies.ORDER, uow.get(Outlet, outlet_id, lock=True))
    added, left_out, repriced = 0, [], []
    wishes = Counter[tuple[ProductId, DemandSignal]]()
    for variant_id, name, quantity, paid in _last_lines(uow, outlet_id):
        line = uow.session.get(BasketLine, (outlet_id, variant_id), populate_existing=True)
        try:
            filled = _fill(uow, outlet_id, variant_id, max(quantity, line.quantity if line else 0), line)
        except NotFound:
            left_out.append(_l("%(name)s: tidak dijual lagi.", name=name))
        except Refused as error:
            if isinstance(error, SoldOut):
                wishes[error.product_id, DemandSignal.MISSED] += 1
            left_out.append(_l("%(name)s: %(why)s", name=name, why=error.sentence))
        else:
            added += 1
            wishes[uow.get(Variant, variant_id).product_id, DemandSignal.BASKETED] += 1
            if filled.price_seen != paid:
                repriced.append(name)
                filled.price_seen = paid
    uow.session.flush()
    demand.count(uow, wishes)
    return Reordered(added, left_out, repriced)


def _last_lines(uow: UnitOfWork, outlet_id: OutletId) -> Sequence[tuple[VariantId, str, int, Rupiah]]:
    """Variant, name, and the quantity and price before any proposal."""
    last = select(func.max(OrderGroup.id)).where(OrderGroup.outlet_id == outlet_id).scalar_subquery()
    first = (
        select(ProposalLine.order_line_id, func.min(ProposalLine.proposal_id).label("id"))
        .group_by(ProposalLine.order_line_id)
        .subquery()
    )
    query = (
        select(
            OrderLine.variant_id,
            full_name(),
            func.coalesce(ProposalLine.quantity_before, OrderLine.quantity),
            func.coalesce(ProposalLine.price_before, OrderLine.unit_price),
        )
        .join(Order, Order.id == OrderLine.order_id)
        .join(Variant, Variant.id == OrderLine.variant_id)
        .join(Product, Product.id == Variant.product_id)
        .outerjoin(first, first.c.order_line_id == OrderLine.id)
        .outerjoin(
            ProposalLine,
            (ProposalLine.order_line_id == OrderLine.id) & (ProposalLine.proposal_id == first.c.id),
        )
        .where(Order.group_id == last)
        .order_by(OrderLine.id)
    )
    return [(VariantId(row[0]), row[1], row[2], Rupiah(row[3])) for row in uow.session.execute(query)]


def _line(uow: UnitOfWork, outlet_id: OutletId, variant_id: VariantId) -> BasketLine | None:
    outlet = uow.get(Outlet, outlet_id, lock=True)  # two taps at once wait for each other here
    uow.demand(policies.ORDER, outlet)
    return uow.session.get(BasketLine, (outlet_id, variant_id), populate_existing=True)


def _fill(
    uow: UnitOfWork, outlet_id: OutletId, variant_id: VariantId, quantity: int, line: BasketLine | None
) -> BasketLine:
    variant = uow.get(Variant, variant_id)
    price = _price(uow, variant, quantity)
    if line is None:
        return uow.add(
            BasketLine(
                outlet_id=outlet_id,
                variant_id=variant_id,
                quantity=quantity,
                price_seen=price,
                availability_seen=variant.availability,
                added_at=uow.now,
            )
        )
    line.quantity, line.price_seen, line.availability_seen = quantity, price, variant.availability
    return line


def _price(uow: UnitOfWork, variant: Variant, quantity: int) -> Rupiah:
    """What a unit costs today when so many are ordered; refuses what cannot be ordered so."""
    offered = select(Variant.id).join(Product).where(Variant.id == variant.id, on_sale(), listed(uow.today))
    if uow.session.scalar(offered) is None:
        raise NotFound(f"variant {variant.id} is not listed")
    if variant.availability is Availability.SOLD_OUT:
        gone = _l("Pembuat menyatakan barang ini habis.")
        raise SoldOut(gone, product_id=variant.product_id, field="quantity")
    if trouble := quantity_trouble(quantity, variant.least, variant.case_pack):
        raise Refused(trouble, field="quantity")
    if quantity > MOST:
        raise Refused(_l("Jumlah terlalu besar; paling banyak %(most)s.", most=MOST), field="quantity")
    price = price_for(uow.session, variant.id, quantity, uow.today)
    if price is None:
        raise Refused(_l("Belum ada harga untuk jumlah ini; tambah jumlahnya."), field="quantity")
    return price
