"""One's own name, telephone number and e-mail address."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import User
from marketplace.accounts.services.details import change_details
from marketplace.kernel.labels import _l
from marketplace.web import login
from marketplace.web.access import SIGNED_IN, may
from marketplace.web.confirming import Confirmed
from marketplace.web.context import reading
from marketplace.web.forms import Email, Text
from marketplace.web.redirects import notify

bp = Blueprint("account_details", __name__)


class DetailsForm(Confirmed):
    name = Text(_l("Nama"), autocomplete="name", longest=120)
    phone = Text(
        _l("Nomor HP"),
        required=False,
        autocomplete="tel",
        inputmode="tel",
        longest=30,
        help=_l("Misalnya 0812 3456 7890. Dengan nomor atau surel Anda masuk; salah satunya harus ada."),
    )
    email = Email(
        _l("Alamat surel"), required=False, help=_l("Bila diganti, alamat yang lama diberi tahu lewat surat.")
    )


@bp.get("/details")
@may(SIGNED_IN)
def show() -> ResponseReturnValue:
    mine = reading().get(User, login.known().session.user_id)
    form = DetailsForm(name=mine.name, phone=mine.phone, email=mine.email)
    return render_template("account/details/show.html", form=form)


@bp.post("/details")
@may(SIGNED_IN)
def change() -> ResponseReturnValue:
    form = DetailsForm().shown_on("account/details/show.html")
    changed = form.submit(lambda uow: change_details(uow, **form.data))
    notify(_l("Data akun disimpan.") if changed else _l("Tidak ada yang berubah."))
    return redirect(url_for("account_home.show"))
