"""The second factor: enter a code, or set up the authenticator first."""

from __future__ import annotations

from base64 import b64encode

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import User
from marketplace.accounts.queries import SecondFactor, second_factor_of
from marketplace.accounts.services.recovery_codes import make_recovery_codes
from marketplace.accounts.totp import secret_of
from marketplace.adapters import codes as pictures
from marketplace.adapters import second_factor
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.web import login
from marketplace.web.access import ANYONE, may
from marketplace.web.account.next_page import next_page, next_path
from marketplace.web.context import reading, tools, transact
from marketplace.web.forms import Form, Text
from marketplace.web.redirects import notify

bp = Blueprint("account_second_factor", __name__)

DEMO_SECRET = "JBSWY3DPEHPK3PXP"
NO_MATCH = _l("Kode ini tidak cocok atau sudah dipakai. Tunggu kode berikutnya, paling lama 30 detik.")


class CodeForm(Form):
    code = Text(_l("Kode 6 angka"), autocomplete="one-time-code", longest=12)


@bp.get("/second-factor")
@may(ANYONE)
def show() -> ResponseReturnValue:
    mine = _mine()
    if mine is None:
        return redirect(url_for("account_sign_in.show", next=next_path()))
    if not mine.confirmed:
        return redirect(url_for(".set_up", next=next_path()))
    return _page("show", CodeForm()) if login.pending() else redirect(next_page())


@bp.post("/second-factor")
@may(ANYONE)
def send() -> ResponseReturnValue:
    return _judge("show")


@bp.get("/second-factor/set-up")
@may(ANYONE)
def set_up() -> ResponseReturnValue:
    mine = _mine()
    if mine is None:
        return redirect(url_for("account_sign_in.show", next=next_path()))
    return redirect(next_page()) if mine.confirmed else _page("set_up", CodeForm())


@bp.post("/second-factor/set-up")
@may(ANYONE)
def confirm() -> ResponseReturnValue:
    return _judge("set_up")


@bp.post("/second-factor/start")
@may(ANYONE)
def start() -> ResponseReturnValue:
    if login.visiting():
        login.start_second_factor()
    return redirect(url_for(".set_up"))


def _judge(view: str) -> ResponseReturnValue:
    """The same for both pages: a right code lets in, a wrong one shows the page again."""
    mine = _mine()
    if mine is None:
        return redirect(url_for("account_sign_in.show"))
    form = CodeForm().shown_on(lambda form: _page(view, form) if login.visiting() else _ended(form))

    def enter() -> None:
        if not login.pass_second_factor(form.code.data):
            raise Refused(NO_MATCH, field="code")

    form.attempt(enter)
    if not mine.confirmed:
        return _first_codes()
    notify(_l("Kode cocok. Anda sudah masuk."))
    return redirect(next_page())


def _first_codes() -> str:
    """Whoever has just set it up gets the codes for the day the telephone is lost."""
    codes = transact(make_recovery_codes)
    return render_template(
        "account/recovery_codes/made.html", codes=codes, today=reading().today, next=next_page()
    )


def _ended(form: CodeForm) -> str:
    """Too many codes were wrong."""
    return render_template("account/second_factor/ended.html", form=form, next=next_path())


def _mine() -> SecondFactor | None:
    visitor = login.visiting()
    return second_factor_of(reading().session, visitor.session.user_id) if visitor else None


def _page(view: str, form: CodeForm) -> str:
    mine, setting_up = _mine(), view == "set_up"
    secret = _secret() if setting_up or current_app.config["DEMO"] else ""
    demo = current_app.config["DEMO"] and mine is not None and secret == DEMO_SECRET and mine.confirmed
    return render_template(
        f"account/second_factor/{view}.html",
        form=form,
        next=next_path(),
        secret=" ".join(secret[at : at + 4] for at in range(0, len(secret), 4)) if setting_up else "",
        qr=_picture(secret, mine.account) if setting_up and mine and secret else None,
        demo_secret=secret if demo else None,
        demo_code=second_factor.next_code(secret, reading().now, after=mine.last_step)
        if demo and mine
        else None,
    )


def _secret() -> str:
    """Nothing where the visitor has none yet."""
    uow = reading()
    return secret_of(uow.get(User, login.known().session.user_id), tools().sealer) or ""


def _picture(secret: str, account: str) -> str:
    """The QR code inside the page, so that no address ever serves a secret."""
    return f"data:image/svg+xml;base64,{b64encode(pictures.qr_svg(second_factor.address(secret, account))).decode()}"
