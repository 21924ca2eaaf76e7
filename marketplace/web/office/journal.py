"""The journal: what happened, by whom, and the proof that nobody changed it since."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.db.reading import page_of
from marketplace.journal import queries
from marketplace.journal.wording import FACTS, SUBJECTS
from marketplace.web.access import OFFICIAL, may
from marketplace.web.context import page_number, reading

bp = Blueprint("office_journal", __name__)


@bp.get("/journal")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    uow = reading()
    kind, action = request.args.get("kind") or None, request.args.get("action") or None
    number = request.args.get("number", type=int)
    wanted = queries.EntryList(subject_kind=kind, subject_id=number, action=action).select()
    entries = page_of(uow.session, wanted, queries.EntryRow, number=page_number(), size=50)
    return render_template(
        "office/journal/index.html",
        entries=entries,
        subjects=SUBJECTS,
        facts=FACTS,
        head=queries.head(uow.session),
    )


@bp.get("/journal/verify")
@may(OFFICIAL)
def verify() -> ResponseReturnValue:
    """Reads the whole chain; nothing is written."""
    uow = reading()
    return render_template("office/journal/verify.html", verdict=queries.verify(uow.session), at=uow.now)
