"""One's own account: the organisation acted for, and the ways to the rest."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.queries import second_factor_of
from marketplace.kernel.roles import OWNER
from marketplace.web import login
from marketplace.web.access import SIGNED_IN, may
from marketplace.web.context import actor, reading

bp = Blueprint("account_home", __name__)


@bp.get("/")
@may(SIGNED_IN)
def show() -> ResponseReturnValue:
    visitor = login.known()
    mine = second_factor_of(reading().session, visitor.session.user_id)
    owner = actor().has(OWNER)
    return render_template("account/home/show.html", visitor=visitor, second_factor=mine, owner=owner)
