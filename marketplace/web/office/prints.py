"""Papers of any trade, for officials who look on: their prints are always copies."""

from __future__ import annotations

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.web.access import OFFICIAL, may
from marketplace.web.printing import SIZES, document, named, papers, preview, printed

bp = Blueprint("office_prints", __name__)


@bp.get("/<any(orders, handovers):what>/<public_id>/prints")
@may(OFFICIAL)
def show(what: str, public_id: str) -> ResponseReturnValue:
    of = document(what, public_id)
    back = url_for("office_handovers.show", public_id=public_id) if what == "handovers" else None
    return render_template(
        "office/prints/show.html", what=what, of=of, name=named(of), papers=papers(of), sizes=SIZES, back=back
    )


@bp.get("/<any(orders, handovers):what>/<public_id>/prints/<kind>.pdf")
@may(OFFICIAL)
def look(what: str, public_id: str, kind: str) -> ResponseReturnValue:
    return preview(document(what, public_id), kind)


@bp.post("/<any(orders, handovers):what>/<public_id>/prints/<kind>.pdf")
@may(OFFICIAL)
def create(what: str, public_id: str, kind: str) -> ResponseReturnValue:
    return printed(document(what, public_id), kind)
