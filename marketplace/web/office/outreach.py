"""Visits and trainings at the desk: plan, announce, change, call off, close, and what came of them."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.adapters.codes import qr_svg
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.clock import day_of
from marketplace.kernel.labels import _l
from marketplace.outreach import policies
from marketplace.outreach.attendee_exports import Purpose
from marketplace.outreach.attendees import AttendeeList, day_sheet
from marketplace.outreach.floods import floods_of
from marketplace.outreach.models import Activity, ActivityKind
from marketplace.outreach.queries import ActivityList, activity_page, team_of
from marketplace.outreach.services.activities import (
    announce,
    cancel_activity,
    change_activity,
    close_activity,
    plan_activity,
)
from marketplace.outreach.services.floods import undo_flood
from marketplace.places.queries import kelurahan
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.forms import press
from marketplace.web.lists import from_args, page_of
from marketplace.web.office.outreach_forms import CancelForm, FloodForm, PlanForm
from marketplace.web.public.events import address_of
from marketplace.web.redirects import done, notify

bp = Blueprint("office_outreach", __name__)


@bp.get("/outreach")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    uow, past = reading(), request.args.get("when") == "past"
    days = {"before": uow.today} if past else {"from_on": uow.today}
    listing = from_args(ActivityList, **days)
    return render_template(
        "office/outreach/index.html",
        activities=page_of(listing),
        filters=listing,
        past=past,
        kinds=[(kind.value, kind.label) for kind in ActivityKind],
        kelurahan=kelurahan(uow.session),
        acts=uow.allows(policies.PLAN, None),
    )


@bp.get("/outreach/new")
@may(OFFICER)
def new() -> ResponseReturnValue:
    return render_template("office/outreach/new.html", form=PlanForm.blank(reading()))


@bp.post("/outreach/new")
@may(OFFICER)
def create() -> ResponseReturnValue:
    form = PlanForm.blank(reading()).shown_on("office/outreach/new.html")
    address = form.submit(lambda uow: url_for(".show", public_id=plan_activity(uow, form.plan).public_id))
    notify(_l("Kegiatan direncanakan. Umumkan bila sudah benar."))
    return redirect(address)


@bp.get("/outreach/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.get("/outreach/<public_id>/plan")
@may(OFFICER)
def edit(public_id: str) -> ResponseReturnValue:
    return _plan_page(public_id, PlanForm.of(reading(), _id(reading(), public_id)))


@bp.post("/outreach/<public_id>/plan")
@may(OFFICER)
def save(public_id: str) -> ResponseReturnValue:
    form = PlanForm.of(reading(), _id(reading(), public_id)).shown_on(
        lambda form: _plan_page(public_id, form)
    )
    form.submit(lambda uow: change_activity(uow, _id(uow, public_id), form.plan, version=form.seen))
    notify(_l("Kegiatan disimpan; waktu atau tempat yang berubah dikabarkan kepada pendaftar."))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/outreach/<public_id>/announce")
@may(OFFICER)
def publish(public_id: str) -> ResponseReturnValue:
    press(lambda uow: announce(uow, _id(uow, public_id)), url_for(".show", public_id=public_id))
    return done(_l("Kegiatan diumumkan; orang dapat mendaftar."), ".show", public_id=public_id)


@bp.post("/outreach/<public_id>/cancel")
@may(OFFICER)
def cancel(public_id: str) -> ResponseReturnValue:
    form = CancelForm().shown_on(lambda form: _page(public_id, cancelling=form))
    form.submit(lambda uow: cancel_activity(uow, _id(uow, public_id), reason=form.reason.data))
    notify(_l("Kegiatan dibatalkan; yang punya surel dikabari. Telepon yang lain."))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/outreach/<public_id>/close")
@may(OFFICER)
def close(public_id: str) -> ResponseReturnValue:
    press(lambda uow: close_activity(uow, _id(uow, public_id)), url_for(".show", public_id=public_id))
    return done(_l("Kegiatan ditutup; yang tidak datang dicatat tidak hadir."), ".show", public_id=public_id)


@bp.get("/outreach/<public_id>/poster")
@may(OFFICIAL)
def poster(public_id: str) -> ResponseReturnValue:
    """To print and to hang up: what, when, where, and a QR code that leads to the registration."""
    page = activity_page(reading().session, public_id, public=False)
    address = address_of("public_events.show", public_id=public_id)
    return render_template("office/outreach/poster.html", page=page, activity=page.row, address=address)


@bp.get("/outreach/<public_id>/qr.svg")
@may(OFFICIAL)
def code(public_id: str) -> ResponseReturnValue:
    activity_page(reading().session, public_id, public=False)
    drawn = qr_svg(address_of("public_events.show", public_id=public_id), gettext("Kode QR pendaftaran"))
    return drawn, 200, {"Content-Type": "image/svg+xml"}


@bp.post("/outreach/<public_id>/flood")
@may(OFFICER)
def undo_registrations(public_id: str) -> ResponseReturnValue:
    form = FloodForm().shown_on(lambda form: _page(public_id, flooding=form))
    undone = form.submit(lambda uow: undo_flood(uow, _id(uow, public_id), **form.data))
    notify(_l("%(places)s pendaftaran dibatalkan; yang menunggu mendapat tempatnya.", places=undone))
    return redirect(url_for(".show", public_id=public_id))


def _id(uow: UnitOfWork, public_id: str) -> int:
    return uow.find(Activity, public_id=public_id).id


def _plan_page(public_id: str, form: PlanForm) -> str:
    page = activity_page(reading().session, public_id, public=False)
    return render_template("office/outreach/edit.html", form=form, activity=page.row)


def _page(public_id: str, **refused: Any) -> str:
    uow = reading()
    page = activity_page(uow.session, public_id, public=False)
    forms = {"cancelling": CancelForm(formdata=None), "flooding": FloodForm(formdata=None)}
    return render_template(
        "office/outreach/show.html",
        page=page,
        activity=page.row,
        begun=page.row.starts_at <= uow.now,
        its_day=day_of(page.row.starts_at) <= uow.today,
        team=team_of(uow.session, page.row.id),
        sheet=day_sheet(uow.session, AttendeeList(activity_id=page.row.id), size=1),
        acts=uow.allows(policies.PLAN, None),
        purposes=Purpose,
        floods=floods_of(uow.session, page.row.id),
        history=history(uow.session, "activity", page.row.id),
        **(forms | refused),
    )
