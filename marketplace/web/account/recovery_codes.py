"""Ten codes on paper for the day the telephone is lost; shown once, when they are made."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.queries import second_factor_of
from marketplace.accounts.services.recovery_codes import make_recovery_codes
from marketplace.web import login
from marketplace.web.access import SIGNED_IN, may
from marketplace.web.confirming import Confirmed
from marketplace.web.context import reading, transact

bp = Blueprint("account_recovery_codes", __name__)


@bp.get("/recovery-codes")
@may(SIGNED_IN)
def show() -> ResponseReturnValue:
    return _page(Confirmed())


@bp.post("/recovery-codes")
@may(SIGNED_IN)
def make() -> ResponseReturnValue:
    form = Confirmed().shown_on(_page)
    form.check()
    codes = transact(make_recovery_codes)
    return render_template("account/recovery_codes/made.html", codes=codes, today=reading().today)


def _page(form: Confirmed) -> str:
    mine = second_factor_of(reading().session, login.known().session.user_id)
    return render_template("account/recovery_codes/show.html", form=form, second_factor=mine)
