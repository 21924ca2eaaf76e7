"""Act for another organisation one sits in."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.kernel.labels import _l
from marketplace.web import login
from marketplace.web.access import SIGNED_IN, may
from marketplace.web.doors import Frame
from marketplace.web.redirects import notify

bp = Blueprint("account_organisations", __name__)


@bp.get("/organisations")
@may(SIGNED_IN)
def show() -> ResponseReturnValue:
    return render_template("account/organisations/show.html", visitor=login.known())


@bp.post("/organisations")
@may(SIGNED_IN)
def choose() -> ResponseReturnValue:
    login.choose_organisation(request.form.get("organisation", ""))
    notify(_l("Anda sekarang bekerja untuk %(name)s.", name=Frame().organisation))
    return redirect(Frame().home)
