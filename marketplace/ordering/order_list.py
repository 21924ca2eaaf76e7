"""Orders as lists show them: however many there are, a page costs what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation
from marketplace.db import keyset
from marketplace.db.keyset import Asked, Stretch
from marketplace.db.numbering import spelled
from marketplace.db.reading import Listing
from marketplace.kernel.clock import close_of
from marketplace.kernel.ids import OrderId, OutletId, PartnerId, ProducerId
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order, OrderLine
from marketplace.ordering.models.terms import TradeTerm
from marketplace.ordering.states import PREPARED, Ending, OrderState, PaperKind, TradeModel
from marketplace.ordering.terms import DEFAULT_TERM
from marketplace.partners.models import Outlet

SIZE = 25
YEARS = 10
NUMBER = re.compile(r"(?P<sequence>\d{1,7})(?:/(?P<rest>[A-Z0-9/]*))?", re.ASCII)
FIRST = Asked()


@dataclass(frozen=True)
class OrderRow:
    id: OrderId
    public_id: str
    number: str
    partner: str
    outlet: str
    maker: str
    state: OrderState
    placed_at: datetime
    answer_by: datetime
    needed_on: date | None
    promised_on: date | None
    lines: int
    total: Rupiah
    ending: Ending | None
    trade: TradeModel

    @property
    def consigned(self) -> bool:
        """Whether nothing is owed for it until it sells."""
        return self.trade is TradeModel.CONSIGNMENT


@dataclass(frozen=True, kw_only=True)
class OrderList:
    """Orders of one side, newest first, narrowed by whatever is given.

    `name` is part of the other side's name. `by_answer` sorts by the deadline; `up` turns it round.
    """

    partner_id: PartnerId | None = None
    producer_id: ProducerId | None = None
    state: OrderState | None = None
    ending: Ending | None = None
    outlet_id: OutletId | None = None
    group_id: int | None = None
    numbers: Sequence[str] | None = None
    name: str = ""
    from_on: date | None = None
    until_on: date | None = None
    by_answer: bool = False
    up: bool = False

    @property
    def order(self) -> keyset.Order:
        return keyset.Order(Order.answer_by if self.by_answer else Order.placed_at, Order.id, not self.up)

    def wanted(self) -> Select[Any]:
        """Ids only."""
        query = select(Order.id)
        for column, value in (
            (Order.partner_id, self.partner_id),
            (Order.producer_id, self.producer_id),
            (Order.state, self.state),
            (Order.ending, self.ending),
            (Order.outlet_id, self.outlet_id),
            (Order.group_id, self.group_id),
        ):
            if value is not None:
                query = query.where(column == value)
        if self.from_on is not None:
            query = query.where(Order.placed_at >= close_of(self.from_on - timedelta(days=1)))
        if self.until_on is not None:
            query = query.where(Order.placed_at < close_of(self.until_on))
        if self.numbers is not None:
            query = query.where(Order.number.in_(self.numbers))
        return query.where(self._named()) if self.name else query

    def select(self) -> Listing:
        """All of them in their order, with names and sums."""
        return rows().where(Order.id.in_(self.wanted())).order_by(*self.order.by(back=False))

    def page(
        self, session: Session, asked: Asked = FIRST, *, size: int = SIZE, count: bool = True
    ) -> Stretch[OrderRow]:
        wanted, order = self.wanted(), self.order
        place = self._place(session, asked.name) if asked.name else None
        ids = keyset.page_of_ids(session, wanted, order, asked, place, size=size)
        found = {row.id: row for row in order_rows(session, ids.found)}
        total, beyond = keyset.counted(session, wanted) if count else (len(found), not ids.last)
        return Stretch([found[one] for one in ids.found], total, beyond, ids.first, ids.last)

    def _named(self) -> ColumnElement[bool]:
        other = Order.producer_id if self.partner_id is not None else Order.partner_id
        return other.in_(
            select(Organisation.id).where(Organisation.name.icontains(self.name, autoescape=True))
        )

    def _place(self, session: Session, public_id: str) -> tuple[Any, ...] | None:
        """Where a row stands, also one that is narrowed out by now; only among one's own."""
        query = select(*self.order.key).where(Order.public_id == public_id)
        if self.partner_id is not None:
            query = query.where(Order.partner_id == self.partner_id)
        if self.producer_id is not None:
            query = query.where(Order.producer_id == self.producer_id)
        found = session.execute(query).one_or_none()
        return tuple(found) if found else None


def traded() -> ColumnElement[TradeModel]:
    """Within a select over orders: bought or consigned, as what was sent of it went, or by the terms that hold."""
    sent = (
        select(Handover.trade)
        .where(Handover.order_id == Order.id, Handover.state != PREPARED)
        .order_by(Handover.id.desc())
    )
    terms = (
        select(TradeTerm.model)
        .where(TradeTerm.producer_id == Order.producer_id, TradeTerm.outlet_id == Order.outlet_id)
        .order_by(TradeTerm.id.desc())
    )
    first = (one.limit(1).correlate(Order).scalar_subquery() for one in (sent, terms))
    return func.coalesce(*first, literal(DEFAULT_TERM.model, TradeTerm.model.type))


def trade_of(session: Session, order: Order) -> TradeModel:
    return session.scalars(select(traded()).where(Order.id == order.id)).one()


def numbers_typed(text: str, today: date) -> Sequence[str] | None:
    """The numbers that somebody may mean who types 142, 0142/PO or all of 0142/PO/XI/2026; None for other words.

    Spelled out, so that they are found in an index; orders older than so many years are found by their day.
    """
    typed = NUMBER.fullmatch(text.strip().upper())
    if typed is None:
        return None
    months = (
        date(year, month, 1) for year in range(today.year - YEARS, today.year + 1) for month in range(1, 13)
    )
    every = [spelled(int(typed["sequence"]), PaperKind.ORDER.value, month) for month in months]
    return [number for number in every if number.partition("/")[2].startswith(typed["rest"] or "")]


def rows() -> Listing:
    buyer, maker = aliased(Organisation), aliased(Organisation)
    query: Listing = (
        select(
            Order.id,
            Order.public_id,
            Order.number,
            buyer.name,
            Outlet.name,
            maker.name,
            Order.state,
            Order.placed_at,
            Order.answer_by,
            Order.needed_on,
            Order.promised_on,
            of_order(func.count()),
            of_order(func.coalesce(func.sum(OrderLine.quantity * OrderLine.unit_price), 0)),
            Order.ending,
            traded(),
        )
        .join(buyer, buyer.id == Order.partner_id)
        .join(maker, maker.id == Order.producer_id)
        .join(Outlet, Outlet.id == Order.outlet_id)
    )
    return query


def order_rows(session: Session, ids: Any) -> Iterator[OrderRow]:
    for values in session.execute(rows().where(Order.id.in_(ids))):
        yield OrderRow(*values)


def of_order(figure: ColumnElement[int]) -> ColumnElement[int]:
    return select(figure).where(OrderLine.order_id == Order.id).correlate(Order).scalar_subquery()
