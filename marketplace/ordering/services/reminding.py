"""Whoever has to answer an order, a proposal or a handover is reminded one working day before it is too late.

A reminder is a row per deadline, which is also its record; no fact is told besides, because nothing changes.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import datetime
from itertools import repeat
from typing import NamedTuple

from sqlalchemy import ColumnElement, String, case, cast, exists, literal, select, union_all
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Organisation
from marketplace.accounts.recipients import write_to_owners
from marketplace.db.bulk import insert_columns
from marketplace.db.reading import Listing
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import end_of
from marketplace.kernel.ids import OrganisationId
from marketplace.ordering.letters import TO_ANSWER_MANY, TO_ANSWER_ONE
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.models.papers import TradeReminder
from marketplace.ordering.states import PLACED, PROPOSED, SENT
from marketplace.places.calendar import workdays_after

SLICE = 2_000


class Due(NamedTuple):
    subject: str  # order, handover
    subject_id: int
    state: str  # placed, proposed, sent
    step: str  # the state and its deadline: another deadline is another reminder
    answerer_id: OrganisationId
    side: str  # producer, partner
    number: str
    public_id: str
    answer_by: datetime
    other: str

    @property
    def figures(self) -> dict[str, str]:
        link = f"/{self.side}/{self.subject}s/{self.public_id}"
        said = {"state": self.state, "number": self.number, "other": self.other}
        return said | {"deadline": self.answer_by.isoformat(), "link": link}


def remind_of_trade(uow: UnitOfWork) -> int:
    """Write to the owners of whoever must answer; returns how many answers were asked for, `SLICE` if there are more.

    Each deadline once, while it has not passed; an answer in the meantime is the end of it. Doing it twice finds
    everybody reminded.
    """
    found = _due(uow)
    insert_columns(
        uow.session,
        TradeReminder,
        {
            "subject": [one.subject for one in found],
            "subject_id": [one.subject_id for one in found],
            "step": [one.step for one in found],
            "told_at": repeat(uow.now),
        },
    )
    waiting: dict[OrganisationId, list[dict[str, str]]] = defaultdict(list)
    for one in found:
        waiting[one.answerer_id].append(one.figures)
    for there, due in waiting.items():
        letter = TO_ANSWER_ONE if len(due) == 1 else TO_ANSWER_MANY
        write_to_owners(uow, letter, {there: {"number": due[0]["number"], "count": len(due), "due": due}})
    return len(found)


def _due(uow: UnitOfWork) -> Sequence[Due]:
    """What has to be answered by the end of the next working day, the nearest deadline first."""
    until = end_of(workdays_after(uow.session, uow.today, 1))
    asked = union_all(_orders(uow, until), _handovers(uow, until)).subquery()
    query = select(asked).order_by(asked.c.answer_by, asked.c.subject, asked.c.subject_id).limit(SLICE)
    return [Due(*row) for row in uow.session.execute(query)]


def _orders(uow: UnitOfWork, until: datetime) -> Listing:
    other = aliased(Organisation)
    proposed = Order.state == PROPOSED
    query: Listing = (
        select(
            literal("order").label("subject"),
            Order.id.label("subject_id"),
            cast(Order.state, String).label("state"),
            _step(Order).label("step"),
            case((proposed, Order.partner_id), else_=Order.producer_id).label("answerer"),
            case((proposed, "partner"), else_="producer").label("side"),
            Order.number.label("number"),
            Order.public_id.label("public_id"),
            Order.answer_by.label("answer_by"),
            other.name.label("other"),
        )
        .join(other, other.id == case((proposed, Order.producer_id), else_=Order.partner_id))
        .where(Order.state.in_((PLACED, PROPOSED)), Order.answer_by > uow.now, Order.answer_by <= until)
    )
    return query.where(~_told("order", Order))


def _handovers(uow: UnitOfWork, until: datetime) -> Listing:
    other = aliased(Organisation)
    by_maker = Handover.issuer_id == Handover.producer_id
    query: Listing = (
        select(
            literal("handover").label("subject"),
            Handover.id.label("subject_id"),
            cast(Handover.state, String).label("state"),
            _step(Handover).label("step"),
            case((by_maker, Handover.partner_id), else_=Handover.producer_id).label("answerer"),
            case((by_maker, "partner"), else_="producer").label("side"),
            Handover.number.label("number"),
            Handover.public_id.label("public_id"),
            Handover.answer_by.label("answer_by"),
            other.name.label("other"),
        )
        .join(other, other.id == Handover.issuer_id)
        .where(Handover.state == SENT, Handover.answer_by > uow.now, Handover.answer_by <= until)
    )
    return query.where(~_told("handover", Handover))


def _step(of: type[Order] | type[Handover]) -> ColumnElement[str]:
    return cast(of.state, String) + " " + cast(of.answer_by, String)


def _told(subject: str, of: type[Order] | type[Handover]) -> ColumnElement[bool]:
    return exists().where(
        TradeReminder.subject == subject, TradeReminder.subject_id == of.id, TradeReminder.step == _step(of)
    )
