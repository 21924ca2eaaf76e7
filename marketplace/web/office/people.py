"""Everybody with an account: bring in, seat, unseat, and help with a lost telephone."""

from __future__ import annotations

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts import queries
from marketplace.accounts.models import Organisation, User
from marketplace.accounts.services.invitations import invite
from marketplace.accounts.services.seats import end_seat, give_seat
from marketplace.accounts.services.signing_in import reset_second_factor
from marketplace.db.reading import page_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import BUSINESS_ROLES, OFFICE_ROLES, Role
from marketplace.web.access import SYSADMIN, may
from marketplace.web.context import actor, page_number, reading, unit_of_work
from marketplace.web.forms import Choice, Email, Form, Text

bp = Blueprint("office_people", __name__)

EVERY_ROLE = [(role.value, role.label) for role in (*OFFICE_ROLES, *BUSINESS_ROLES)]
OFFICIAL_ROLES = [(role.value, role.label) for role in OFFICE_ROLES]


class InviteForm(Form):
    name = Text(_l("Nama"), autocomplete="off", longest=120)
    email = Email(_l("Alamat surel"), autocomplete="off")
    role = Choice(_l("Peran di Dinas"), OFFICIAL_ROLES, coerce=Role)


class SeatForm(Form):
    organisation = Text(
        _l("Kode usaha atau instansi"), longest=12, help=_l("Dua belas huruf; lihat di halaman usahanya.")
    )
    role = Choice(_l("Peran"), EVERY_ROLE, coerce=Role)


@bp.get("/people")
@may(SYSADMIN)
def index() -> ResponseReturnValue:
    uow, words = reading(), request.args.get("q", "").strip()
    everybody = queries.PersonList(words=words or None).select()
    people = page_of(uow.session, everybody, queries.PersonRow, number=page_number())
    seats = queries.seats_of(uow.session, [person.id for person in people], uow.now)
    return render_template("office/people/index.html", people=people, seats=seats, words=words)


@bp.get("/people/new")
@may(SYSADMIN)
def new() -> ResponseReturnValue:
    return render_template("office/people/new.html", form=InviteForm())


@bp.post("/people/new")
@may(SYSADMIN)
def create() -> ResponseReturnValue:
    form = InviteForm()
    if not form.validate():
        return render_template("office/people/new.html", form=form), 422
    page = current_app.config["BASE_URL"].rstrip("/") + url_for("account_recovery.show") + "/"
    try:
        with unit_of_work() as uow:
            person = invite(uow, **form.data, organisation_id=actor().organisation, page=page)
            address = url_for(".show", public_id=person.public_id)
    except Refused as error:
        form.complain(error)
        return render_template("office/people/new.html", form=form), 422
    flash(gettext("Surat dengan tautan kata sandi sedang dikirim."))
    return redirect(address)


@bp.get("/people/<public_id>")
@may(SYSADMIN)
def show(public_id: str) -> ResponseReturnValue:
    return _page(reading(), public_id, SeatForm())


@bp.post("/people/<public_id>/seats")
@may(SYSADMIN)
def seat(public_id: str) -> ResponseReturnValue:
    form = SeatForm()
    if not form.validate():
        return _page(reading(), public_id, form), 422
    try:
        with unit_of_work() as uow:
            organisation = uow.find(Organisation, public_id=form.organisation.data)
            give_seat(uow, uow.find(User, public_id=public_id).id, organisation.id, form.role.data)
    except Refused as error:
        form.complain(error)
        return _page(reading(), public_id, form), 422
    flash(gettext("Peran diberikan."))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/people/<public_id>/seats/<int:seat_id>/end")
@may(SYSADMIN)
def unseat(public_id: str, seat_id: int) -> ResponseReturnValue:
    with unit_of_work() as uow:
        end_seat(uow, seat_id)
    flash(gettext("Peran diakhiri; sesi orang itu di sana ikut berakhir."))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/people/<public_id>/second-factor/reset")
@may(SYSADMIN)
def reset(public_id: str) -> ResponseReturnValue:
    with unit_of_work() as uow:
        reset_second_factor(uow, uow.find(User, public_id=public_id).id)
    flash(gettext("Kode masuk diatur ulang; orang itu memasangnya lagi saat masuk berikutnya."))
    return redirect(url_for(".show", public_id=public_id))


def _page(uow: UnitOfWork, public_id: str, form: SeatForm) -> str:
    person = uow.find(User, public_id=public_id)
    return render_template(
        "office/people/show.html",
        person=person,
        seats=queries.seats(uow.session, person.id, uow.now),
        form=form,
    )
