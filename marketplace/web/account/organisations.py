"""Act for another organisation one sits in."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.web import login
from marketplace.web.access import SIGNED_IN, may
from marketplace.web.doors import Frame

bp = Blueprint("account_organisations", __name__)


@bp.get("/organisations")
@may(SIGNED_IN)
def show() -> ResponseReturnValue:
    return render_template("account/organisations/show.html", visitor=login.known())


@bp.post("/organisations")
@may(SIGNED_IN)
def choose() -> ResponseReturnValue:
    login.choose_organisation(request.form.get("organisation", ""))
    flash(gettext("Anda sekarang bekerja untuk %(name)s.", name=Frame().organisation))
    return redirect(Frame().home)
