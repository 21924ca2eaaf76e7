"""What the program keeps about oneself: see it, take it along, correct it, have it erased (UU 27/2022)."""

from __future__ import annotations

import json
from datetime import date, datetime

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.db.personal import PersonalRecords, Value
from marketplace.kernel.labels import _l
from marketplace.web import login
from marketplace.web.access import SIGNED_IN, may
from marketplace.web.confirming import Confirmed
from marketplace.web.context import reading
from marketplace.web.downloads import save_as
from marketplace.web.forms import Tick
from marketplace.web.language import day, moment, translate
from marketplace.web.redirects import done

bp = Blueprint("account_data", __name__)

SHOWN = 10  # rows of one kind on the page; the file has all


class EraseForm(Confirmed):
    understood = Tick(_l("Saya mengerti bahwa akun ini tidak dapat dikembalikan"), required=True)


@bp.get("/data")
@may(SIGNED_IN)
def show() -> ResponseReturnValue:
    return render_template("account/data/show.html", everything=_everything(), most=SHOWN)


@bp.get("/data.json")
@may(SIGNED_IN)
def download() -> ResponseReturnValue:
    kept = {kind.key: kind.plain for kind in _everything()}
    about = {"made_at": reading().now.isoformat(), "program": "MB2 Metro Bangga Beli"}
    answer = Response(json.dumps(about | kept, ensure_ascii=False, indent=2), mimetype="application/json")
    answer.headers["Cache-Control"] = "private, no-store"
    return save_as(answer, gettext("data-saya-mb2") + ".json")


@bp.get("/data/erase")
@may(SIGNED_IN)
def consider() -> ResponseReturnValue:
    return render_template("account/data/erase.html", form=EraseForm())


@bp.post("/data/erase")
@may(SIGNED_IN)
def erase() -> ResponseReturnValue:
    form = EraseForm().shown_on("account/data/erase.html")
    form.attempt(login.erase)
    return done(_l("Data pribadi Anda sudah dihapus dan akun Anda ditutup."), "public_home.show")


@bp.app_template_filter("personal")
def said(value: Value) -> str:
    """A value as a person reads it."""
    if isinstance(value, datetime):
        return moment(value)
    if isinstance(value, date):
        return day(value)
    return "—" if value in (None, "") else str(translate(value) if isinstance(value, str) else value)


def _everything() -> list[PersonalRecords]:
    """Every package's part, those with nothing in them left out."""
    uow = reading()
    told = (source(uow) for source in current_app.extensions["personal_data"])
    return [kept for kept in told if kept.rows]
