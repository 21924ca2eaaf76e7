"""Delivery notes: written from the order, sent, withdrawn, and what the shop said of them; returns to answer."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import ProducerId
from marketplace.ordering.handover_list import prepared_for
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.queries import parties_of
from marketplace.ordering.services.delivering import prepare_handover, remaining, send_handover
from marketplace.ordering.states import HandoverKind, HandoverState, Side
from marketplace.partners.models import Outlet
from marketplace.producers.queries import merged_into
from marketplace.web import handover_answers, handover_filters
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading
from marketplace.web.producer.delivery_forms import Delivering

bp = Blueprint("producer_handovers", __name__)


@bp.get("/handovers")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    uow, ours = reading(), _ours()
    asked = handover_filters.asked(uow, **ours)
    return render_template(
        "producer/handovers/index.html",
        asked=asked,
        handovers=asked.page(uow, **ours, reader=actor().organisation),
        states=HandoverState,
        kinds=[(kind.value, kind.label) for kind in HandoverKind],
    )


@bp.get("/handovers/export")
@may(PRODUCER)
def export() -> Response:
    """Exactly what the list shows."""
    uow, ours = reading(), _ours()
    asked = handover_filters.asked(uow, **ours)
    return handover_filters.exported(uow, asked, **ours, reader=actor().organisation)


@bp.get("/orders/<public_id>/handover")
@may(PRODUCER)
def new(public_id: str) -> ResponseReturnValue:
    return _form(_order(reading(), public_id))


@bp.post("/orders/<public_id>/handover")
@may(PRODUCER)
def create(public_id: str) -> ResponseReturnValue:
    order = _order(reading(), public_id)
    delivering = Delivering(order, remaining(reading(), order))
    handover = delivering.form.made(lambda uow: _write(uow, public_id, delivering))
    if handover is None:
        return _form(_order(reading(), public_id), delivering), 422
    if request.form.get("act") != "keep":
        flash(gettext("Surat jalan %(number)s dikirim kepada toko.", number=handover.number))
    return redirect(url_for(".show", public_id=handover.public_id))


@bp.get("/handovers/<public_id>")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    return handover_answers.shown(public_id, Side.MAKER)


@bp.post("/handovers/<public_id>")
@may(PRODUCER)
def agree(public_id: str) -> ResponseReturnValue:
    """A return that the shop wrote."""
    return handover_answers.agreed(public_id, Side.MAKER)


@bp.post("/handovers/<public_id>/contest")
@may(PRODUCER)
def contest(public_id: str) -> ResponseReturnValue:
    return handover_answers.contested(public_id, Side.MAKER)


@bp.post("/handovers/<public_id>/send")
@may(PRODUCER)
def send(public_id: str) -> ResponseReturnValue:
    return handover_answers.sent(public_id, Side.MAKER)


@bp.post("/handovers/<public_id>/withdraw")
@may(PRODUCER)
def withdraw(public_id: str) -> ResponseReturnValue:
    return handover_answers.withdrawn(public_id, Side.MAKER)


def _ours() -> dict[str, Any]:
    """The maker's own, and what was handed over under records that became part of its."""
    ours = actor().organisation
    return {"producer_id": ours, "merged": merged_into(reading().session, ProducerId(ours))}


def _order(uow: UnitOfWork, public_id: str) -> Order:
    """Raises NotFound for another maker's."""
    return uow.find(Order, public_id=public_id, producer_id=uow.actor.organisation)


def _write(uow: UnitOfWork, public_id: str, delivering: Delivering) -> Handover:
    """Prepare the note and, unless it is only kept, send it in the same transaction."""
    handover = prepare_handover(
        uow,
        _order(uow, public_id).id,
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
