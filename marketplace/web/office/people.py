"""Everybody with an account: bring in, seat, unseat, and help with a lost telephone."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts import queries
from marketplace.accounts.invited import InvitationList
from marketplace.accounts.models import Organisation, Seat, User
from marketplace.accounts.services.invitations import invite, withdraw_invitation
from marketplace.accounts.services.seats import end_seat, give_seat
from marketplace.accounts.services.signing_in import reset_second_factor
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import BUSINESS_ROLES, OFFICE_ROLES, Role
from marketplace.web.access import SYSADMIN, may
from marketplace.web.context import actor, reading, transact
from marketplace.web.forms import Choice, Email, Form, Text
from marketplace.web.lists import from_args, page_of
from marketplace.web.one_time_codes import own_address
from marketplace.web.redirects import done, notify
from marketplace.web.seat_forms import help_in

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
    uow, listing = reading(), from_args(queries.PersonList)
    people = page_of(listing)
    seats = queries.seats_of(uow.session, [person.id for person in people], uow.now)
    waiting = InvitationList(organisation_id=actor().organisation, now=uow.now)
    return render_template(
        "office/people/index.html",
        people=people,
        seats=seats,
        words=listing.words,
        invitations=waiting.rows(uow.session, limit=100),
    )


@bp.get("/people/new")
@may(SYSADMIN)
def new() -> ResponseReturnValue:
    return render_template("office/people/new.html", form=InviteForm())


@bp.post("/people/new")
@may(SYSADMIN)
def create() -> ResponseReturnValue:
    form = InviteForm().shown_on("office/people/new.html")
    page = own_address("account_invitations.enter") + "/"
    form.submit(lambda uow: invite(uow, **form.data, organisation_id=actor().organisation, page=page))
    return done(_l("Surat undangan sedang dikirim; berlaku tujuh hari."), ".index")


@bp.post("/people/invitations/<public_id>/withdraw")
@may(SYSADMIN)
def withdraw(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: withdraw_invitation(uow, public_id))
    return done(_l("Undangan ditarik."), ".index")


@bp.get("/people/<public_id>")
@may(SYSADMIN)
def show(public_id: str) -> ResponseReturnValue:
    return _page(reading(), public_id, SeatForm())


@bp.post("/people/<public_id>/seats")
@may(SYSADMIN)
def seat(public_id: str) -> ResponseReturnValue:
    form = SeatForm().shown_on(lambda form: _page(reading(), public_id, form))

    def write(uow: UnitOfWork) -> None:
        organisation = uow.find(Organisation, public_id=form.organisation.data)
        give_seat(uow, uow.find(User, public_id=public_id).id, organisation.id, form.role.data)

    form.submit(write)
    return done(_l("Peran diberikan."), ".show", public_id=public_id)


@bp.post("/people/<public_id>/seats/<int:seat_id>/end")
@may(SYSADMIN)
def unseat(public_id: str, seat_id: int) -> ResponseReturnValue:
    def end(uow: UnitOfWork) -> None:
        end_seat(uow, uow.find(Seat, id=seat_id, user_id=uow.find(User, public_id=public_id).id).id)

    transact(end)
    return done(_l("Peran diakhiri; sesi orang itu di sana ikut berakhir."), ".show", public_id=public_id)


@bp.post("/people/<public_id>/second-factor/reset")
@may(SYSADMIN)
def reset(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: reset_second_factor(uow, uow.find(User, public_id=public_id).id))
    notify(_l("Kode masuk diatur ulang; orang itu memasangnya lagi saat masuk berikutnya."))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/people/<public_id>/code")
@may(SYSADMIN)
def give_code(public_id: str) -> ResponseReturnValue:
    handed = transact(lambda uow: help_in(uow, uow.find(User, public_id=public_id).id))
    return render_template("office/people/code.html", handed=handed, public_id=public_id)


def _page(uow: UnitOfWork, public_id: str, form: SeatForm) -> str:
    person = uow.find(User, public_id=public_id)
    return render_template(
        "office/people/show.html",
        person=person,
        seats=queries.seats(uow.session, person.id, uow.now),
        form=form,
        history=history(uow.session, "user", person.id),
    )
