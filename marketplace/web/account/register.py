"""A person without an account becomes a maker: four fields, and the onboarding begins."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import hashing
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import PRODUCER
from marketplace.producers.services.self_registration import (
    FOUNDING,
    AlreadyTaken,
    found_business,
    plain_contact,
)
from marketplace.web import guess_limits, login
from marketplace.web.access import ANYONE, may
from marketplace.web.context import actor, transact
from marketplace.web.forms import Form, Password, Text
from marketplace.web.redirects import notify

bp = Blueprint("account_register", __name__)

PAGE = "account/register/show.html"


class RegisterForm(Form):
    taken = False  # whether the contact may have an account already

    name = Text(_l("Nama Anda"), autocomplete="name", longest=120)
    contact = Text(
        _l("Nomor HP atau alamat surel"),
        autocomplete="username",
        longest=254,
        help=_l("Dengan ini Anda masuk lain kali. Misalnya 0812-3456-7890."),
    )
    password = Password(
        _l("Kata sandi"),
        new=True,
        help=_l("Paling sedikit 10 huruf. Tiga atau empat kata yang tidak berhubungan mudah diingat."),
    )
    business = Text(
        _l("Nama usaha"), autocomplete="organization", longest=120, help=_l("Misalnya Keripik Bu Tini.")
    )

    def complain(self, error: Refused) -> None:
        self.taken = isinstance(error, AlreadyTaken)
        super().complain(error)


@bp.get("/register")
@may(ANYONE)
def show() -> ResponseReturnValue:
    return _onward() if login.visiting() else render_template(PAGE, form=RegisterForm())


@bp.post("/register")
@may(ANYONE)
def create() -> ResponseReturnValue:
    if not login.visiting():
        form = RegisterForm().shown_on(PAGE)
        form.attempt(lambda: _register(form))
    return _onward()


def _register(form: RegisterForm) -> None:
    """The account stands and its person is signed in. Raises Refused, TooMany, or Taken.

    Whoever sends the same form again, because the answer to the first was lost, has the right password and goes
    on; anybody else learns only that an account may exist.
    """
    contact = plain_contact(form.contact.data)
    guess_limits.begin(FOUNDING, contact)
    name, password = form.name.data, form.password.data
    hashed = hashing.hash_of(password, not_like=(contact, name))
    try:
        transact(
            lambda uow: found_business(
                uow, name=name, contact=contact, password_hash=hashed, business=form.business.data
            )
        )
    except AlreadyTaken:
        if not login.sign_in(contact, password):
            raise
    else:
        login.sign_in(contact, password)
        notify(_l("Akun dan usaha Anda sudah dibuat. Lengkapi langkah demi langkah."))


def _onward() -> ResponseReturnValue:
    """To where the visitor's business goes on, or to their account."""
    if login.pending():
        return redirect(url_for("account_second_factor.show"))
    mine = actor().kind is PRODUCER
    return redirect(url_for("producer_onboarding.start" if mine else "account_home.show"))
