"""What the shop ordered, what makers offer instead, and what became of it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.ordering.handover_list import HandoverList, HandoverRow
from marketplace.ordering.models.orders import Order, OrderGroup
from marketplace.ordering.order_list import OrderList, OrderRow, trade_of
from marketplace.ordering.queries import parties_of, proposals_of
from marketplace.ordering.services.answering import cancel_order, write_off_rest
from marketplace.ordering.services.proposing import accept_proposal
from marketplace.ordering.states import Ending, OrderState
from marketplace.ordering.stories import story_of
from marketplace.partners.queries import outlets_of
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading, transact
from marketplace.web.language import translate
from marketplace.web.order_forms import ReasonForm
from marketplace.web.order_lists import exported, narrowed, orders_asked, place_asked

bp = Blueprint("partner_orders", __name__)


@bp.get("/orders")
@may(PARTNER)
def index() -> ResponseReturnValue:
    uow = reading()
    wanted = _asked(uow)
    return render_template(
        "partner/orders/index.html",
        orders=wanted.page(uow.session, place_asked()),
        asked=wanted,
        narrowed=narrowed(),
        states=OrderState,
        endings=Ending,
        outlets=outlets_of(uow.session, uow.actor.organisation),
    )


@bp.get("/orders/export")
@may(PARTNER)
def export() -> ResponseReturnValue:
    uow = reading()
    return exported(uow, _asked(uow), other="maker")


@bp.get("/orders/groups/<public_id>")
@may(PARTNER)
def group(public_id: str) -> ResponseReturnValue:
    """What one press of the button sent: who answers by when."""
    uow = reading()
    sent = uow.find(OrderGroup, public_id=public_id, partner_id=actor().organisation)
    wanted = OrderList(partner_id=sent.partner_id, group_id=sent.id, up=True).select()
    orders = [OrderRow(*values) for values in uow.session.execute(wanted)]
    return render_template("partner/orders/group.html", group=sent, orders=orders)


@bp.get("/orders/<public_id>")
@may(PARTNER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, ReasonForm(formdata=None))


@bp.post("/orders/<public_id>/accept")
@may(PARTNER)
def accept(public_id: str) -> ResponseReturnValue:
    try:
        number = transact(lambda uow: accept_proposal(uow, _mine(uow, public_id).id).number)
    except Refused as error:
        form = ReasonForm(formdata=None)
        form.complain(error)
        return _page(public_id, form), 422
    flash(gettext("Usulan disetujui; pesanan %(number)s dikonfirmasi.", number=number))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/orders/<public_id>/end")
@may(PARTNER)
def end(public_id: str) -> ResponseReturnValue:
    """Call it off, or, once goods were handed over, write the rest off."""
    form = ReasonForm()
    if not form.validate():
        return _page(public_id, form), 422
    act = write_off_rest if request.form.get("act") == "rest" else cancel_order
    order = transact(lambda uow: act(uow, _mine(uow, public_id).id, reason=form.reason.data))
    state = translate(order.state.label)
    flash(gettext("Pesanan %(number)s: %(state)s.", number=order.number, state=state))
    return redirect(url_for(".show", public_id=public_id))


def _mine(uow: UnitOfWork, public_id: str) -> Order:
    return uow.find(Order, public_id=public_id, partner_id=uow.actor.organisation)


def _asked(uow: UnitOfWork) -> OrderList:
    """Raises nothing for an outlet that is not one's own: it asks for nothing."""
    known = {one.public_id: one.id for one in outlets_of(uow.session, uow.actor.organisation)}
    return orders_asked(
        uow, partner_id=uow.actor.organisation, outlet_id=known.get(request.args.get("outlet", ""))
    )


def _page(public_id: str, form: ReasonForm) -> str:
    uow = reading()
    order = _mine(uow, public_id)
    handovers = HandoverList(partner_id=order.partner_id, order_id=order.id, reader=order.partner_id).select()
    return render_template(
        "partner/orders/show.html",
        order=order,
        form=form,
        parties=parties_of(uow.session, order),
        trade=trade_of(uow.session, order),
        proposals=proposals_of(uow.session, order),
        handovers=[HandoverRow(*values) for values in uow.session.execute(handovers)],
        story=story_of(uow.session, order, shown_to_shop=True),
    )
