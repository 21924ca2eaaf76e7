"""What the shop ordered, and what became of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.catalog.queries import photos_of
from marketplace.db.reading import page_of
from marketplace.kernel.labels import _l
from marketplace.ordering.handover_list import HandoverList, HandoverRow
from marketplace.ordering.models.orders import Order
from marketplace.ordering.queries import OrderList, OrderRow, parties_of, products_of, story_of
from marketplace.ordering.services.answering import cancel_order, write_off_rest
from marketplace.ordering.states import OrderState
from marketplace.web.access import PARTNER, may
from marketplace.web.asked import state_asked
from marketplace.web.context import actor, page_number, reading, unit_of_work
from marketplace.web.forms import Form, LongText

bp = Blueprint("partner_orders", __name__)


class ReasonForm(Form):
    reason = LongText(_l("Alasan"), longest=300, rows=2)


@bp.get("/orders")
@may(PARTNER)
def index() -> ResponseReturnValue:
    state = state_asked(OrderState)
    mine = OrderList(partner_id=actor().organisation, state=state).select()
    orders = page_of(reading().session, mine, OrderRow, number=page_number())
    return render_template("partner/orders/index.html", orders=orders, state=state, states=OrderState)


@bp.get("/orders/<public_id>")
@may(PARTNER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, ReasonForm(formdata=None))


@bp.post("/orders/<public_id>/end")
@may(PARTNER)
def end(public_id: str) -> ResponseReturnValue:
    """Call it off, or, once goods were handed over, write the rest off."""
    form = ReasonForm()
    if not form.validate():
        return _page(public_id, form), 422
    with unit_of_work() as uow:
        order = uow.find(Order, public_id=public_id, partner_id=actor().organisation)
        act = write_off_rest if request.form.get("act") == "rest" else cancel_order
        act(uow, order.id, reason=form.reason.data)
        flash(gettext("Pesanan %(number)s: %(state)s.", number=order.number, state=order.state.label))
    return redirect(url_for(".show", public_id=public_id))


def _page(public_id: str, form: ReasonForm) -> str:
    uow = reading()
    order = uow.find(Order, public_id=public_id, partner_id=actor().organisation)
    products = products_of(uow.session, order)
    handovers = HandoverList(partner_id=order.partner_id, order_id=order.id, sent=True).select()
    return render_template(
        "partner/orders/show.html",
        order=order,
        form=form,
        parties=parties_of(uow.session, order),
        products=products,
        photos=photos_of(uow.session, products.values()),
        handovers=[HandoverRow(*values) for values in uow.session.execute(handovers)],
        story=story_of(uow.session, order, shown_to_shop=True),
    )
