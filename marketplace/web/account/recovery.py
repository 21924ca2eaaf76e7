"""Back in by a letter's one-time link, or in for the first time by the link an official hands over."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.queries import link_is_open
from marketplace.accounts.services import passwords
from marketplace.accounts.services.attempts import TooMany
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.web import login
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading, unit_of_work
from marketplace.web.forms import Email, Form, Password

bp = Blueprint("account_recovery", __name__)


class AskForm(Form):
    email = Email(_l("Alamat surel"), autocomplete="username")


class NewPasswordForm(Form):
    password = Password(
        _l("Kata sandi baru"),
        new=True,
        help=_l("Paling sedikit 10 huruf. Tiga atau empat kata yang tidak berhubungan mudah diingat."),
    )


@bp.get("/recover")
@may(ANYONE)
def show() -> ResponseReturnValue:
    return render_template("account/recovery/show.html", form=AskForm())


@bp.post("/recover")
@may(ANYONE)
def send() -> ResponseReturnValue:
    form = AskForm()
    if not form.validate():
        return render_template("account/recovery/show.html", form=form), 422
    page = current_app.config["BASE_URL"].rstrip("/") + url_for(".show") + "/"
    try:
        login.ask_for_recovery(form.email.data, page=page)
    except TooMany as error:
        form.complain(error)
        return render_template("account/recovery/show.html", form=form), 429
    return render_template("account/recovery/sent.html")


@bp.get("/recover/<token>")
@may(ANYONE)
def set_password(token: str) -> ResponseReturnValue:
    uow = reading()
    if not link_is_open(uow.session, token, uow.now):
        return render_template("account/recovery/over.html"), 410
    return render_template("account/recovery/set_password.html", form=NewPasswordForm(), token=token)


@bp.post("/recover/<token>")
@may(ANYONE)
def keep_password(token: str) -> ResponseReturnValue:
    form = NewPasswordForm()
    if not form.validate():
        return render_template("account/recovery/set_password.html", form=form, token=token), 422
    try:
        with unit_of_work() as uow:
            passwords.use_link(uow, token, password=form.password.data)
    except Refused as error:
        form.complain(error)
        return render_template("account/recovery/set_password.html", form=form, token=token), 422
    flash(gettext("Kata sandi disimpan. Masuk dengan kata sandi baru."))
    return redirect(url_for("account_sign_in.show"))
