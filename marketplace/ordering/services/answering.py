"""What becomes of an order before and after its goods: confirmed, declined, called off, or its rest written off."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, select

from marketplace.db.uow import UnitOfWork
from marketplace.inventory import services as inventory
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrderId, OrganisationId
from marketplace.kernel.labels import _l
from marketplace.ordering import policies, states
from marketplace.ordering.events import OrderCancelled, OrderClosed, OrderConfirmed, OrderDeclined
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order, OrderProposal
from marketplace.ordering.states import AGREED, CONTESTED, PLACED, PROPOSED, SENT, Ending

WAITING = (PLACED, PROPOSED)


def confirm_order(uow: UnitOfWork, order_id: OrderId, *, promised_on: date | None = None) -> Order:
    """The maker will deliver it, on that day if it names one."""
    order = uow.get(Order, order_id, lock=True)
    uow.demand(policies.CONFIRM, order)
    check_promise(uow, promised_on)
    order.state = states.CONFIRM(order.state)
    order.confirmed_at, order.promised_on = uow.now, promised_on
    uow.emit(OrderConfirmed(order_id=order.id, promised_on=promised_on.isoformat() if promised_on else None))
    return order


def decline_order(uow: UnitOfWork, order_id: OrderId, *, reason: str) -> Order:
    """The maker cannot deliver it; the stock it held is free again."""
    order = uow.get(Order, order_id, lock=True)
    uow.demand(policies.CONFIRM, order)
    if not reason.strip():
        raise Refused(_l("Tulis mengapa Anda tidak bisa memenuhinya; toko membacanya."), field="reason")
    order.state = states.DECLINE(order.state)
    _call_off(uow, order, Ending.DECLINED, reason.strip())
    uow.emit(OrderDeclined(order_id=order.id, by=order.producer_id, reason=reason.strip()))
    return order


def cancel_order(uow: UnitOfWork, order_id: OrderId, *, reason: str) -> Order:
    """Call it off before any goods are on their way; the stock it held is free again."""
    order = uow.get(Order, order_id, lock=True)
    uow.demand(policies.CALL_OFF, order)
    if not reason.strip():
        raise Refused(_l("Tulis alasan pembatalan; pihak lain membacanya."), field="reason")
    if _has_handover(uow, order, SENT, CONTESTED, AGREED):
        raise Refused(_l("Barang pesanan ini sudah dikirim; selesaikan lewat serah terima."))
    ending = _ending_by(order, uow.actor.at)
    order.state = states.CANCEL(order.state)
    _call_off(uow, order, ending, reason.strip())
    uow.emit(
        OrderCancelled(order_id=order.id, by=order.cancelled_by, how=ending.value, reason=reason.strip())
    )
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


def late_orders(uow: UnitOfWork, *, after: int = 0, most: int) -> Sequence[OrderId]:
    """The ids behind `after`, up to so many, of what nobody has answered in time."""
    late = select(Order.id).where(Order.id > after, Order.state.in_(WAITING), Order.answer_by < uow.now)
    return uow.session.scalars(late.order_by(Order.id).limit(most)).all()


def cancel_unanswered(uow: UnitOfWork, order_id: OrderId) -> bool:
    """Call it off if nobody has answered it in time, saying who did not; whether it was so.

    Doing it twice finds it cancelled the second time.
    """
    order = uow.get(Order, order_id, lock=True)
    uow.demand(policies.CALL_OFF, order)
    if order.state not in WAITING or order.answer_by >= uow.now:
        return False
    ending = Ending.MAKER_SILENT if order.state is PLACED else Ending.SHOP_SILENT
    order.state = states.CANCEL(order.state)
    _call_off(uow, order, ending)
    uow.emit(OrderCancelled(order_id=order.id, by=None, how=ending.value))
    return True


def check_promise(uow: UnitOfWork, day: date | None) -> None:
    """A step of other acts: nobody brings anything on a day that is past."""
    if day is not None and day < uow.today:
        raise Refused(
            _l("Hari barang dibawa sudah lewat; pilih hari ini atau sesudahnya."), field="promised_on"
        )


def open_proposal(uow: UnitOfWork, order: Order) -> OrderProposal | None:
    """What the maker proposed and nobody has answered yet."""
    return uow.session.scalar(select(OrderProposal).filter_by(order_id=order.id, answered_at=None))


def answer_proposal(uow: UnitOfWork, proposal: OrderProposal, *, accepted: bool) -> None:
    proposal.accepted, proposal.answered_at = accepted, uow.now
    proposal.answered_by = uow.actor.user_id
    uow.session.flush()


def _ending_by(order: Order, at: OrganisationId | None) -> Ending:
    """A maker that had confirmed an order calls it off; before that it declines it."""
    if at == order.partner_id:
        return Ending.BY_SHOP
    if at != order.producer_id:
        return Ending.BY_OFFICE
    return Ending.DECLINED if order.confirmed_at is None else Ending.BY_MAKER


def _call_off(uow: UnitOfWork, order: Order, ending: Ending, reason: str | None = None) -> None:
    if (proposal := open_proposal(uow, order)) is not None:
        answer_proposal(uow, proposal, accepted=False)
    order.ending, order.cancelled_because = ending, reason
    order.cancelled_by = uow.actor.at or None
    _free(uow, order)


def _has_handover(uow: UnitOfWork, order: Order, *states_: states.HandoverState) -> bool:
    query = select(exists().where(Handover.order_id == order.id, Handover.state.in_(states_)))
    return bool(uow.session.scalar(query))


def _free(uow: UnitOfWork, order: Order) -> None:
    for line in sorted(order.lines, key=lambda line: line.variant_id):
        inventory.release(uow, line.variant_id, line.reserved)
        line.reserved = 0
