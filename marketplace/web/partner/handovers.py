"""What passes between makers and the shop: deliveries and rounds to agree to, returns that it wrote."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from marketplace.ordering.states import HandoverKind, HandoverState, Side
from marketplace.web import handover_answers, handover_filters
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading

bp = Blueprint("partner_handovers", __name__)


@bp.get("/handovers")
@may(PARTNER)
def index() -> ResponseReturnValue:
    uow, mine = reading(), actor().organisation
    asked = handover_filters.asked(uow, partner_id=mine)
    return render_template(
        "partner/handovers/index.html",
        asked=asked,
        handovers=asked.page(uow, partner_id=mine, reader=mine),
        states=HandoverState,
        kinds=[(kind.value, kind.label) for kind in HandoverKind],
    )


@bp.get("/handovers/export")
@may(PARTNER)
def export() -> Response:
    """Exactly what the list shows."""
    uow, mine = reading(), actor().organisation
    asked = handover_filters.asked(uow, partner_id=mine)
    return handover_filters.exported(uow, asked, partner_id=mine, reader=mine)


@bp.get("/handovers/<public_id>")
@may(PARTNER)
def show(public_id: str) -> ResponseReturnValue:
    return handover_answers.shown(public_id, Side.SHOP)


@bp.post("/handovers/<public_id>")
@may(PARTNER)
def agree(public_id: str) -> ResponseReturnValue:
    return handover_answers.agreed(public_id, Side.SHOP)


@bp.post("/handovers/<public_id>/contest")
@may(PARTNER)
def contest(public_id: str) -> ResponseReturnValue:
    return handover_answers.contested(public_id, Side.SHOP)


@bp.post("/handovers/<public_id>/send")
@may(PARTNER)
def send(public_id: str) -> ResponseReturnValue:
    """Its own return, that it had withdrawn."""
    return handover_answers.sent(public_id, Side.SHOP)


@bp.post("/handovers/<public_id>/withdraw")
@may(PARTNER)
def withdraw(public_id: str) -> ResponseReturnValue:
    return handover_answers.withdrawn(public_id, Side.SHOP)
