"""Sums of orders, handovers, stock, ledger and dues that must agree; `flask doctor` asks them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from marketplace.billing.models import Due, DueKind
from marketplace.catalog.models import Variant
from marketplace.db.listing import AnySelect
from marketplace.db.numbering import NumberSeries
from marketplace.inventory.models import StockItem
from marketplace.kernel.ids import VariantId
from marketplace.kernel.reconciliation import Disagreement
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order, OrderLine
from marketplace.ordering.models.papers import Paper
from marketplace.ordering.models.terms import Consigned
from marketplace.ordering.states import AGREED, Side, TradeModel
from marketplace.partners.models import Outlet
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Source

CONSIGNED = Handover.trade == TradeModel.CONSIGNMENT
ACCEPTED = func.coalesce(HandoverLine.accepted, 0)
SOLD = func.coalesce(HandoverLine.sold, 0)
GONE = SOLD + HandoverLine.taken_back + HandoverLine.lost
LEFT_THE_SHELF = case((HandoverLine.lies < GONE, HandoverLine.lies), else_=GONE)
BOUGHT = case((CONSIGNED, SOLD), else_=ACCEPTED - HandoverLine.taken_back)  # units that the ledger counts
LOSS_ON = func.coalesce(HandoverLine.loss_on, Handover.loss_on)
OWED = BOUGHT + case((and_(CONSIGNED, LOSS_ON == Side.SHOP), HandoverLine.lost), else_=0)


def compare_ledger_with_handovers(session: Session) -> Sequence[Disagreement]:
    """What was accepted, sold or given back at its price is what the ledger holds of an agreed handover."""
    booked = (
        select(func.coalesce(func.sum(PurchaseLine.net), 0))
        .join(Purchase, Purchase.id == PurchaseLine.purchase_id)
        .where(Purchase.source == Source.HANDOVER, Purchase.source_ref == Handover.public_id)
        .scalar_subquery()
    )
    return [
        Disagreement(f"ledger of handover {number} ({code})", int(net), int(due), "its goods")
        for number, code, net, due in session.execute(_beside(booked, BOUGHT))
    ]


def compare_dues_with_handovers(session: Session) -> Sequence[Disagreement]:
    """What a shop owes for the goods of an agreed handover is what they come to."""
    goods = select(func.sum(Due.amount)).where(Due.handover_id == Handover.id, Due.kind == DueKind.GOODS)
    owed = func.coalesce(goods.scalar_subquery(), 0)
    return [
        Disagreement(f"due of handover {number} ({code})", int(amount), int(due), "its goods")
        for number, code, amount, due in session.execute(_beside(owed, OWED))
    ]


def _beside(stands: ColumnElement[Any], units: ColumnElement[Any]) -> AnySelect:
    """Handovers of which something else stands elsewhere than these units come to; nothing until it is agreed."""
    worth = select(func.sum(units * HandoverLine.unit_price)).where(HandoverLine.handover_id == Handover.id)
    due = case((Handover.state == AGREED, func.coalesce(worth.scalar_subquery(), 0)), else_=0)
    query: AnySelect = select(Handover.number, Handover.public_id, stands, due)
    return query.where(stands != due).order_by(Handover.id)


def compare_orders_with_handovers(session: Session) -> Sequence[Disagreement]:
    """What an order counts as accepted is what its agreed handovers brought."""
    brought = func.coalesce(func.sum(HandoverLine.accepted), 0)
    query: AnySelect = (
        select(Order.number, OrderLine.name, OrderLine.accepted, brought)
        .join(Order, Order.id == OrderLine.order_id)
        .outerjoin(HandoverLine, HandoverLine.order_line_id == OrderLine.id)
        .group_by(OrderLine.id, Order.number, OrderLine.name, OrderLine.accepted)
        .having(or_(brought != OrderLine.accepted, OrderLine.accepted > func.max(OrderLine.quantity)))
        .order_by(OrderLine.id)
    )
    return [
        Disagreement(f"order {number}, {name}", accepted, due or 0, "its handovers")
        for number, name, accepted, due in session.execute(query)
    ]


def compare_consigned_with_handovers(session: Session) -> Sequence[Disagreement]:
    """What lies at an outlet on consignment is what came there, less what was sold, taken back and lost."""
    left = func.sum(ACCEPTED - LEFT_THE_SHELF)
    moved = (
        select(Handover.producer_id, Handover.outlet_id, HandoverLine.variant_id, left.label("units"))
        .join(Handover, Handover.id == HandoverLine.handover_id)
        .where(CONSIGNED, Handover.state == AGREED)
        .group_by(Handover.producer_id, Handover.outlet_id, HandoverLine.variant_id)
        .subquery()
    )
    same = and_(
        moved.c.producer_id == Consigned.producer_id,
        moved.c.outlet_id == Consigned.outlet_id,
        moved.c.variant_id == Consigned.variant_id,
    )
    stands, due = func.coalesce(Consigned.balance, 0), func.coalesce(moved.c.units, 0)
    query: AnySelect = (
        select(Variant.sku, Outlet.name, stands, due)
        .select_from(Consigned)
        .join(moved, same, full=True)
        .join(Variant, Variant.id == func.coalesce(Consigned.variant_id, moved.c.variant_id))
        .join(Outlet, Outlet.id == func.coalesce(Consigned.outlet_id, moved.c.outlet_id))
        .where(or_(stands != due, due < 0))
        .order_by(Variant.id, Outlet.id)
    )
    return [
        Disagreement(f"consigned {sku} at {outlet}", balance, int(units), "its handovers")
        for sku, outlet, balance, units in session.execute(query)
    ]


def compare_reserved_with_orders(session: Session) -> Sequence[Disagreement]:
    """What counted stock holds back is what orders hold of it, and handovers that no order stands behind."""
    held = _held(OrderLine.variant_id, OrderLine.reserved) + _held(
        HandoverLine.variant_id, HandoverLine.reserved
    )
    query: AnySelect = (
        select(Variant.sku, StockItem.reserved, held)
        .join(StockItem, StockItem.variant_id == Variant.id)
        .where(held != StockItem.reserved)
        .order_by(Variant.id)
    )
    return [
        Disagreement(f"reserved stock of {sku}", reserved, int(due), "its orders and handovers")
        for sku, reserved, due in session.execute(query)
    ]


def _held(
    variant_id: InstrumentedAttribute[VariantId], reserved: InstrumentedAttribute[int]
) -> ColumnElement[Any]:
    held = select(func.coalesce(func.sum(reserved), 0)).where(variant_id == StockItem.variant_id)
    return held.correlate(StockItem).scalar_subquery()


def find_gaps_in_numbers(session: Session) -> Sequence[Disagreement]:
    """The numbers of an issuer, kind and year run from one to the last that was taken."""
    series = and_(
        Paper.issuer_id == NumberSeries.issuer_id,
        Paper.kind == NumberSeries.kind,
        Paper.year == NumberSeries.year,
    )
    written, highest = func.count(), func.max(Paper.sequence)
    last = func.max(func.coalesce(NumberSeries.last, 0))
    query: AnySelect = (
        select(Paper.issuer_id, Paper.kind, Paper.year, written, last)
        .outerjoin(NumberSeries, series)
        .group_by(Paper.issuer_id, Paper.kind, Paper.year)
        .having(or_(written != highest, highest != last))
        .order_by(Paper.issuer_id, Paper.kind, Paper.year)
    )
    return [
        Disagreement(f"papers {kind.value} of {issuer} in {year}", count, due, "the last number taken")
        for issuer, kind, year, count, due in session.execute(query)
    ]
