"""What shops ordered: answered with two taps, then delivered with a note that is already filled in."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import ProducerId
from marketplace.ordering.handover_list import HandoverList, HandoverRow
from marketplace.ordering.models.orders import Order
from marketplace.ordering.order_list import trade_of
from marketplace.ordering.queries import parties_of, proposals_of, readers_of
from marketplace.ordering.services.answering import (
    cancel_order,
    confirm_order,
    decline_order,
    write_off_rest,
)
from marketplace.ordering.services.delivering import remaining
from marketplace.ordering.states import Ending, OrderState
from marketplace.ordering.stories import story_of
from marketplace.ordering.waiting import unanswered_orders
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import reading, transact
from marketplace.web.language import translate
from marketplace.web.order_forms import ConfirmForm, DeclineForm, ReasonForm
from marketplace.web.order_lists import exported, narrowed, orders_asked, place_asked

bp = Blueprint("producer_orders", __name__)


@bp.get("/orders")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    uow = reading()
    wanted = orders_asked(uow, producer_id=uow.actor.organisation)
    return render_template(
        "producer/orders/index.html",
        orders=wanted.page(uow.session, place_asked()),
        asked=wanted,
        narrowed=narrowed(),
        states=OrderState,
        endings=Ending,
    )


@bp.get("/orders/export")
@may(PRODUCER)
def export() -> ResponseReturnValue:
    uow = reading()
    return exported(uow, orders_asked(uow, producer_id=uow.actor.organisation), other="partner")


@bp.get("/orders/<public_id>")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.post("/orders/<public_id>/confirm")
@may(PRODUCER)
def confirm(public_id: str) -> ResponseReturnValue:
    form = ConfirmForm()
    if not form.validate():
        return _page(public_id, confirm=form), 422
    promised_on = form.promised_on.data
    order = transact(lambda uow: confirm_order(uow, mine(uow, public_id).id, promised_on=promised_on))
    flash(gettext("Pesanan %(number)s dikonfirmasi. Toko sudah diberi tahu.", number=order.number))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/orders/<public_id>/decline")
@may(PRODUCER)
def decline(public_id: str) -> ResponseReturnValue:
    form = DeclineForm()
    if not form.validate():
        return _page(public_id, decline=form), 422
    order = transact(lambda uow: decline_order(uow, mine(uow, public_id).id, reason=form.said))
    flash(gettext("Pesanan %(number)s ditolak. Toko membaca alasan Anda.", number=order.number))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/orders/<public_id>/end")
@may(PRODUCER)
def end(public_id: str) -> ResponseReturnValue:
    """Call it off, or, once goods were handed over, write the rest off."""
    form = ReasonForm()
    act = write_off_rest if request.form.get("act") == "rest" else cancel_order
    order = form.made(lambda uow: act(uow, mine(uow, public_id).id, reason=form.reason.data))
    if order is None:
        return _page(public_id, end=form), 422
    state = translate(order.state.label)
    flash(gettext("Pesanan %(number)s: %(state)s.", number=order.number, state=state))
    return redirect(url_for(".show", public_id=public_id))


def mine(uow: UnitOfWork, public_id: str) -> Order:
    """Raises NotFound for another maker's, also of the same press of a shop's button."""
    return uow.find(Order, public_id=public_id, producer_id=uow.actor.organisation)


def _page(public_id: str, **filled: Any) -> str:
    uow = reading()
    order = uow.find(Order, public_id=public_id)
    if readers_of(uow.session, order).producer_id != uow.actor.organisation:
        raise NotFound(f"order {public_id} of another maker")
    handovers = HandoverList(
        producer_id=order.producer_id, order_id=order.id, reader=order.producer_id
    ).select()
    forms = {
        "confirm": ConfirmForm(formdata=None),
        "decline": DeclineForm(formdata=None),
        "end": ReasonForm(formdata=None),
    }
    return render_template(
        "producer/orders/show.html",
        order=order,
        **forms | filled,
        parties=parties_of(uow.session, order),
        trade=trade_of(uow.session, order),
        proposals=proposals_of(uow.session, order),
        handovers=[HandoverRow(*values) for values in uow.session.execute(handovers)],
        left=sum(remaining(uow, order).values()),
        next_one=unanswered_orders(uow.session, ProducerId(uow.actor.organisation)).first,
        story=story_of(uow.session, order),
    )
