"""A maker's record that becomes part of another has nothing under way; some handovers are billed once agreed."""

from __future__ import annotations

from sqlalchemy import func, select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.events import Reactions
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.ordering.events import HandoverAgreed
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.models.terms import Consigned
from marketplace.ordering.states import AGREED, CONFIRMED, PLACED, PROPOSED, Invoicing
from marketplace.producers.events import ProducersMerged


def under_way(uow: UnitOfWork, producer_id: ProducerId) -> int:
    """Orders and handovers of a maker that are not at their end, and items that lie somewhere on consignment."""
    orders = select(func.count()).where(
        Order.producer_id == producer_id, Order.state.in_((PLACED, PROPOSED, CONFIRMED))
    )
    handovers = select(func.count()).where(Handover.producer_id == producer_id, Handover.state != AGREED)
    lying = select(func.count()).where(Consigned.producer_id == producer_id, Consigned.balance > 0)
    return sum(uow.session.scalar(query) or 0 for query in (orders, handovers, lying))


def refuse_while_under_way(uow: UnitOfWork, event: ProducersMerged) -> None:
    count = under_way(uow, ProducerId(event.merged_id))
    if count:
        raise Refused(
            _l(
                "Catatan yang akan digabung masih punya %(count)d pesanan, kiriman atau barang titipan yang berjalan;"
                " selesaikan dahulu.",
                count=count,
            )
        )


def bill_each(uow: UnitOfWork, event: HandoverAgreed) -> None:
    """Where the terms it was sent under have each handover billed by itself, a job does it."""
    handover = uow.get(Handover, event.handover_id)
    if handover.invoicing is Invoicing.EACH and event.amount:
        uow.later(
            "issue_invoice",
            payee_id=handover.producer_id,
            payer_id=handover.partner_id,
            how=handover.invoicing.value,
        )


REACTIONS: Reactions = {ProducersMerged: [refuse_while_under_way], HandoverAgreed: [bill_each]}
