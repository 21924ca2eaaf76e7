"""People who came or want to come: found by officers, and forgotten when they ask for it (UU 27/2022)."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.outreach.candidates import CandidateList, candidate_page
from marketplace.outreach.services.privacy import erase_candidate
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading
from marketplace.web.forms import Form, Tick
from marketplace.web.lists import from_args, page_of
from marketplace.web.redirects import done

bp = Blueprint("office_candidates", __name__)


class EraseForm(Form):
    asked = Tick(_l("Orangnya sendiri meminta, dan tahu bahwa ini tidak dapat dikembalikan"), required=True)


@bp.get("/candidates")
@may(OFFICER)
def index() -> ResponseReturnValue:
    listing = from_args(CandidateList)
    return render_template("office/candidates/index.html", candidates=page_of(listing), words=listing.search)


@bp.get("/candidates/<public_id>")
@may(OFFICER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, EraseForm())


@bp.post("/candidates/<public_id>/erase")
@may(OFFICER)
def erase(public_id: str) -> ResponseReturnValue:
    form = EraseForm().shown_on(lambda form: _page(public_id, form))
    form.submit(lambda uow: erase_candidate(uow, candidate_page(uow.session, public_id).row.id))
    return done(_l("Data orang itu dihapus; kehadirannya tetap terhitung tanpa nama."), ".index")


def _page(public_id: str, form: EraseForm) -> str:
    session = reading().session
    candidate = candidate_page(session, public_id)
    return render_template(
        "office/candidates/show.html",
        candidate=candidate,
        form=form,
        history=history(session, "candidate", candidate.row.id),
    )
