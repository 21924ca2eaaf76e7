"""Letters about an order, with the figures that all of them share."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sqlalchemy import BigInteger, bindparam, cast, func, select
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Organisation
from marketplace.db.listing import AnySelect
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.events import Event
from marketplace.kernel.labels import Label
from marketplace.kernel.letters import Format, Letter, moment, page, rupiah
from marketplace.notices.kinds.base import on
from marketplace.notices.telling import tell
from marketplace.ordering.models.orders import Order, OrderLine

PARTNER, MAKER = aliased(Organisation), aliased(Organisation)
TOTAL = func.sum(OrderLine.quantity * OrderLine.unit_price)
ABOUT: AnySelect = (
    select(
        Order.number,
        Order.public_id,
        Order.partner_id,
        Order.producer_id,
        Order.answer_by,
        PARTNER.name.label("partner"),
        MAKER.name.label("maker"),
        select(cast(TOTAL, BigInteger))
        .where(OrderLine.order_id == Order.id)
        .scalar_subquery()
        .label("total"),
    )
    .join(PARTNER, PARTNER.id == Order.partner_id)
    .join(MAKER, MAKER.id == Order.producer_id)
    .where(Order.id == bindparam("order"))
)


def order_letter(name: str, subject: Label, body: Label, **formats: Format) -> Letter:
    """Says what it likes of an order's number, partner, maker, total, deadline and link, and of the event's fields."""
    return Letter(name, subject, body, total=rupiah, deadline=moment, link=page, **formats)


def write_about_order(
    event: type[Event], letter: Letter, *, to: Sequence[str], when: Callable[[Any], bool] = lambda _: True
) -> None:
    """The letter goes to the owners of these sides, partner or producer, but for the one that did it itself."""

    def write(uow: UnitOfWork, event: Any) -> None:
        if not when(event):
            return
        order = uow.session.execute(ABOUT, {"order": event.order_id}).one()
        about = vars(event) | order._asdict() | {"deadline": order.answer_by.isoformat()}
        for side in to:
            reader = about[f"{side}_id"]
            if reader != about.get("by"):
                link = f"/{side}/orders/{order.public_id}"
                tell(uow, letter, {reader: about | {"link": link}}, event)

    on(event)(write)
