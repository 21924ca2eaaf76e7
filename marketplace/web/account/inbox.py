"""What the visitor was told about the business they act for, newest first; opening one marks it as read."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.kernel.labels import _l
from marketplace.notices import inbox
from marketplace.web.access import SIGNED_IN, may
from marketplace.web.context import reading, transact
from marketplace.web.lists import from_args, page_of
from marketplace.web.redirects import done
from marketplace.web.whatsapp import written

bp = Blueprint("account_inbox", __name__)


@bp.get("/inbox")
@may(SIGNED_IN)
def index() -> ResponseReturnValue:
    uow = reading()
    mine = inbox.own_inbox(uow)
    listing = from_args(inbox.InboxList, **mine)
    return render_template(
        "account/inbox/index.html",
        lines=page_of(listing),
        filters=listing,
        now=uow.now,
        elsewhere=inbox.unread_elsewhere(uow.session, **mine),
    )


@bp.get("/inbox/<public_id>")
@may(SIGNED_IN)
def show(public_id: str) -> ResponseReturnValue:
    """Where a link in a message leads: it gives no right, only its reader opens it."""
    uow = reading()
    line = inbox.own_notice(uow, public_id)
    return render_template("account/inbox/show.html", line=line, text=written(line.text), now=uow.now)


@bp.post("/inbox/<public_id>")
@may(SIGNED_IN)
def follow(public_id: str) -> ResponseReturnValue:
    """Mark it as read and go on to what it is about."""
    line = transact(lambda uow: inbox.read(uow, public_id))
    return redirect(line.link or url_for(".index"))


@bp.post("/inbox")
@may(SIGNED_IN)
def read_all() -> ResponseReturnValue:
    transact(inbox.read_all)
    return done(_l("Semua kabar ditandai sudah dibaca."), ".index")
