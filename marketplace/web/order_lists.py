"""What an address asks of a list of orders, for either side, and the same list as a spreadsheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from flask import Response, request

from marketplace.db.keyset import Asked
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OutletId
from marketplace.kernel.labels import _l
from marketplace.ordering.order_list import OrderList, OrderRow, numbers_typed
from marketplace.ordering.states import PLACED, PROPOSED, Ending, OrderState
from marketplace.ports.sheets import Cell, Column, Table
from marketplace.web.asked import state_asked
from marketplace.web.exporting import handed_out, kind_asked
from marketplace.web.words_asked import words_asked

MOST = 20_000  # lines of an export
NARROWING = ("state", "why", "outlet", "q", "from", "until")


def orders_asked(uow: UnitOfWork, *, outlet_id: OutletId | None = None, **side: Any) -> OrderList:
    """Of this side, as narrowed and sorted in the address. What waits for an answer starts with what is due first."""
    state, sort = state_asked(OrderState), request.args.get("sort", "")
    waits, typed = state in (PLACED, PROPOSED), text_asked()
    numbers = numbers_typed(typed, uow.today)
    return OrderList(
        **side,
        state=state,
        ending=state_asked(Ending, name="why"),
        outlet_id=outlet_id,
        numbers=numbers,
        name=typed if numbers is None else "",
        from_on=_day("from"),
        until_on=_day("until"),
        by_answer=waits and sort.removeprefix("-") in ("", "answer"),
        up=(waits and not sort) or sort in ("placed", "answer"),
    )


def text_asked() -> str:
    return words_asked()


def place_asked() -> Asked:
    args = request.args
    return Asked(args.get("after", ""), args.get("before", ""), bool(args.get("end")))


def narrowed() -> bool:
    return any(request.args.get(name) for name in NARROWING)


def exported(uow: UnitOfWork, wanted: OrderList, *, other: str) -> Response:
    """All of it, however many pages; `other` heads the column of the other side: maker or partner.

    Refused beyond so many lines.
    """
    found = uow.session.execute(wanted.select().limit(MOST + 1)).all()
    if len(found) > MOST:
        raise Refused(_l("Lebih dari %(most)s pesanan; saring menurut tanggal, lalu unduh lagi.", most=MOST))
    rows = [OrderRow(*values) for values in found]
    heads = {"maker": _l("Pembuat"), "partner": _l("Toko")}
    table = Table(
        _l("Pesanan"),
        (
            Column(_l("Nomor"), width=20),
            Column(heads[other], width=28),
            Column(_l("Gerai"), width=24),
            Column(_l("Dipesan"), kind="moment", width=18),
            Column(_l("Keadaan"), width=24),
            Column(_l("Jawab paling lambat"), kind="moment", width=18),
            Column(_l("Dibutuhkan"), kind="day", width=14),
            Column(_l("Dibawa"), kind="day", width=14),
            Column(_l("Barang"), kind="number", width=10),
            Column(_l("Cara dagang"), width=14),
            Column(_l("Nilai"), kind="rupiah", width=16),
        ),
        [list(_cells(row, other)) for row in rows],
    )
    return handed_out(kind_asked(), _l("pesanan-%(day)s", day=uow.today), table)


def _cells(row: OrderRow, other: str) -> Iterator[Cell]:
    yield from (row.number, row.maker if other == "maker" else row.partner, row.outlet, row.placed_at)
    yield (row.ending or row.state).label
    yield row.answer_by if row.state in (PLACED, PROPOSED) else None
    yield from (row.needed_on, row.promised_on, row.lines)
    yield from (row.trade.label, row.total)


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
