"""What waits for whom: the questions behind the tasks on each home page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.db.listing import by
from marketplace.kernel.ids import PartnerId, ProducerId
from marketplace.ordering.handover_list import HandoverList, HandoverRow
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.models.orders import Order, OrderLine
from marketplace.ordering.order_list import OrderList, OrderRow, of_order
from marketplace.ordering.states import CONFIRMED, CONTESTED, PLACED, PROPOSED, SENT

FEW = 100  # a home counts so far, and says "more than" beyond


@dataclass(frozen=True)
class WaitingSummary:
    """How many wait, and the one with the nearest deadline."""

    count: int
    first: OrderRow | None


def unanswered_orders(session: Session, producer_id: ProducerId) -> WaitingSummary:
    """What the maker has to answer."""
    return _waiting(session, OrderList(producer_id=producer_id, state=PLACED, by_answer=True, up=True))


def proposals_to_answer(session: Session, partner_id: PartnerId) -> WaitingSummary:
    """What makers offer instead of what the shop ordered."""
    return _waiting(session, OrderList(partner_id=partner_id, state=PROPOSED, by_answer=True, up=True))


def _waiting(session: Session, wanted: OrderList) -> WaitingSummary:
    count = wanted.count(session)
    return WaitingSummary(count, wanted.rows(session, limit=1)[0] if count else None)


def undelivered_orders(session: Session, producer_id: ProducerId, *, most: int = FEW) -> Sequence[OrderRow]:
    """Confirmed orders with something neither accepted nor on its way; up to `most`, the longest waiting first."""
    wanted = OrderList(producer_id=producer_id, state=CONFIRMED, by_answer=True, up=True)
    underway = (
        select(func.coalesce(func.sum(HandoverLine.brought), 0))
        .join(Handover, Handover.id == HandoverLine.handover_id)
        .where(Handover.order_id == Order.id, Handover.state.in_((SENT, CONTESTED)))
        .correlate(Order)
        .scalar_subquery()
    )
    left = of_order(func.sum(OrderLine.quantity - OrderLine.accepted))
    return wanted.rows(session, left > underway, limit=most)


def handovers_to_receive(session: Session, partner_id: PartnerId) -> Sequence[HandoverRow]:
    """What the shop has to agree to, the nearest deadline first; its own returns wait for the maker."""
    return _to_answer(session, HandoverList(partner_id=partner_id, state=SENT, answerer=partner_id))


def returns_to_answer(session: Session, producer_id: ProducerId) -> Sequence[HandoverRow]:
    """What shops sent back and the maker has to agree to, the nearest deadline first."""
    return _to_answer(session, HandoverList(producer_id=producer_id, state=SENT, answerer=producer_id))


def _to_answer(session: Session, wanted: HandoverList) -> Sequence[HandoverRow]:
    return wanted.rows(session, by=by(Handover.answer_by, Handover.id))


def contested_handovers(
    session: Session, *, partner_id: PartnerId | None = None, producer_id: ProducerId | None = None
) -> Sequence[HandoverRow]:
    return HandoverList(state=CONTESTED, partner_id=partner_id, producer_id=producer_id).rows(session)
