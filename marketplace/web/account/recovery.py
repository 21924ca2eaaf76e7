"""Back in by a letter's one-time link, or by a code that an official or the business's owner hands over."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.queries import link_is_open
from marketplace.accounts.services import passwords
from marketplace.accounts.services.attempts import HAND_OVER, RECOVERY
from marketplace.accounts.tokens import plain_code
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.web import guess_limits
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading, transact
from marketplace.web.forms import Email, Form, Password, Text
from marketplace.web.one_time_codes import own_address
from marketplace.web.redirects import done

bp = Blueprint("account_recovery", __name__)

UNKNOWN = _l(
    "Kode ini tidak dikenal, sudah dipakai, atau kedaluwarsa. Periksa hurufnya, atau minta kode baru."
)


class AskForm(Form):
    email = Email(_l("Alamat surel"), autocomplete="username")


class NewPasswordForm(Form):
    password = Password(
        _l("Kata sandi baru"),
        new=True,
        help=_l("Paling sedikit 10 huruf. Tiga atau empat kata yang tidak berhubungan mudah diingat."),
    )


class CodeForm(NewPasswordForm):
    code = Text(_l("Kode pemulihan"), autocomplete="off", longest=20, placeholder="ABCD-EFGH")


@bp.get("/recover")
@may(ANYONE)
def show() -> ResponseReturnValue:
    return render_template("account/recovery/show.html", form=AskForm())


@bp.post("/recover")
@may(ANYONE)
def send() -> ResponseReturnValue:
    form = AskForm().shown_on("account/recovery/show.html")
    form.attempt(lambda: _ask(form.email.data, page=own_address(".show") + "/"))
    return render_template("account/recovery/sent.html")


@bp.get("/recover/code")
@may(ANYONE)
def enter_code() -> ResponseReturnValue:
    return render_template("account/recovery/code.html", form=CodeForm())


@bp.post("/recover/code")
@may(ANYONE)
def use_code() -> ResponseReturnValue:
    form = CodeForm().shown_on("account/recovery/code.html")
    form.attempt(lambda: _use_code(form.code.data, form.password.data))
    return done(_l("Kata sandi disimpan. Masuk dengan kata sandi baru."), "account_sign_in.show")


@bp.get("/recover/<token>")
@may(ANYONE)
def set_password(token: str) -> ResponseReturnValue:
    uow = reading()
    if plain_code(token) or not link_is_open(uow.session, token, uow.now):
        return render_template("account/recovery/over.html"), 410
    return render_template("account/recovery/set_password.html", form=NewPasswordForm(), token=token)


@bp.post("/recover/<token>")
@may(ANYONE)
def keep_password(token: str) -> ResponseReturnValue:
    if plain_code(token):
        return render_template("account/recovery/over.html"), 410
    form = NewPasswordForm().shown_on("account/recovery/set_password.html", token=token)
    form.attempt(lambda: _keep(token, form.password.data))
    return done(_l("Kata sandi disimpan. Masuk dengan kata sandi baru."), "account_sign_in.show")


def _keep(token: str, password: str) -> None:
    hashed = passwords.hash_for_link(reading(), token, password)
    transact(lambda uow: passwords.use_link(uow, token, password_hash=hashed))


def _ask(email: str, *, page: str) -> None:
    """The same for every address: what it leads to is settled by a job. Raises TooMany."""
    guess_limits.begin(RECOVERY, email)
    transact(lambda uow: uow.later("send_recovery_link", email=email, page=page))


def _use_code(typed: str, password: str) -> None:
    """Guessing is counted until the password is set. Raises Refused, or TooMany."""
    code = plain_code(typed)
    noted = guess_limits.begin(HAND_OVER, code or typed)
    guess_limits.refuse_crowds(HAND_OVER, code or typed)
    if code is None:
        raise Refused(UNKNOWN, field="code")
    hashed = passwords.hash_for_link(reading(), code, password)

    def write(uow: UnitOfWork) -> None:
        passwords.use_link(uow, code, password_hash=hashed)
        guess_limits.was_right(uow, HAND_OVER, noted, code)

    transact(write)
