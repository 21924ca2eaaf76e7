"""Whom an officer sends word by WhatsApp, from their own telephone, with a text that is ready."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.kernel.labels import _l
from marketplace.notices.passing_on import UnreachedList, mark_told, open_text
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading, transact
from marketplace.web.lists import page_of
from marketplace.web.redirects import done
from marketplace.web.whatsapp import leads_out, to_whatsapp, written

bp = Blueprint("office_send", __name__)


@bp.get("/send")
@may(OFFICER)
def index() -> ResponseReturnValue:
    uow, told = reading(), request.args.get("told") == "1"
    rows = page_of(UnreachedList(now=uow.now, waits=not told, told=told), size=20)
    page = render_template("office/send/index.html", rows=rows, told=told, written=written)
    return leads_out(page)


@bp.post("/send/<public_id>")
@may(OFFICER)
def send(public_id: str) -> ResponseReturnValue:
    """On to WhatsApp, in one tap."""
    row = transact(lambda uow: open_text(uow, public_id))
    return to_whatsapp(row.phone, written(row.text, row.locale))


@bp.post("/send/<public_id>/told")
@may(OFFICER)
def told(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: mark_told(uow, public_id))
    return done(_l("Ditandai sudah dikabari."), ".index")
