"""Orders of either side: the list of them, one as it is read, and the way it is ended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import request
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.ordering.handover_list import HandoverList
from marketplace.ordering.models.orders import Order
from marketplace.ordering.order_list import OrderList, trade_of
from marketplace.ordering.queries import parties_of, proposals_of
from marketplace.ordering.services.answering import cancel_order, write_off_rest
from marketplace.ordering.services.delivering import remaining
from marketplace.ordering.states import Ending, OrderState
from marketplace.ordering.stories import story_of
from marketplace.ordering.waiting import unanswered_orders
from marketplace.partners.queries import OutletRow, outlets_of
from marketplace.web.contacts import other_side
from marketplace.web.context import actor, reading
from marketplace.web.lists import exported, is_filtered, page_of
from marketplace.web.order_forms import ConfirmForm, DeclineForm, ReasonForm
from marketplace.web.order_lists import orders_from_args
from marketplace.web.redirects import done
from marketplace.web.trade_pages.sides import MAKER, SHOP, Pages, TradeSide

PAGES = Pages("orders")


@PAGES.get("/orders")
def index(side: TradeSide) -> ResponseReturnValue:
    listing = _listing(side)
    return side.render(
        "trade/orders/index.html",
        orders=page_of(listing),
        filters=listing,
        filtered=is_filtered(OrderList, "outlet", "q"),
        states=OrderState,
        endings=Ending,
        outlets=_outlets(side),
    )


@PAGES.get("/orders/export")
def export(side: TradeSide) -> ResponseReturnValue:
    name = _l("pesanan-%(day)s", day=reading().today)
    return exported(_listing(side), name, without=["maker" if side is MAKER else "partner"])


@PAGES.get("/orders/<public_id>")
def show(side: TradeSide, public_id: str) -> ResponseReturnValue:
    return order_page(side, public_id)


@PAGES.post("/orders/<public_id>/end")
def end(side: TradeSide, public_id: str) -> ResponseReturnValue:
    """Call it off, or, once goods were handed over, write the rest off."""
    form = ReasonForm().shown_on(lambda form: order_page(side, public_id, end=form))
    act = write_off_rest if request.form.get("act") == "rest" else cancel_order
    order = form.submit(lambda uow: act(uow, own_order(side, uow, public_id).id, reason=form.reason.data))
    sentence = _l("Pesanan %(number)s: %(state)s.", number=order.number, state=order.state.label)
    return done(sentence, ".show", public_id=public_id)


def own_order(side: TradeSide, uow: UnitOfWork, public_id: str) -> Order:
    """To act on. Raises NotFound for others', also of the same press of a shop's button."""
    return uow.find(Order, public_id=public_id, **side.own())


def order_page(side: TradeSide, public_id: str, **forms: Any) -> str:
    """With forms that were refused instead of blank ones. Raises NotFound for others'."""
    uow = reading()
    order = side.find(uow, Order, public_id)
    reader = order.producer_id if side is MAKER else order.partner_id
    handovers = HandoverList(order_id=order.id, reader=reader)
    return side.render(
        f"{side.door}/orders/show.html",
        order=order,
        parties=parties_of(uow.session, order),
        trade=trade_of(uow.session, order),
        contact=other_side(
            side,
            order.producer_id,
            order.outlet_id,
            _l("pesanan %(number)s", number=order.number),
            "orders.show",
            told=("order", order.id),
            public_id=public_id,
        ),
        proposals=proposals_of(uow.session, order),
        handovers=handovers.rows(uow.session),
        story=story_of(uow.session, order, shown_to_shop=side is SHOP),
        **{"end": ReasonForm(formdata=None)} | (_to_answer(uow, order) if side is MAKER else {}) | forms,
    )


def _to_answer(uow: UnitOfWork, order: Order) -> dict[str, Any]:
    """What the maker's page has besides: forms of an answer, units that wait, and the order to answer next."""
    return {
        "confirm": ConfirmForm(formdata=None),
        "decline": DeclineForm(formdata=None),
        "left": sum(remaining(uow, order).values()),
        "next_one": unanswered_orders(uow.session, ProducerId(uow.actor.organisation)).first,
    }


def _listing(side: TradeSide) -> OrderList:
    """Raises nothing for an outlet that is not one's own: it asks for nothing."""
    known = {one.public_id: one.id for one in _outlets(side)}
    return orders_from_args(reading(), **side.own(), outlet_id=known.get(request.args.get("outlet", "")))


def _outlets(side: TradeSide) -> Sequence[OutletRow]:
    """Those that narrow a shop's list; a maker's is not narrowed by outlet."""
    return outlets_of(reading().session, actor().organisation) if side is SHOP else ()
