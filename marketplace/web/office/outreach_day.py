"""The day itself, on a phone: who is expected, who is there, who just came in, and what they need.

Every act may be sent twice: a phone that lost its line sends it again.
"""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import Any, NamedTuple

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.certification.kinds.base import KINDS
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.outreach.attendees import AttendeeList, day_sheet
from marketplace.outreach.models import Activity, Attendance, AttendanceState
from marketplace.outreach.queries import activity_page
from marketplace.outreach.services.attending import check_in, note, register, undo_check_in, walk_in
from marketplace.outreach.services.cases import OpenCase, open_case
from marketplace.outreach.states import PRESENT
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading
from marketplace.web.forms import press
from marketplace.web.language import hour
from marketplace.web.lists import from_args, place_arg
from marketplace.web.office.outreach_forms import OFTEN, CodeForm, GuestForm, NoteForm, OpenForm, in_order
from marketplace.web.redirects import notify

bp = Blueprint("office_outreach_day", __name__)


class Came(NamedTuple):
    """A place as it was just written; `since` when its person is there, which may have been said before `now`."""

    place: str
    state: AttendanceState
    since: datetime | None
    now: datetime


@bp.get("/outreach/<public_id>/day")
@may(OFFICER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.post("/outreach/<public_id>/check-in")
@may(OFFICER)
def check_in_by_code(public_id: str) -> ResponseReturnValue:
    form = CodeForm().shown_on(lambda form: _page(public_id, coming=form))
    came = form.submit(lambda uow: _check_in(uow, public_id, form.code.data))
    _say_arrived(came)
    return redirect(_line(public_id, came.place))


@bp.post("/outreach/<public_id>/people/<place>/arrive")
@may(OFFICER)
def arrive(public_id: str, place: str) -> ResponseReturnValue:
    came = press(lambda uow: _check_in(uow, public_id, place), _line(public_id, place))
    _say_arrived(came)
    return redirect(_line(public_id, place))


@bp.post("/outreach/<public_id>/people/<place>/undo")
@may(OFFICER)
def undo(public_id: str, place: str) -> ResponseReturnValue:
    press(lambda uow: undo_check_in(uow, _place(uow, public_id, place).id), _line(public_id, place))
    notify(_l("Catatan hadir dibatalkan; tempatnya tetap ada."))
    return redirect(_line(public_id, place))


@bp.post("/outreach/<public_id>/guests")
@may(OFFICER)
def receive(public_id: str) -> ResponseReturnValue:
    """Somebody who did not register; when every place is taken they may wait for one."""
    waits = request.form.get("act") == "wait"
    form = GuestForm().shown_on(lambda form: _page(public_id, guest=form))
    enter = register if waits else walk_in

    def write(uow: UnitOfWork) -> Came:
        activity, client_id = _activity(uow, public_id), form.client_id.data or ""
        return _came(uow, enter(uow, activity.id, form.person, client_id=client_id))

    came = form.submit(write)
    if came.since:
        _say_arrived(came)
    else:
        notify(_l("Dicatat: %(state)s.", state=str(came.state.label)))
    return redirect(_line(public_id, came.place))


@bp.post("/outreach/<public_id>/people/<place>/note")
@may(OFFICER)
def write_note(public_id: str, place: str) -> ResponseReturnValue:
    form = NoteForm().shown_on(lambda form: _page(public_id, noting=form, noted=place))
    form.submit(lambda uow: note(uow, _place(uow, public_id, place).id, form.note.data))
    notify(_l("Catatan disimpan."))
    return redirect(_line(public_id, place))


@bp.post("/outreach/<public_id>/people/<place>/cases")
@may(OFFICER)
def open_paper(public_id: str, place: str) -> ResponseReturnValue:
    form = OpenForm()
    kind, before = press(lambda uow: _open(uow, public_id, place, form), _line(public_id, place))
    words = {"paper": str(KINDS[kind].label)}
    text = _l("Urusan %(paper)s sudah terbuka; tidak dibuat dua kali.", **words)
    notify(text if before else _l("Urusan %(paper)s dibuka.", **words))
    return redirect(_line(public_id, place))


def _activity(uow: UnitOfWork, public_id: str) -> Activity:
    return uow.find(Activity, public_id=public_id)


def _place(uow: UnitOfWork, public_id: str, place: str) -> Attendance:
    return uow.find(Attendance, public_id=place, activity_id=_activity(uow, public_id).id)


def _check_in(uow: UnitOfWork, public_id: str, code: str) -> Came:
    return _came(uow, check_in(uow, _activity(uow, public_id).id, code=code))


def _came(uow: UnitOfWork, there: Attendance) -> Came:
    return Came(there.public_id, there.state, there.arrived_at, uow.now)


def _open(uow: UnitOfWork, public_id: str, place: str, form: OpenForm) -> tuple[str, bool]:
    """The kind of the case, and whether it was open before."""
    there = _place(uow, public_id, place)
    wanted = OpenCase(
        kind=form.kind.data or "", candidate_id=there.candidate_id, activity_id=there.activity_id
    )
    case = open_case(uow, wanted, client_id=form.client_id.data or "")
    return case.kind, case.opened_at < uow.now


def _say_arrived(came: Came) -> None:
    if came.since is not None and came.since < came.now:
        notify(_l("Sudah tercatat hadir pukul %(hour)s; tidak dihitung dua kali.", hour=hour(came.since)))
    else:
        notify(_l("Hadir dicatat."))


def _line(public_id: str, place: str) -> str:
    """The address of the same line of the same list."""
    return url_for(".show", public_id=public_id, **_args(), _anchor=f"o-{place}")


def _args() -> dict[str, Any]:
    return {
        name: request.args[name]
        for name in ("q", "state", "after", "before", "end")
        if request.args.get(name)
    }


def _page(public_id: str, **refused: Any) -> str:
    uow = reading()
    page, activity = activity_page(uow.session, public_id, public=False), _activity(uow, public_id)
    listing = from_args(AttendeeList, activity_id=activity.id)
    sheet = day_sheet(uow.session, listing, place_arg())
    forms = {"coming": CodeForm(formdata=None), "guest": GuestForm.blank(), "noting": None, "noted": ""}
    return render_template(
        "office/outreach/day.html",
        activity=page.row,
        sheet=sheet,
        here_now=sheet.counts[PRESENT],
        state=listing.state,
        states=AttendanceState,
        words=listing.search,
        args=_args(),
        papers=[(key, kind.label) for key, kind in in_order() if key in (activity.serves or OFTEN)],
        new_id=lambda: secrets.token_hex(16),
        **(forms | refused),
    )
