"""Messages of payment gateways that nobody can place: an officer looks, and writes what came of it."""

from __future__ import annotations

from collections.abc import Iterator

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.checkouts.event_lists import GatewayEventList, GatewayEventRow
from marketplace.checkouts.news import clear_event
from marketplace.checkouts.states import UNCLEAR
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import OFFICER as AN_OFFICER
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.forms import Form, LongText
from marketplace.web.lists import page_of
from marketplace.web.redirects import done
from marketplace.web.tasks import Task

bp = Blueprint("office_gateway_events", __name__)


class ClearForm(Form):
    note = LongText(_l("Apa yang ditemukan"), rows=3, longest=500)


@bp.get("/gateway-events")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    every = request.args.get("show") == "all"
    events = page_of(GatewayEventList(state=None if every else UNCLEAR))
    return render_template("office/gateway_events/index.html", events=events, every=every)


@bp.get("/gateway-events/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, ClearForm(formdata=None))


@bp.post("/gateway-events/<public_id>")
@may(OFFICER)
def clear(public_id: str) -> ResponseReturnValue:
    row = _event(public_id)
    form = ClearForm().shown_on(lambda form: _page(public_id, form))
    form.submit(lambda uow: clear_event(uow, row.id, note=form.note.data))
    return done(_l("Dicatat sudah dilihat."), ".index")


def unclear_events(uow: UnitOfWork) -> Iterator[Task]:
    """One task for all of them."""
    count = GatewayEventList(state=UNCLEAR).count(uow.session) if uow.actor.has(AN_OFFICER) else 0
    if count:
        yield Task(
            title=_l("%(count)d kabar pembayaran perlu dilihat", count=count),
            text=_l("Gerbang pembayaran mengabarkan sesuatu yang tidak cocok dengan catatan MB2."),
            url=url_for("office_gateway_events.index"),
            act=_l("Lihat"),
            icon="cash",
        )


def _event(public_id: str) -> GatewayEventRow:
    found = GatewayEventList(public_id=public_id).one(reading().session)
    if found is None:
        raise NotFound(f"gateway event {public_id}")
    return found


def _page(public_id: str, form: ClearForm) -> str:
    return render_template(
        "office/gateway_events/show.html", row=_event(public_id), form=form, unclear=UNCLEAR
    )
