"""A place at an activity, behind an address that cannot be guessed; it says nothing of whose it is.

Who registered also has the `key` that their browser made: with it the place can be given up, and later the
certificate fetched. Somebody else who types a known telephone number gets to the same ticket without that key.
"""

from __future__ import annotations

from hmac import compare_digest

from flask import Blueprint, Response, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.adapters.codes import qr_svg
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.outreach import policies
from marketplace.outreach.calendar import calendar_of
from marketplace.outreach.models import Attendance, Candidate
from marketplace.outreach.papers import own_paper
from marketplace.outreach.queries import Ticket, ticket
from marketplace.outreach.services.attending import withdraw
from marketplace.outreach.states import PRESENT, WITHDRAW
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading, tools
from marketplace.web.downloads import save_as
from marketplace.web.forms import press
from marketplace.web.public.events import address_of
from marketplace.web.redirects import notify

bp = Blueprint("public_tickets", __name__)


@bp.get("/events/tickets/<public_id>")
@may(ANYONE)
def show(public_id: str) -> ResponseReturnValue:
    uow = reading()
    found, own = ticket(uow.session, public_id), _is_own(uow, public_id)
    page = render_template(
        "public/events/ticket.html",
        ticket=found,
        activity=found.activity,
        own=own,
        can_leave=own and WITHDRAW.possible_from(found.state) and not _over(found),
        attended=own and found.state is PRESENT,
        key=_key(),
    )
    return _unlisted(make_response(page))


@bp.post("/events/tickets/<public_id>/withdraw")
@may(ANYONE)
def leave(public_id: str) -> ResponseReturnValue:
    key = _key() or None
    press(
        lambda uow: withdraw(uow, uow.find(Attendance, public_id=public_id).id, client_id=key),
        url_for(".show", public_id=public_id, key=key),
    )
    notify(_l("Pendaftaran dibatalkan; tempatnya diberikan kepada yang menunggu."))
    return redirect(url_for(".show", public_id=public_id, key=key))


@bp.get("/events/tickets/<public_id>/qr.svg")
@may(ANYONE)
def code(public_id: str) -> ResponseReturnValue:
    """The ticket's own address, to be scanned at the door."""
    found = ticket(reading().session, public_id)
    drawn = qr_svg(address_of(".show", public_id=found.public_id), gettext("Kode QR tiket"))
    return _unlisted(Response(drawn, mimetype="image/svg+xml"))


@bp.get("/events/tickets/<public_id>/calendar.ics")
@may(ANYONE)
def calendar(public_id: str) -> ResponseReturnValue:
    uow = reading()
    found = ticket(uow.session, public_id)
    text = calendar_of(
        found.activity,
        address_of("public_events.show", public_id=found.activity.public_id),
        now=uow.now,
    )
    return _saved(Response(text, mimetype="text/calendar"), f"mb2-{found.activity.public_id}.ics")


@bp.get("/events/tickets/<public_id>/certificate.pdf")
@may(ANYONE)
def certificate(public_id: str) -> ResponseReturnValue:
    """For who holds the key, once they were there."""
    uow = reading()
    if not _is_own(uow, public_id):
        raise NotFound(f"certificate of ticket {public_id} without its key")
    paper = own_paper(uow.session, uow.find(Attendance, public_id=public_id), tools().documents)
    name = gettext("sertifikat-kehadiran")
    return _saved(Response(paper, mimetype="application/pdf"), f"mb2-{name}.pdf")


def _key() -> str:
    return request.args.get("key", "")


def _is_own(uow: UnitOfWork, public_id: str) -> bool:
    """With the key, or signed in as the person or an officer. Raises NotFound for no such ticket."""
    place = uow.find(Attendance, public_id=public_id)
    if compare_digest(_key().encode(), place.client_id.encode()):
        return True
    return uow.allows(policies.SEE_PERSON, uow.get(Candidate, place.candidate_id))


def _over(found: Ticket) -> bool:
    return found.activity.cancelled_at is not None or found.activity.closed_at is not None


def _saved(answer: Response, name: str) -> Response:
    return _unlisted(save_as(answer, name))


def _unlisted(answer: Response) -> Response:
    """Kept by the visitor's own browser at most, and by no search engine."""
    answer.headers["Cache-Control"] = "private, no-store"
    answer.headers["X-Robots-Tag"] = "noindex, nofollow"
    return answer
