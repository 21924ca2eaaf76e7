"""Delivery notes: written from the order, sent, and what the shop said of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.catalog.queries import photos_of
from marketplace.db.reading import page_of
from marketplace.journal.queries import history
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.ordering.handover_list import HandoverList, HandoverRow, reject_photos
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.queries import parties_of, products_of
from marketplace.ordering.services.delivering import prepare_handover, remaining, send_handover
from marketplace.ordering.states import HandoverState
from marketplace.web.access import PRODUCER, may
from marketplace.web.asked import state_asked
from marketplace.web.context import actor, page_number, reading, unit_of_work
from marketplace.web.forms import DayField, Form, Whole
from marketplace.web.producer.orders import mine

bp = Blueprint("producer_handovers", __name__)


class Delivering:
    """The note of an order as a form: units and a best-before day per line, filled with what remains."""

    def __init__(self, order: Order, left: Mapping[int, int]) -> None:
        self.lines = [line for line in order.lines if left[line.id]]
        self.left = left
        fields = {name: field for line in self.lines for name, field in self._fields(line.id)}
        self.form: Form = type("DeliverForm", (Form,), fields)(data=self._given())

    def brought(self) -> dict[int, int]:
        return {line.id: self.form[f"brought_{line.id}"].data or 0 for line in self.lines}

    def best_before(self) -> dict[int, date]:
        days = {line.id: self.form[f"best_before_{line.id}"].data for line in self.lines}
        return {line_id: day for line_id, day in days.items() if day}

    def _given(self) -> dict[str, int]:
        return {f"brought_{line.id}": self.left[line.id] for line in self.lines}

    def _fields(self, line_id: int) -> Iterator[tuple[str, Any]]:
        yield f"brought_{line_id}", Whole(_l("Dikirim"), most=self.left[line_id])
        yield f"best_before_{line_id}", DayField(_l("Baik sebelum"), required=False)


@bp.get("/handovers")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    state = state_asked(HandoverState)
    ours = HandoverList(producer_id=actor().organisation, state=state).select()
    handovers = page_of(reading().session, ours, HandoverRow, number=page_number())
    return render_template(
        "producer/handovers/index.html", handovers=handovers, state=state, states=HandoverState
    )


@bp.get("/orders/<public_id>/handover")
@may(PRODUCER)
def new(public_id: str) -> ResponseReturnValue:
    return _form(mine(reading(), public_id))


@bp.post("/orders/<public_id>/handover")
@may(PRODUCER)
def create(public_id: str) -> ResponseReturnValue:
    order = mine(reading(), public_id)
    delivering = Delivering(order, remaining(reading(), order))
    if not delivering.form.validate():
        return _form(order, delivering), 422
    try:
        address = _write(public_id, delivering)
    except Refused as error:
        delivering.form.complain(error)
        return _form(mine(reading(), public_id), delivering), 422
    return redirect(address)


@bp.get("/handovers/<public_id>")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    session = reading().session
    handover = reading().find(Handover, public_id=public_id, producer_id=actor().organisation)
    products = products_of(session, handover)
    return render_template(
        "producer/handovers/show.html",
        handover=handover,
        parties=parties_of(session, handover),
        order=session.get(Order, handover.order_id) if handover.order_id else None,
        products=products,
        photos=photos_of(session, products.values()),
        line_photos=reject_photos(session, handover),
        story=history(session, "handover", handover.id),
    )


@bp.post("/handovers/<public_id>/send")
@may(PRODUCER)
def send(public_id: str) -> ResponseReturnValue:
    with unit_of_work() as uow:
        handover = uow.find(Handover, public_id=public_id, producer_id=actor().organisation)
        send_handover(uow, handover.id)
    flash(gettext("Surat jalan dikirim kepada toko."))
    return redirect(url_for(".show", public_id=public_id))


def _write(public_id: str, delivering: Delivering) -> str:
    """Prepare the note and, unless it is only kept, send it in the same transaction."""
    with unit_of_work() as uow:
        handover = prepare_handover(
            uow,
            mine(uow, public_id).id,
            brought=delivering.brought(),
            best_before=delivering.best_before(),
        )
        if request.form.get("act") != "keep":
            send_handover(uow, handover.id)
            flash(gettext("Surat jalan %(number)s dikirim kepada toko.", number=handover.number))
        return url_for(".show", public_id=handover.public_id)


def _form(order: Order, delivering: Delivering | None = None) -> str:
    uow = reading()
    return render_template(
        "producer/handovers/new.html",
        order=order,
        delivering=delivering or Delivering(order, remaining(uow, order)),
        parties=parties_of(uow.session, order),
    )
