"""In and out."""

from __future__ import annotations

from flask import Blueprint, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.web import login
from marketplace.web.access import ANYONE, may
from marketplace.web.account.next_page import next_page, next_path
from marketplace.web.forms import Form, Password, Text

bp = Blueprint("account_sign_in", __name__)

DEMO_PASSWORD = "mb2-demo-2026"
DEMO_PEOPLE = (
    ("produsen@mb2.test", _l("pembuat, pemilik")),
    ("produsen2@mb2.test", _l("pembuat lain, pemilik")),
    ("mitra@mb2.test", _l("toko mitra, pemilik")),
    ("mitra2@mb2.test", _l("toko mitra lain, pemilik")),
    ("petugas@mb2.test", _l("petugas Dinas")),
    ("petugas2@mb2.test", _l("petugas Dinas kedua")),
    ("penyetuju@mb2.test", _l("penyetuju Dinas")),
    ("auditor@mb2.test", _l("auditor")),
    ("walikota@mb2.test", _l("Wali Kota, melihat")),
    ("provinsi@mb2.test", _l("Provinsi, melihat laporan terbit")),
    ("admin@mb2.test", _l("pengelola sistem")),
)


class SignInForm(Form):
    email = Text(_l("Surel atau nomor HP"), autocomplete="username", longest=254)
    password = Password(_l("Kata sandi"))


@bp.get("/sign-in")
@may(ANYONE)
def show() -> ResponseReturnValue:
    if login.pending():
        return redirect(url_for("account_second_factor.show", next=next_path()))
    if login.visiting():
        return redirect(next_page())
    return _page(SignInForm())


@bp.post("/sign-in")
@may(ANYONE)
def send() -> ResponseReturnValue:
    form = SignInForm().shown_on(_page)

    def enter() -> None:
        if not login.sign_in(form.email.data, form.password.data):
            raise Refused(_l("Surel, nomor HP, atau kata sandi tidak cocok."))

    form.attempt(enter)
    if login.pending():
        return redirect(url_for("account_second_factor.show", next=next_path()))
    return redirect(next_page())


@bp.post("/sign-out")
@may(ANYONE)
def leave() -> ResponseReturnValue:
    login.sign_out()
    return redirect(url_for("public_home.show"))


def _page(form: SignInForm) -> str:
    return render_template(
        "account/sign_in/show.html",
        form=form,
        next=next_path(),
        demo_people=DEMO_PEOPLE if current_app.config["DEMO"] else (),
        demo_password=DEMO_PASSWORD,
    )
