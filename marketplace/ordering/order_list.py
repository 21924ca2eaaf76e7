"""Orders as lists show them: however many there are, a page costs what it shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, func, literal, select
from sqlalchemy.orm import Session, aliased, join

from marketplace.accounts.models import Organisation
from marketplace.db.keyset import Sort
from marketplace.db.listing import MOST_COUNTED, Listing, Row, by, cell, col, contains, where
from marketplace.db.numbering import formatted
from marketplace.kernel.clock import close_of, end_of
from marketplace.kernel.ids import OutletId, PartnerId, ProducerId
from marketplace.kernel.labels import Label, _l
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order, OrderLine
from marketplace.ordering.models.terms import TradeTerm
from marketplace.ordering.states import PLACED, PREPARED, PROPOSED, Ending, OrderState, PaperKind, TradeModel
from marketplace.ordering.terms import DEFAULT_TERM
from marketplace.partners.models import Outlet
from marketplace.ports.sheets import Column

YEARS = 10
NUMBER = re.compile(r"(?P<sequence>\d{1,7})(?:/(?P<rest>[A-Z0-9/]*))?", re.ASCII)
Buyer, Maker = aliased(Organisation), aliased(Organisation)


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


def of_order(figure: ColumnElement[int]) -> ScalarSelect[Any]:
    return select(figure).where(OrderLine.order_id == Order.id).correlate(Order).scalar_subquery()


class OrderRow(Row):
    """A file of orders leaves out the side that it is for: `partner` or `maker`."""

    id = col(Order.id)
    public_id = col(Order.public_id)
    number = col(Order.number, Column(_l("Nomor"), width=20))
    partner = col(Buyer.name, Column(_l("Toko"), width=28))
    maker = col(Maker.name, Column(_l("Pembuat"), width=28))
    outlet = col(Outlet.name, Column(_l("Gerai"), width=24))
    placed_at = col(Order.placed_at, Column(_l("Dipesan"), "moment", width=18))
    state = col(Order.state)
    answer_by = col(Order.answer_by)
    ending = col(Order.ending)

    @cell(Column(_l("Keadaan"), width=24))
    def stands(self) -> Label:
        return (self.ending or self.state).label

    @cell(Column(_l("Jawab paling lambat"), "moment", width=18))
    def to_answer_by(self) -> datetime | None:
        return self.answer_by if self.state in (PLACED, PROPOSED) else None

    needed_on = col(Order.needed_on, Column(_l("Dibutuhkan"), "day", width=14))
    promised_on = col(Order.promised_on, Column(_l("Dibawa"), "day", width=14))
    lines = col(of_order(func.count()), Column(_l("Barang"), "number", width=10))
    trade = col(traded(), Column(_l("Cara dagang"), width=14))
    total = col(
        of_order(func.coalesce(func.sum(OrderLine.quantity * OrderLine.unit_price), 0)),
        Column(_l("Nilai"), "rupiah", width=16),
    )

    @property
    def consigned(self) -> bool:
        """Whether nothing is owed for it until it sells."""
        return self.trade is TradeModel.CONSIGNMENT


class OrderList(Listing[OrderRow]):
    """Orders of one side, newest first, narrowed by whatever is given.

    `name` is part of the other side's name. `by_answer` sorts by the deadline; `up` turns it round.
    """

    source = (
        join(Order, Buyer, Buyer.id == Order.partner_id)
        .join(Maker, Maker.id == Order.producer_id)
        .join(Outlet, Outlet.id == Order.outlet_id)
    )
    base = Order
    most_counted = MOST_COUNTED
    sheet = _l("Pesanan")
    too_many = _l("Lebih dari %(most)s pesanan; saring menurut tanggal, lalu unduh lagi.")

    partner_id: PartnerId | None = where(Order.partner_id, own=True)
    producer_id: ProducerId | None = where(Order.producer_id, own=True)
    state: OrderState | None = where(Order.state, arg="state")
    ending: Ending | None = where(Order.ending, arg="why")
    outlet_id: OutletId | None = where(Order.outlet_id)
    group_id: int | None = where(Order.group_id)
    numbers: Sequence[str] | None = where(Order.number.in_)
    name: str = ""
    from_on: date | None = where(lambda day: Order.placed_at >= end_of(day, hour=0), arg="from")
    until_on: date | None = where(lambda day: Order.placed_at < close_of(day), arg="until")
    by_answer: bool = False
    up: bool = False

    def order(self) -> Sort:
        return by(Order.answer_by if self.by_answer else Order.placed_at, Order.id, down=not self.up)

    def more(self) -> Iterator[ColumnElement[bool]]:
        if self.name:
            other = Order.producer_id if self.partner_id is not None else Order.partner_id
            yield other.in_(select(Organisation.id).where(contains(self.name, Organisation.name)))


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
    every = [formatted(int(typed["sequence"]), PaperKind.ORDER.value, month) for month in months]
    return [number for number in every if number.partition("/")[2].startswith(typed["rest"] or "")]
