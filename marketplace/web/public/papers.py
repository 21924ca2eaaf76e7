"""Where the QR on a paper of a trade leads: to its page behind the visitor's own door, if it is theirs."""

from __future__ import annotations

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.kernel.errors import NotFound
from marketplace.ordering.papers import document_named, theirs
from marketplace.web.access import KNOWN, may
from marketplace.web.context import reading
from marketplace.web.doors import home_door

bp = Blueprint("public_papers", __name__)


@bp.get("/papers/<public_id>")
@may(KNOWN)
def show(public_id: str) -> ResponseReturnValue:
    uow = reading()
    what, row = document_named(uow.session, public_id)
    if not theirs(uow, row):
        raise NotFound(f"paper {public_id} is not for this actor")
    door = home_door()
    if door == "office" and what == "orders":  # officials have no page of an order but its papers
        return redirect(url_for("office_prints.show", what=what, public_id=public_id))
    return redirect(url_for(f"{door}_{what}.show", public_id=public_id))
