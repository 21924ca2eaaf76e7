"""What waits for whom: the questions behind the tasks on each home page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.kernel.money import Rupiah
from marketplace.ordering.handover_list import HandoverList, HandoverRow
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order, OrderLine
from marketplace.ordering.queries import OrderList, OrderRow, of_order
from marketplace.ordering.states import SENT, HandoverState, OrderState


@dataclass(frozen=True)
class Waiting:
    """How many wait, the first of them, when it is due, and what all are worth."""

    count: int
    public_id: str | None
    name: str | None  # of the other side of the first
    due: datetime | None
    value: Rupiah


def unanswered_orders(session: Session, producer_id: ProducerId) -> Waiting:
    """What the maker has to confirm, the nearest deadline first."""
    wanted = OrderList(producer_id=producer_id, state=OrderState.PLACED, oldest=True)
    rows = [OrderRow(*values) for values in session.execute(wanted.select())]
    if not rows:
        return Waiting(0, None, None, None, Rupiah(0))
    first = rows[0]
    total = Rupiah(sum(row.total for row in rows))
    return Waiting(len(rows), first.public_id, f"{first.partner}, {first.outlet}", first.answer_by, total)


def undelivered_orders(session: Session, producer_id: ProducerId) -> Sequence[OrderRow]:
    """Confirmed orders of which something is neither accepted nor on its way, oldest first."""
    wanted = OrderList(producer_id=producer_id, state=OrderState.CONFIRMED, oldest=True).select()
    underway = (
        select(func.coalesce(func.sum(HandoverLine.brought), 0))
        .join(Handover, Handover.id == HandoverLine.handover_id)
        .where(
            Handover.order_id == Order.id,
            Handover.state.in_((HandoverState.SENT, HandoverState.CONTESTED)),
        )
        .correlate(Order)
        .scalar_subquery()
    )
    left = of_order(func.sum(OrderLine.quantity - OrderLine.accepted))
    return [OrderRow(*values) for values in session.execute(wanted.where(left > underway))]


def handovers_to_receive(session: Session, partner_id: PartnerId) -> Sequence[HandoverRow]:
    """What the shop has to agree to, the nearest deadline first; its own returns wait for the maker."""
    return _to_answer(session, HandoverList(partner_id=partner_id, state=SENT, answerer=partner_id))


def returns_to_answer(session: Session, producer_id: ProducerId) -> Sequence[HandoverRow]:
    """What shops sent back and the maker has to agree to, the nearest deadline first."""
    return _to_answer(session, HandoverList(producer_id=producer_id, state=SENT, answerer=producer_id))


def _to_answer(session: Session, wanted: HandoverList) -> Sequence[HandoverRow]:
    query = wanted.select().order_by(None).order_by(Handover.answer_by, Handover.id)
    return [HandoverRow(*values) for values in session.execute(query)]


def contested_handovers(
    session: Session, *, partner_id: PartnerId | None = None, producer_id: ProducerId | None = None
) -> Sequence[HandoverRow]:
    wanted = HandoverList(
        state=HandoverState.CONTESTED, partner_id=partner_id, producer_id=producer_id
    ).select()
    return [HandoverRow(*values) for values in session.execute(wanted)]
