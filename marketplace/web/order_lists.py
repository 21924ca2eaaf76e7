"""What an address asks of a list of orders, for either side."""

from __future__ import annotations

from typing import Any

from flask import request

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OutletId
from marketplace.ordering.order_list import OrderList, numbers_typed
from marketplace.ordering.states import PLACED, PROPOSED, OrderState
from marketplace.web.lists import from_args
from marketplace.web.query_args import enum_arg, words_arg


def orders_from_args(uow: UnitOfWork, *, outlet_id: OutletId | None = None, **side: Any) -> OrderList:
    """Of this side, as narrowed and sorted in the address. What waits for an answer starts with what is due first."""
    sort, typed = request.args.get("sort", ""), words_arg()
    waits = enum_arg(OrderState) in (PLACED, PROPOSED)
    numbers = numbers_typed(typed, uow.today)
    return from_args(
        OrderList,
        **side,
        outlet_id=outlet_id,
        numbers=numbers,
        name=typed if numbers is None else "",
        by_answer=waits and sort.removeprefix("-") in ("", "answer"),
        up=(waits and not sort) or sort in ("placed", "answer"),
    )
