"""What becomes of an order before and after its goods: confirmed, called off, or its rest written off."""

from __future__ import annotations

from sqlalchemy import exists, select

from marketplace.db.uow import UnitOfWork
from marketplace.inventory import services as inventory
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrderId
from marketplace.kernel.labels import _l
from marketplace.ordering import policies, states
from marketplace.ordering.events import OrderCancelled, OrderClosed, OrderConfirmed
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.states import AGREED, CONTESTED, PLACED, SENT


def confirm_order(uow: UnitOfWork, order_id: OrderId) -> Order:
    """The maker will deliver it."""
    order = uow.get(Order, order_id, lock=True)
    uow.demand(policies.CONFIRM, order)
    order.state = states.CONFIRM(order.state)
    order.confirmed_at = uow.now
    uow.emit(OrderConfirmed(order_id=order.id))
    return order


def cancel_order(uow: UnitOfWork, order_id: OrderId, *, reason: str) -> Order:
    """Call it off before any goods are on their way; the stock it held is free again."""
    order = uow.get(Order, order_id, lock=True)
    uow.demand(policies.CALL_OFF, order)
    if not reason.strip():
        raise Refused(_l("Tulis alasan pembatalan; pihak lain membacanya."), field="reason")
    if _has_handover(uow, order, SENT, CONTESTED, AGREED):
        raise Refused(_l("Barang pesanan ini sudah dikirim; selesaikan lewat serah terima."))
    order.state = states.CANCEL(order.state)
    order.cancelled_because = reason.strip()
    _free(uow, order)
    uow.emit(OrderCancelled(order_id=order.id, by=uow.actor.at or None, reason=order.cancelled_because))
    return order


def write_off_rest(uow: UnitOfWork, order_id: OrderId, *, reason: str) -> Order:
    """Close an order of which not everything was delivered. Refused while a handover is open, or none was agreed."""
    order = uow.get(Order, order_id, lock=True)
    uow.demand(policies.CALL_OFF, order)
    if not reason.strip():
        raise Refused(_l("Tulis alasan sisanya tidak dikirim lagi."), field="reason")
    if _has_handover(uow, order, SENT, CONTESTED):
        raise Refused(_l("Masih ada serah terima yang belum disepakati."))
    if not _has_handover(uow, order, AGREED):
        raise Refused(_l("Belum ada barang yang diserahkan; batalkan pesanannya."))
    close_order(uow, order, reason=reason.strip())
    return order


def close_order(uow: UnitOfWork, order: Order, *, reason: str = "") -> None:
    """A step of other acts: nothing more will be delivered, and what is still held is free."""
    order.state = states.CLOSE(order.state)
    _free(uow, order)
    rest = sum(line.quantity - line.accepted for line in order.lines)
    uow.emit(OrderClosed(order_id=order.id, written_off=rest, reason=reason))


def cancel_unanswered(uow: UnitOfWork) -> int:
    """Call off what no maker has answered in time; returns how many. Doing it twice finds nothing the second time."""
    late = select(Order.id).where(Order.state == PLACED, Order.answer_by < uow.now).order_by(Order.id)
    found = uow.session.scalars(late).all()
    for order_id in found:
        cancel_order(uow, order_id, reason="Pembuat tidak menjawab sampai batas waktu.")
    return len(found)


def _has_handover(uow: UnitOfWork, order: Order, *states_: states.HandoverState) -> bool:
    query = select(exists().where(Handover.order_id == order.id, Handover.state.in_(states_)))
    return bool(uow.session.scalar(query))


def _free(uow: UnitOfWork, order: Order) -> None:
    for line in sorted(order.lines, key=lambda line: line.variant_id):
        inventory.release(uow, line.variant_id, line.reserved)
        line.reserved = 0
