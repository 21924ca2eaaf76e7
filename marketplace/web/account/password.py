"""Change one's password."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.web import login
from marketplace.web.access import SIGNED_IN, may
from marketplace.web.forms import Form, Password

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
    form = PasswordForm()
    if not form.validate():
        return render_template("account/password/show.html", form=form), 422
    try:
        login.change_password(form.old.data, form.new.data)
    except Refused as error:
        form.complain(error)
        return render_template("account/password/show.html", form=form), 422
    flash(gettext("Kata sandi diganti. Sesi di perangkat lain diakhiri."))
    return redirect(url_for("account_home.show"))
