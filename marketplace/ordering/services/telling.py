"""Letters between a shop and a maker about an order: to the owners of the side that did not act, with the next step."""

from __future__ import annotations

from sqlalchemy import bindparam, func, select
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Organisation
from marketplace.accounts.recipients import write_to_owners
from marketplace.db.prepared import perform
from marketplace.db.reading import Listing
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.letters import Letter
from marketplace.ordering import letters
from marketplace.ordering.events import (
    OrderCancelled,
    OrderConfirmed,
    OrderDeclined,
    OrderPlaced,
    OrderProposalAccepted,
    OrderProposed,
)
from marketplace.ordering.models.orders import Order, OrderLine
from marketplace.ordering.states import Ending

BUYER, MAKER = aliased(Organisation), aliased(Organisation)
ABOUT: Listing = (
    select(
        Order.number,
        Order.public_id,
        Order.partner_id,
        Order.producer_id,
        Order.answer_by,
        BUYER.name.label("partner"),
        MAKER.name.label("maker"),
        select(func.sum(OrderLine.quantity * OrderLine.unit_price))
        .where(OrderLine.order_id == Order.id)
        .scalar_subquery()
        .label("total"),
    )
    .join(BUYER, BUYER.id == Order.partner_id)
    .join(MAKER, MAKER.id == Order.producer_id)
    .where(Order.id == bindparam("order"))
)


def tell_of_order(uow: UnitOfWork, event: OrderPlaced) -> None:
    _tell(uow, event.order_id, "producer", letters.PLACED)


def tell_of_confirmation(uow: UnitOfWork, event: OrderConfirmed) -> None:
    _tell(uow, event.order_id, "partner", letters.CONFIRMED)


def tell_of_proposal(uow: UnitOfWork, event: OrderProposed) -> None:
    _tell(uow, event.order_id, "partner", letters.PROPOSED)


def tell_of_acceptance(uow: UnitOfWork, event: OrderProposalAccepted) -> None:
    _tell(uow, event.order_id, "producer", letters.ACCEPTED)


def tell_of_refusal(uow: UnitOfWork, event: OrderDeclined) -> None:
    _tell(uow, event.order_id, "partner", letters.DECLINED, reason=event.reason)


def tell_of_end(uow: UnitOfWork, event: OrderCancelled) -> None:
    """The other side; both, where nobody answered or an official called it off."""
    order = uow.get(Order, event.order_id)
    letter = letters.LAPSED if Ending(event.how).silent else letters.CANCELLED
    for side, organisation in (("partner", order.partner_id), ("producer", order.producer_id)):
        if event.by != organisation:
            _tell(uow, event.order_id, side, letter, how=event.how, reason=event.reason)


def _tell(uow: UnitOfWork, order_id: int, side: str, letter: Letter, **more: str) -> None:
    order = perform(uow.session, ABOUT, order=order_id).one()
    about = {
        "number": order.number,
        "partner": order.partner,
        "maker": order.maker,
        "total": int(order.total),
        "deadline": order.answer_by.isoformat(),
        "link": f"/{side}/orders/{order.public_id}",
    }
    reader = order.producer_id if side == "producer" else order.partner_id
    write_to_owners(uow, letter, {reader: about | more})
