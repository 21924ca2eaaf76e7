"""What the maker has to take from the shelf and pack: confirmed orders that are not on their way yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.db.listing import AnySelect
from marketplace.kernel.ids import ProducerId
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order, OrderLine
from marketplace.ordering.spelling import long_day, number, units
from marketplace.ordering.states import CONFIRMED, CONTESTED, SENT
from marketplace.partners.models import Outlet
from marketplace.places.models import Region

MOST_PARCELS = 40  # of one order
ON_A_LABEL = 6  # items; the rest is told as a number


@dataclass(frozen=True)
class PickedItem:
    variant_id: int
    name: str
    unit: str
    units: int


@dataclass(frozen=True)
class ToPack:
    """An order of which something is left to bring."""

    public_id: str
    number: str
    needed_on: date | None
    partner: str
    outlet: str
    address: str
    kelurahan: str | None
    items: list[PickedItem] = field(default_factory=list)

    @property
    def place(self) -> str:
        return ", ".join(
            part for part in (self.address, self.kelurahan and f"Kelurahan {self.kelurahan}") if part
        )


def to_pack(session: Session, producer_id: ProducerId) -> Sequence[ToPack]:
    """By the day they are needed, then by shop and outlet."""
    underway = (
        select(func.coalesce(func.sum(HandoverLine.brought), 0))
        .join(Handover, Handover.id == HandoverLine.handover_id)
        .where(HandoverLine.order_line_id == OrderLine.id, Handover.state.in_((SENT, CONTESTED)))
        .correlate(OrderLine)
        .scalar_subquery()
    )
    left = OrderLine.quantity - OrderLine.accepted - underway
    when = func.coalesce(Order.promised_on, Order.needed_on)
    query: AnySelect = (
        select(
            Order.public_id,
            Order.number,
            when,
            Organisation.name,
            Outlet.name,
            Outlet.address,
            Region.name,
            OrderLine.variant_id,
            OrderLine.name,
            OrderLine.unit,
            left,
        )
        .join(Order, Order.id == OrderLine.order_id)
        .join(Organisation, Organisation.id == Order.partner_id)
        .join(Outlet, Outlet.id == Order.outlet_id)
        .outerjoin(Region, Region.code == Outlet.kelurahan_code)
        .where(Order.producer_id == producer_id, Order.state == CONFIRMED, left > 0)
        .order_by(when.is_(None), when, Organisation.name, Outlet.name, Order.id, OrderLine.id)
    )
    found: dict[str, ToPack] = {}
    for *order, variant_id, name, unit, count in session.execute(query):
        packed = found.setdefault(order[0], ToPack(*order))
        packed.items.append(PickedItem(variant_id, name, unit, int(count)))
    return list(found.values())


def totals(orders: Sequence[ToPack]) -> Sequence[PickedItem]:
    """What to take from the shelf for all of them together, by name."""
    found: dict[tuple[int, str, str], int] = {}
    for order in orders:
        for item in order.items:
            key = (item.variant_id, item.name, item.unit)
            found[key] = found.get(key, 0) + item.units
    items = [PickedItem(*key, count) for key, count in found.items()]
    return sorted(items, key=lambda item: (item.name.lower(), item.variant_id))


def pick_list(orders: Sequence[ToPack], *, maker: str, day: date, size: str) -> dict[str, Any]:
    """The list as it is set."""
    return {
        "size": size,
        "title": "Daftar ambil barang",
        "maker": maker,
        "day": long_day(day),
        "items": [_as_set(item) for item in totals(orders)],
        "outlets": [
            {
                "shop": order.partner,
                "outlet": order.outlet,
                "about": " · ".join(_about(order)),
                "items": [_as_set(item) for item in order.items],
            }
            for order in orders
        ],
    }


def labels(orders: Sequence[ToPack], parcels: Mapping[str, int], *, maker: str, size: str) -> dict[str, Any]:
    """A label for each parcel of each order: `parcels` by public id, one where nothing is said, none for zero."""
    return {
        "size": size,
        "title": "Label kemasan",
        "labels": [
            {
                "maker": maker,
                "shop": order.partner,
                "outlet": order.outlet,
                "place": order.place,
                "number": order.number,
                "count": f"{place} dari {count}",
                "contents": _contents(order.items),
            }
            for order in orders
            for count in [min(MOST_PARCELS, max(0, parcels.get(order.public_id, 1)))]
            for place in range(1, count + 1)
        ],
    }


def _as_set(item: PickedItem) -> dict[str, str]:
    return {"name": item.name, "units": units(item.units, item.unit)}


def _about(order: ToPack) -> list[str]:
    parts = [f"Pesanan {order.number}", order.place]
    if order.needed_on:
        parts.append(f"dikirim paling lambat {long_day(order.needed_on)}")
    return [part for part in parts if part]


def _contents(items: Sequence[PickedItem]) -> list[str]:
    parts = [f"{units(item.units, item.unit)} {item.name}" for item in items[:ON_A_LABEL]]
    more = len(items) - ON_A_LABEL
    return [*parts, f"dan {number(more)} barang lain"] if more > 0 else parts
