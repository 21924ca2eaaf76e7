"""Sums of orders, handovers, stock and ledger that must agree; `flask doctor` asks them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.catalog.models import Variant
from marketplace.db.reading import Listing
from marketplace.inventory.models import StockItem
from marketplace.kernel.proof import Disagreement
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order, OrderLine
from marketplace.ordering.states import AGREED
from marketplace.purchases.models import Purchase, PurchaseLine, Source


def ledger_beside_handovers(session: Session) -> Sequence[Disagreement]:
    """What was accepted at its price is what the ledger holds of an agreed handover, to the rupiah."""
    accepted = (
        select(func.coalesce(func.sum(HandoverLine.accepted * HandoverLine.unit_price), 0))
        .where(HandoverLine.handover_id == Handover.id)
        .scalar_subquery()
    )
    booked = (
        select(func.coalesce(func.sum(PurchaseLine.net), 0))
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .where(Purchase.source == Source.HANDOVER, Purchase.source_ref == Handover.public_id)
        .scalar_subquery()
    )
    query: Listing = (
        select(Handover.number, Handover.public_id, booked, accepted)
        .where(Handover.state == AGREED, booked != accepted)
        .order_by(Handover.id)
    )
    return [
        Disagreement(f"ledger of handover {number} ({code})", int(net), int(due), "its accepted goods")
        for number, code, net, due in session.execute(query)
    ]


def orders_beside_handovers(session: Session) -> Sequence[Disagreement]:
    """What an order counts as accepted is what its agreed handovers brought."""
    brought = func.coalesce(func.sum(HandoverLine.accepted), 0)
    query: Listing = (
        select(Order.number, OrderLine.name, OrderLine.accepted, brought)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(HandoverLine, HandoverLine.order_line_id == OrderLine.id)
        .group_by(OrderLine.id, Order.number, OrderLine.name, OrderLine.accepted)
        .having(brought != OrderLine.accepted)
        .order_by(OrderLine.id)
    )
    return [
        Disagreement(f"order {number}, {name}", accepted, due or 0, "its handovers")
        for number, name, accepted, due in session.execute(query)
    ]


def reserved_beside_orders(session: Session) -> Sequence[Disagreement]:
    """What counted stock holds back is what orders hold of it."""
    held = func.coalesce(func.sum(OrderLine.reserved), 0)
    query: Listing = (
        select(Variant.sku, StockItem.reserved, held)
        .join(StockItem, StockItem.variant_id == Variant.id)
        .outerjoin(OrderLine, OrderLine.variant_id == StockItem.variant_id)
        .group_by(Variant.id, Variant.sku, StockItem.reserved)
        .having(held != StockItem.reserved)
        .order_by(Variant.id)
    )
    return [
        Disagreement(f"reserved stock of {sku}", reserved, int(due), "its orders")
        for sku, reserved, due in session.execute(query)
    ]
