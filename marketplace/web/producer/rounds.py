"""Kunjungan titip: the maker's weekly round, counted at the shelf on a phone.

A visit may be sent twice: a phone that lost its line sends it again.
"""

from __future__ import annotations

import secrets

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.ordering.consigned import consigned_outlets
from marketplace.ordering.deadlines import answer_by
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.rounds import send_round
from marketplace.ordering.states import PREPARED
from marketplace.ordering.terms import term_between
from marketplace.ordering.visits import (
    Place,
    last_visit,
    open_rounds,
    place_of,
    sent_before,
    shelf_of,
    unsold_at,
)
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import reading
from marketplace.web.producer.round_form import Visit, filled_as
from marketplace.web.redirects import notify

bp = Blueprint("producer_rounds", __name__)


@bp.get("/rounds")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    uow = reading()
    mine = uow.actor.organisation
    return render_template(
        "producer/rounds/index.html",
        rows=consigned_outlets(uow.session, mine),
        unsold=unsold_at(uow.session, mine),
        waiting=open_rounds(uow.session, mine),
    )


@bp.get("/rounds/<public_id>")
@may(PRODUCER)
def visit(public_id: str) -> ResponseReturnValue:
    """Blank, or as it was filled in when it was withdrawn."""
    uow = reading()
    place = place_of(uow.session, public_id)
    stands = _standing(uow, place)
    withdrawn = stands if stands and stands.state is PREPARED else None
    return _page(place, _visit(uow, place, formdata=None, data=filled_as(withdrawn)), stands)


@bp.post("/rounds/<public_id>")
@may(PRODUCER)
def send(public_id: str) -> ResponseReturnValue:
    uow, client_id = reading(), request.form.get("client_id", "")
    place = place_of(uow.session, public_id)
    if sent := sent_before(uow.session, uow.actor.organisation, client_id):
        return _shown(sent.public_id)
    visit, mark = _visit(uow, place), client_id or secrets.token_hex(16)
    if request.form.get("act") == "count":
        visit.form.validate(whole=False)
        return _page(place, visit, _standing(uow, place))
    form = visit.form.shown_on(lambda _: _page(place, visit, _standing(reading(), place)))
    given = {"entries": visit.entries(), "made_on": form.made_on.data}
    sent_now = form.submit(lambda uow: send_round(uow, place.id, client_id=mark, **given))
    notify(_l("Kunjungan dikirim kepada %(shop)s.", shop=place.partner))
    return _shown(sent_now.public_id)


def _shown(public_id: str) -> ResponseReturnValue:
    return redirect(url_for("producer_handovers.show", public_id=public_id))


def _visit(uow: UnitOfWork, place: Place, **given: object) -> Visit:
    mine = uow.actor.organisation
    shelf = shelf_of(uow.session, mine, place.id, uow.today)
    return Visit(shelf, **given)


def _standing(uow: UnitOfWork, place: Place) -> Handover | None:
    return open_rounds(uow.session, uow.actor.organisation).get(place.id)


def _page(place: Place, visit: Visit, stands: Handover | None) -> str:
    uow = reading()
    return render_template(
        "producer/rounds/visit.html",
        place=place,
        visit=visit,
        stands=stands,
        term=term_between(uow.session, uow.actor.organisation, place.id),
        last_visit=last_visit(uow.session, uow.actor.organisation, place.id),
        answer_by=answer_by(uow),
    )
