"""Change one's password."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.kernel.labels import _l
from marketplace.web import login
from marketplace.web.access import SIGNED_IN, may
from marketplace.web.forms import Form, Password
from marketplace.web.redirects import done

bp = Blueprint("account_password", __name__)


class PasswordForm(Form):
    old = Password(_l("Kata sandi lama"))
    new = Password(
        _l("Kata sandi baru"),
        new=True,
        help=_l("Paling sedikit 10 huruf. Tiga atau empat kata yang tidak berhubungan mudah diingat."),
    )


@bp.get("/password")
@may(SIGNED_IN)
def show() -> ResponseReturnValue:
    return render_template("account/password/show.html", form=PasswordForm())


@bp.post("/password")
@may(SIGNED_IN)
def change() -> ResponseReturnValue:
    form = PasswordForm().shown_on("account/password/show.html")
    form.attempt(lambda: login.change_password(form.old.data, form.new.data))
    return done(_l("Kata sandi diganti. Sesi di perangkat lain diakhiri."), "account_home.show")
