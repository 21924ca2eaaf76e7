"""The people of one's business, for its owner: who sits there, invite, end a role, hand the business on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.invited import InvitationList
from marketplace.accounts.models import Invitation, Organisation, Seat, User
from marketplace.accounts.queries import seats_of
from marketplace.accounts.seated import SeatList, SeatRow, to_help
from marketplace.accounts.services.invitations import withdraw_invitation
from marketplace.accounts.services.ownership import transfer_ownership
from marketplace.accounts.services.seats import end_seat, plan_end
from marketplace.db.uow import UnitOfWork
from marketplace.kernel import clock
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.web import login
from marketplace.web.access import OWNER, may
from marketplace.web.confirming import Confirmed
from marketplace.web.context import actor, reading, transact
from marketplace.web.forms import Choice
from marketplace.web.lists import page_of
from marketplace.web.redirects import done, notify
from marketplace.web.seat_forms import EndForm, InviteForm, help_in, mail_or_show_code

bp = Blueprint("account_people", __name__)

MOST = 200  # people of one business to choose an heir from


class TransferForm(Confirmed):
    to = Choice(_l("Pemilik baru"), coerce=int, radio=True)
    after = Choice(
        _l("Setelah itu"),
        [("stay", _l("Saya tetap sebagai staf")), ("leave", _l("Saya keluar dari usaha ini"))],
        radio=True,
    )

    @classmethod
    def of(cls, uow: UnitOfWork) -> TransferForm:
        form = cls()
        form.to.choices = [(row.user_id, f"{row.name} · {row.email or row.phone}") for row in _others(uow)]
        return form


@bp.get("/people")
@may(OWNER)
def index() -> ResponseReturnValue:
    uow = reading()
    here = _business(uow)
    listed = page_of(SeatList(organisation_id=here.id, now=uow.now))
    held = seats_of(uow.session, [row.user_id for row in listed], uow.now)
    return render_template(
        "account/people/index.html",
        business=here,
        seats=listed,
        invitations=InvitationList(organisation_id=here.id, now=uow.now).rows(uow.session, limit=100),
        helped=to_help(uow, listed.rows, held),
        me=uow.actor.user_id,
    )


@bp.get("/people/invite")
@may(OWNER)
def new() -> ResponseReturnValue:
    return render_template("account/people/invite.html", form=InviteForm(), business=_business(reading()))


@bp.post("/people/invite")
@may(OWNER)
def create() -> ResponseReturnValue:
    form = InviteForm().shown_on("account/people/invite.html", business=_business(reading()))
    handed = form.submit(lambda uow: mail_or_show_code(uow, _business(uow), form))
    if handed:
        return render_template("account/people/code.html", handed=handed)
    return done(_l("Surat undangan sedang dikirim; berlaku tujuh hari."), ".index")


@bp.post("/people/invitations/<public_id>/withdraw")
@may(OWNER)
def withdraw(public_id: str) -> ResponseReturnValue:
    def write(uow: UnitOfWork) -> None:
        if uow.find(Invitation, public_id=public_id).organisation_id != _business(uow).id:
            raise NotFound(f"invitation {public_id}")
        withdraw_invitation(uow, public_id)

    transact(write)
    return done(_l("Undangan ditarik."), ".index")


@bp.get("/people/<int:seat_id>/end")
@may(OWNER)
def ending(seat_id: int) -> ResponseReturnValue:
    return _end_page(reading(), seat_id, EndForm())


@bp.post("/people/<int:seat_id>/end")
@may(OWNER)
def end(seat_id: int) -> ResponseReturnValue:
    form = EndForm().shown_on(lambda form: _end_page(reading(), seat_id, form))

    def write(uow: UnitOfWork) -> None:
        day = form.last_day.data
        _seat(uow, seat_id)
        plan_end(uow, seat_id, clock.close_of(day)) if day else end_seat(uow, seat_id)

    form.submit(write)
    planned = form.last_day.data is not None
    notify(_l("Akhir peran dicatat.") if planned else _l("Peran diakhiri; sesinya ikut berakhir."))
    return redirect(url_for(".index") if actor().at else url_for("account_home.show"))


@bp.post("/people/<int:seat_id>/keep")
@may(OWNER)
def keep(seat_id: int) -> ResponseReturnValue:
    transact(lambda uow: plan_end(uow, _seat(uow, seat_id).id, None))
    return done(_l("Peran berlaku seterusnya."), ".index")


@bp.post("/people/<int:seat_id>/code")
@may(OWNER)
def give_code(seat_id: int) -> ResponseReturnValue:
    handed = transact(lambda uow: help_in(uow, _seat(uow, seat_id).user_id))
    return render_template("account/people/code.html", handed=handed)


@bp.get("/people/transfer")
@may(OWNER)
def handing_on() -> ResponseReturnValue:
    return _transfer_page(reading(), TransferForm.of(reading()))


@bp.post("/people/transfer")
@may(OWNER)
def transfer() -> ResponseReturnValue:
    form = TransferForm.of(reading()).shown_on(lambda form: _transfer_page(reading(), form))

    def write(uow: UnitOfWork) -> None:
        here, stays = login.known().session.sign_in_id, form.after.data == "stay"
        transfer_ownership(uow, _business(uow).id, form.to.data, stays=stays, here=here)

    form.submit(write)
    login.renew()
    return done(_l("Kepemilikan dialihkan."), "account_home.show")


def _business(uow: UnitOfWork) -> Organisation:
    return uow.get(Organisation, actor().organisation)


def _seat(uow: UnitOfWork, seat_id: int) -> Seat:
    """A seat at the actor's business. Raises NotFound for any other."""
    here, seat = _business(uow), uow.get(Seat, seat_id)
    if seat.organisation_id != here.id:
        raise NotFound(f"seat {seat_id}")
    return seat


def _others(uow: UnitOfWork) -> list[SeatRow]:
    """One row of each other person who sits here."""
    listing = SeatList(organisation_id=_business(uow).id, now=uow.now)
    people: dict[Any, SeatRow] = {}
    for row in listing.rows(uow.session, limit=MOST):
        if row.user_id != uow.actor.user_id:
            people.setdefault(row.user_id, row)
    return list(people.values())


def _end_page(uow: UnitOfWork, seat_id: int, form: EndForm) -> str:
    seat = _seat(uow, seat_id)
    person = uow.get(User, seat.user_id)
    own = person.id == uow.actor.user_id
    return render_template("account/people/end.html", form=form, seat=seat, person=person, own=own)


def _transfer_page(uow: UnitOfWork, form: TransferForm) -> str:
    return render_template("account/people/transfer.html", form=form, business=_business(uow))
