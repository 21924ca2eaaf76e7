"""Papers of the shop's orders and handovers, to print."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.ordering.states import Side
from marketplace.web.access import PARTNER, may
from marketplace.web.printing import SIZES, document, named, papers, preview, printed

bp = Blueprint("partner_prints", __name__)


@bp.get("/<any(orders, handovers):what>/<public_id>/prints")
@may(PARTNER)
def show(what: str, public_id: str) -> ResponseReturnValue:
    of = document(what, public_id, Side.SHOP)
    back = url_for(f"partner_{what}.show", public_id=public_id)
    return render_template(
        "partner/prints/show.html",
        what=what,
        of=of,
        name=named(of),
        papers=papers(of),
        sizes=SIZES,
        back=back,
    )


@bp.get("/<any(orders, handovers):what>/<public_id>/prints/<kind>.pdf")
@may(PARTNER)
def look(what: str, public_id: str, kind: str) -> ResponseReturnValue:
    return preview(document(what, public_id, Side.SHOP), kind)


@bp.post("/<any(orders, handovers):what>/<public_id>/prints/<kind>.pdf")
@may(PARTNER)
def create(what: str, public_id: str, kind: str) -> ResponseReturnValue:
    return printed(document(what, public_id, Side.SHOP), kind)
