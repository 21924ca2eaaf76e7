"""A record that becomes part of another has nothing under way: its shops know it by its own name."""

from __future__ import annotations

from sqlalchemy import func, select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.events import Reactions
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.states import AGREED, CONFIRMED, PLACED
from marketplace.producers.events import ProducersMerged


def under_way(uow: UnitOfWork, producer_id: ProducerId) -> int:
    """Orders and handovers of a maker that are not at their end."""
    orders = select(func.count()).where(
        Order.producer_id == producer_id, Order.state.in_((PLACED, CONFIRMED))
    )
    handovers = select(func.count()).where(Handover.producer_id == producer_id, Handover.state != AGREED)
    return (uow.session.scalar(orders) or 0) + (uow.session.scalar(handovers) or 0)


def refuse_while_under_way(uow: UnitOfWork, event: ProducersMerged) -> None:
    count = under_way(uow, ProducerId(event.merged_id))
    if count:
        raise Refused(
            _l(
                "Catatan yang akan digabung masih punya %(count)d pesanan atau kiriman yang berjalan;"
                " selesaikan dahulu.",
                count=count,
            )
        )


REACTIONS: Reactions = {ProducersMerged: [refuse_while_under_way]}
