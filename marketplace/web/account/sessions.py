"""Where one is signed in, and how to end it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.devices import SessionList
from marketplace.accounts.services import signing_in
from marketplace.kernel.labels import _l
from marketplace.web import login
from marketplace.web.access import SIGNED_IN, may
from marketplace.web.context import reading, transact
from marketplace.web.lists import page_of
from marketplace.web.redirects import done

bp = Blueprint("account_sessions", __name__)


@bp.get("/sessions")
@may(SIGNED_IN)
def show() -> ResponseReturnValue:
    mine, uow = login.known().session, reading()
    sessions = page_of(SessionList(user_id=mine.user_id, now=uow.now))
    return render_template("account/sessions/show.html", sessions=sessions, here=mine.sign_in_id)


@bp.post("/sessions/<int:sign_in_id>/revoke")
@may(SIGNED_IN)
def revoke(sign_in_id: int) -> ResponseReturnValue:
    transact(lambda uow: signing_in.revoke(uow, sign_in_id))
    return done(_l("Sesi itu diakhiri."), ".show")


@bp.post("/sessions/revoke-others")
@may(SIGNED_IN)
def revoke_others() -> ResponseReturnValue:
    mine = login.known().session
    transact(lambda uow: signing_in.end_sessions(uow, mine.user_id, but=mine.sign_in_id))
    return done(_l("Semua sesi lain diakhiri."), ".show")
