"""What shops ordered: confirmed with two taps, delivered with a note that is already filled in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.catalog.queries import photos_of
from marketplace.db.reading import page_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.ordering.handover_list import HandoverList, HandoverRow
from marketplace.ordering.models.orders import Order
from marketplace.ordering.queries import OrderList, OrderRow, parties_of, products_of, story_of
from marketplace.ordering.services.answering import cancel_order, confirm_order, write_off_rest
from marketplace.ordering.services.delivering import remaining
from marketplace.ordering.states import OrderState
from marketplace.ordering.waiting import unanswered_orders
from marketplace.web.access import PRODUCER, may
from marketplace.web.asked import state_asked
from marketplace.web.context import actor, page_number, reading, unit_of_work
from marketplace.web.forms import Form, LongText

bp = Blueprint("producer_orders", __name__)


class ReasonForm(Form):
    reason = LongText(_l("Alasan"), longest=300, rows=2)


@bp.get("/orders")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    state = state_asked(OrderState)
    mine = OrderList(producer_id=actor().organisation, state=state).select()
    orders = page_of(reading().session, mine, OrderRow, number=page_number())
    return render_template("producer/orders/index.html", orders=orders, state=state, states=OrderState)


@bp.get("/orders/<public_id>")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, ReasonForm(formdata=None))


@bp.post("/orders/<public_id>/confirm")
@may(PRODUCER)
def confirm(public_id: str) -> ResponseReturnValue:
    with unit_of_work() as uow:
        order = confirm_order(uow, mine(uow, public_id).id)
        flash(gettext("Pesanan %(number)s dikonfirmasi. Toko sudah diberi tahu.", number=order.number))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/orders/<public_id>/end")
@may(PRODUCER)
def end(public_id: str) -> ResponseReturnValue:
    """Call it off, or, once goods were handed over, write the rest off."""
    form = ReasonForm()
    if not form.validate():
        return _page(public_id, form), 422
    with unit_of_work() as uow:
        order = mine(uow, public_id)
        act = write_off_rest if request.form.get("act") == "rest" else cancel_order
        act(uow, order.id, reason=form.reason.data)
        flash(gettext("Pesanan %(number)s: %(state)s.", number=order.number, state=order.state.label))
    return redirect(url_for(".show", public_id=public_id))


def mine(uow: UnitOfWork, public_id: str) -> Order:
    """Raises NotFound for another maker's, also of the same press of a shop's button."""
    return uow.find(Order, public_id=public_id, producer_id=uow.actor.organisation)


def _page(public_id: str, form: ReasonForm) -> str:
    uow = reading()
    order = mine(uow, public_id)
    products = products_of(uow.session, order)
    handovers = HandoverList(producer_id=order.producer_id, order_id=order.id).select()
    return render_template(
        "producer/orders/show.html",
        order=order,
        form=form,
        parties=parties_of(uow.session, order),
        products=products,
        photos=photos_of(uow.session, products.values()),
        handovers=[HandoverRow(*values) for values in uow.session.execute(handovers)],
        left=sum(remaining(uow, order).values()),
        next_one=unanswered_orders(uow.session, order.producer_id),
        story=story_of(uow.session, order),
    )
