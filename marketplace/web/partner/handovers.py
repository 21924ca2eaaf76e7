"""Deliveries: received as brought with two taps, or with the differences where there are any."""

from __future__ import annotations

from collections.abc import Collection

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.catalog.queries import photos_of
from marketplace.db.reading import page_of
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound, Refused
from marketplace.ordering.handover_list import HandoverList, HandoverRow, reject_photos
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from marketplace.ordering.queries import parties_of, products_of
from marketplace.ordering.services.receiving import agree_handover, contest_handover
from marketplace.ordering.states import AGREE, PREPARED, HandoverState
from marketplace.web.access import PARTNER, may
from marketplace.web.asked import state_asked
from marketplace.web.context import actor, page_number, reading, tools, unit_of_work
from marketplace.web.partner.orders import ReasonForm
from marketplace.web.partner.receiving_form import Receiving

bp = Blueprint("partner_handovers", __name__)

STATES = [state for state in HandoverState if state is not PREPARED]


@bp.get("/handovers")
@may(PARTNER)
def index() -> ResponseReturnValue:
    state = state_asked(HandoverState)
    mine = HandoverList(partner_id=actor().organisation, state=state, sent=True).select()
    handovers = page_of(reading().session, mine, HandoverRow, number=page_number())
    return render_template("partner/handovers/index.html", handovers=handovers, state=state, states=STATES)


@bp.get("/handovers/<public_id>")
@may(PARTNER)
def show(public_id: str) -> ResponseReturnValue:
    """`?beda=12` opens the line where something differs."""
    handover = _mine(reading(), public_id)
    return _page(handover, Receiving(handover, request.args.getlist("beda", type=int)))


@bp.post("/handovers/<public_id>")
@may(PARTNER)
def agree(public_id: str) -> ResponseReturnValue:
    handover = _mine(reading(), public_id)
    receiving = Receiving(handover, _opened())
    if {"open", "close"} & request.form.keys():  # a line opens or closes in place, what was typed stays
        return _page(handover, receiving)
    if not receiving.form.validate():
        return _page(handover, receiving), 422
    try:
        _agree(public_id, receiving)
    except Refused as error:
        receiving.form.complain(error)
        return _page(_mine(reading(), public_id), receiving), 422
    flash(gettext("Kiriman diterima dan tercatat sebagai pembelian."))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/handovers/<public_id>/contest")
@may(PARTNER)
def contest(public_id: str) -> ResponseReturnValue:
    form = ReasonForm()
    if not form.validate():
        handover = _mine(reading(), public_id)
        return _page(handover, Receiving(handover, [], formdata=None), contest=form), 422
    with unit_of_work() as uow:
        contest_handover(uow, _mine(uow, public_id).id, reason=form.reason.data)
    flash(gettext("Bantahan Anda dikirim kepada pembuat dan Dinas."))
    return redirect(url_for(".show", public_id=public_id))


def _mine(uow: UnitOfWork, public_id: str) -> Handover:
    """Raises NotFound for another shop's, and for what the maker has not sent yet."""
    handover = uow.find(Handover, public_id=public_id, partner_id=uow.actor.organisation)
    if handover.state is PREPARED:
        raise NotFound(f"handover {public_id} is not sent yet")
    return handover


def _opened() -> Collection[int]:
    opened = set(request.form.getlist("beda", type=int)) | set(request.form.getlist("open", type=int))
    return opened - set(request.form.getlist("close", type=int))


def _agree(public_id: str, receiving: Receiving) -> None:
    with unit_of_work() as uow:
        agree_handover(
            uow,
            _mine(uow, public_id).id,
            differences=receiving.differences(uow, tools().storage),
            note=receiving.form["note"].data,
        )


def _page(handover: Handover, receiving: Receiving, contest: ReasonForm | None = None) -> str:
    session = reading().session
    products = products_of(session, handover)
    return render_template(
        "partner/handovers/receive.html"
        if AGREE.possible_from(handover.state)
        else "partner/handovers/show.html",
        handover=handover,
        receiving=receiving,
        contest=contest or ReasonForm(formdata=None),
        parties=parties_of(session, handover),
        order=session.get(Order, handover.order_id) if handover.order_id else None,
        products=products,
        photos=photos_of(session, products.values()),
        line_photos=reject_photos(session, handover),
        story=history(session, "handover", handover.id),
    )
