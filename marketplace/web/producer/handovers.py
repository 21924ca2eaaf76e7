"""Handovers of the maker, and the delivery note that is written from an order."""

from __future__ import annotations

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.ordering.handover_list import prepared_for
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.queries import parties_of
from marketplace.ordering.services.delivering import prepare_handover, remaining, send_handover
from marketplace.partners.models import Outlet
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import reading
from marketplace.web.producer.delivery_forms import Delivering
from marketplace.web.redirects import notify
from marketplace.web.trade_pages.handovers import PAGES
from marketplace.web.trade_pages.orders import own_order
from marketplace.web.trade_pages.sides import MAKER

bp = PAGES.blueprint(MAKER)


@bp.get("/orders/<public_id>/handover")
@may(PRODUCER)
def new(public_id: str) -> ResponseReturnValue:
    return _form(own_order(MAKER, reading(), public_id))


@bp.post("/orders/<public_id>/handover")
@may(PRODUCER)
def create(public_id: str) -> ResponseReturnValue:
    order = own_order(MAKER, reading(), public_id)
    delivering = Delivering(order, remaining(reading(), order))
    form = delivering.form.shown_on(lambda _: _form(own_order(MAKER, reading(), public_id), delivering))
    handover = form.submit(lambda uow: _write(uow, public_id, delivering))
    if request.form.get("act") != "keep":
        notify(_l("Surat jalan %(number)s dikirim kepada toko.", number=handover.number))
    return redirect(url_for(".show", public_id=handover.public_id))


def _write(uow: UnitOfWork, public_id: str, delivering: Delivering) -> Handover:
    """Prepare the note and, unless it is only kept, send it in the same transaction."""
    handover = prepare_handover(
        uow,
        own_order(MAKER, uow, public_id).id,
        brought=delivering.brought(),
        best_before=delivering.best_before(),
        batches=delivering.batches(),
    )
    if request.form.get("act") != "keep":
        send_handover(uow, handover.id)
    return handover


def _form(order: Order, delivering: Delivering | None = None) -> str:
    uow = reading()
    prepared = prepared_for(uow.session, order_id=order.id)
    return render_template(
        "producer/handovers/new.html",
        order=order,
        delivering=delivering or Delivering(order, remaining(uow, order), prepared),
        prepared=prepared,
        parties=parties_of(uow.session, order),
        outlet=uow.get(Outlet, order.outlet_id),
    )
