"""The maker's side of a handover: what is brought, and that it is on its way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from sqlalchemy import delete, func, select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import end_of
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import HandoverId, OrderId
from marketplace.kernel.labels import _l
from marketplace.ordering import policies, states
from marketplace.ordering.events import HandoverPrepared, HandoverSent
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order, OrderLine
from marketplace.ordering.services.numbering import take_number, write_down
from marketplace.ordering.states import CONFIRMED, CONTESTED, PREPARED, SENT, PaperKind
from marketplace.places.calendar import workdays_after

AGREE_WITHIN = 3  # working days


def prepare_handover(
    uow: UnitOfWork,
    order_id: OrderId,
    *,
    brought: Mapping[int, int] | None = None,
    best_before: Mapping[int, date] | None = None,
) -> Handover:
    """Write the delivery note of a confirmed order: units per order line, all that remains unless said otherwise.

    One that was prepared for the order and not sent yet is written anew. Refused for more than remains of a line,
    and for nothing at all.
    """
    order = uow.get(Order, order_id, lock=True)
    uow.demand(policies.DELIVER, order)
    _check_confirmed(order)
    left = remaining(uow, order)
    wanted = left if brought is None else {line_id: brought.get(line_id, 0) for line_id in left}
    _check_within(order, wanted, left)
    handover = _cleared(uow, order) or _new(uow, order)
    handover.lines.extend(
        _line(line, wanted[line.id], (best_before or {}).get(line.id))
        for line in order.lines
        if wanted[line.id]
    )
    handover.prepared_by, handover.prepared_at = uow.actor.user_id, uow.now
    uow.emit(
        HandoverPrepared(
            handover_id=handover.id,
            order_id=order.id,
            number=handover.number,
            brought=sum(wanted.values()),
        )
    )
    return handover


def send_handover(uow: UnitOfWork, handover_id: HandoverId) -> Handover:
    """The goods are on their way; from now on the shop has so many working days to agree."""
    handover = uow.get(Handover, handover_id, lock=True)
    uow.demand(policies.DELIVER, handover)
    if handover.order_id is not None:
        _check_confirmed(uow.get(Order, handover.order_id, lock=True))
    handover.state = states.SEND(handover.state)
    handover.sent_at = uow.now
    handover.answer_by = end_of(workdays_after(uow.session, uow.today, AGREE_WITHIN))
    uow.emit(HandoverSent(handover_id=handover.id, order_id=handover.order_id, number=handover.number))
    return handover


def remaining(uow: UnitOfWork, order: Order) -> dict[int, int]:
    """Units per order line that are neither accepted nor on their way."""
    open_ones = (
        select(HandoverLine.order_line_id, func.sum(HandoverLine.brought))
        .join(Handover, Handover.id == HandoverLine.handover_id)
        .where(Handover.order_id == order.id, Handover.state.in_((SENT, CONTESTED)))
        .group_by(HandoverLine.order_line_id)
    )
    underway = {row[0]: row[1] for row in uow.session.execute(open_ones)}
    return {line.id: line.quantity - line.accepted - underway.get(line.id, 0) for line in order.lines}


def _check_confirmed(order: Order) -> None:
    if order.state is not CONFIRMED:
        raise Refused(
            _l(
                "Pesanan berstatus “%(state)s”; hanya yang dikonfirmasi dapat dikirim.",
                state=order.state.label,
            )
        )


def _cleared(uow: UnitOfWork, order: Order) -> Handover | None:
    """The order's note that was prepared and not sent, without its lines."""
    handover = uow.session.scalar(select(Handover).filter_by(order_id=order.id, state=PREPARED))
    if handover is not None:
        uow.session.execute(delete(HandoverLine).where(HandoverLine.handover_id == handover.id))
        uow.session.expire(handover, ["lines"])
    return handover


def _new(uow: UnitOfWork, order: Order) -> Handover:
    taken = take_number(uow, PaperKind.DELIVERY, order.producer_id)
    handover = uow.add(
        Handover(
            number=taken.number,
            order_id=order.id,
            producer_id=order.producer_id,
            issuer_id=order.producer_id,
            partner_id=order.partner_id,
            outlet_id=order.outlet_id,
            prepared_by=uow.actor.user_id,
            prepared_at=uow.now,
        )
    )
    write_down(uow, taken, handover_id=handover.id)
    return handover


def _line(line: OrderLine, brought: int, best_before: date | None) -> HandoverLine:
    return HandoverLine(
        order_line_id=line.id,
        variant_id=line.variant_id,
        name=line.name,
        unit=line.unit,
        unit_price=line.unit_price,
        brought=brought,
        best_before=best_before,
    )


def _check_within(order: Order, wanted: Mapping[int, int], left: Mapping[int, int]) -> None:
    for line in order.lines:
        if not 0 <= wanted[line.id] <= left[line.id]:
            raise Refused(
                _l("%(name)s: sisa pesanan %(left)s; kurangi jumlahnya.", name=line.name, left=left[line.id]),
                field=f"brought_{line.id}",
            )
    if not any(wanted.values()):
        raise Refused(_l("Isi jumlah sekurangnya satu barang."))
