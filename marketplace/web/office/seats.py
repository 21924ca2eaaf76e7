"""The people of a business, for an officer: let its first owner in, and help whoever has no e-mail."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.invited import InvitationList
from marketplace.accounts.models import Invitation, Organisation, Seat
from marketplace.accounts.queries import seats_of
from marketplace.accounts.seated import SeatList, to_help
from marketplace.accounts.services.invitations import withdraw_invitation
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import OFFICE
from marketplace.web.access import OFFICER, SYSADMIN, may
from marketplace.web.context import reading, transact
from marketplace.web.doors import DOOR_OF
from marketplace.web.lists import page_of
from marketplace.web.one_time_codes import HandOver
from marketplace.web.redirects import done
from marketplace.web.seat_forms import FirstOwnerForm, help_in, mail_or_show_code

bp = Blueprint("office_seats", __name__)


@bp.get("/organisations/<public_id>/people")
@may(OFFICER | SYSADMIN)
def index(public_id: str) -> ResponseReturnValue:
    return _page(reading(), public_id, FirstOwnerForm())


@bp.post("/organisations/<public_id>/people")
@may(OFFICER | SYSADMIN)
def create(public_id: str) -> ResponseReturnValue:
    form = FirstOwnerForm().shown_on(lambda form: _page(reading(), public_id, form))
    handed = form.submit(lambda uow: mail_or_show_code(uow, _business(uow, public_id), form))
    if handed:
        return _code(public_id, handed)
    return done(_l("Surat undangan sedang dikirim; berlaku tujuh hari."), ".index", public_id=public_id)


@bp.post("/organisations/<public_id>/people/<int:seat_id>/code")
@may(OFFICER | SYSADMIN)
def give_code(public_id: str, seat_id: int) -> ResponseReturnValue:
    def write(uow: UnitOfWork) -> HandOver:
        seat = uow.get(Seat, seat_id)
        if seat.organisation_id != _business(uow, public_id).id:
            raise NotFound(f"seat {seat_id}")
        return help_in(uow, seat.user_id)

    return _code(public_id, transact(write))


@bp.post("/organisations/<public_id>/invitations/<invitation>/withdraw")
@may(OFFICER | SYSADMIN)
def withdraw(public_id: str, invitation: str) -> ResponseReturnValue:
    def write(uow: UnitOfWork) -> None:
        found = uow.find(Invitation, public_id=invitation)
        if found.organisation_id != _business(uow, public_id).id:
            raise NotFound(f"invitation {invitation}")
        withdraw_invitation(uow, invitation)

    transact(write)
    return done(_l("Undangan ditarik."), ".index", public_id=public_id)


def _business(uow: UnitOfWork, public_id: str) -> Organisation:
    found = uow.find(Organisation, public_id=public_id)
    if found.kind is OFFICE:
        raise NotFound(f"{public_id} is no business")
    return found


def _code(public_id: str, handed: object) -> str:
    return render_template("office/seats/code.html", handed=handed, public_id=public_id)


def _page(uow: UnitOfWork, public_id: str, form: FirstOwnerForm) -> str:
    business = _business(uow, public_id)
    listed = page_of(SeatList(organisation_id=business.id, now=uow.now))
    held = seats_of(uow.session, [row.user_id for row in listed], uow.now)
    return render_template(
        "office/seats/index.html",
        business=business,
        door=DOOR_OF[business.kind],
        seats=listed,
        invitations=InvitationList(organisation_id=business.id, now=uow.now).rows(uow.session, limit=100),
        helped=to_help(uow, listed.rows, held),
        form=form,
    )
