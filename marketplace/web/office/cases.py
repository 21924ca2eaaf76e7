"""Licence cases: what is under way for whom, how old it is, and what it waits for. For officers, as it names people."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import User
from marketplace.certification.kinds.base import KINDS
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.outreach.casework import CaseList, CaseRow, case_page
from marketplace.outreach.models import Activity, Candidate, CaseState
from marketplace.places.queries import kelurahan
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading
from marketplace.web.lists import exported, from_args, page_of
from marketplace.web.office.case_forms import BlockForm, CloseForm, RemarkForm, SendForm
from marketplace.web.office.outreach_forms import in_order
from marketplace.web.producer.certificate_form import CertificateForm
from marketplace.web.query_args import enum_arg

bp = Blueprint("office_cases", __name__)

OLD = 14  # days after which somebody should look at it


@bp.get("/cases")
@may(OFFICER)
def index() -> ResponseReturnValue:
    uow = reading()
    listing = _listing(uow)
    return render_template(
        "office/cases/index.html",
        cases=page_of(listing),
        filters=listing,
        every=request.args.get("show") == "all",
        states=[(state.value, state.label) for state in CaseState],
        kinds=[(key, kind.label) for key, kind in in_order()],
        kelurahan=kelurahan(uow.session),
        today=uow.today,
        old=OLD,
    )


@bp.get("/cases.xlsx")
@may(OFFICER)
def export() -> ResponseReturnValue:
    """Exactly what the list shows; businesses by name, people not at all."""
    uow = reading()
    return exported(_listing(uow), _l("urusan-surat-%(day)s", day=uow.today), kind="xlsx")


@bp.get("/cases/<public_id>")
@may(OFFICER)
def show(public_id: str) -> ResponseReturnValue:
    return drawn(public_id)


def drawn(public_id: str, **refused: Any) -> str:
    """The case with its forms; one that was refused keeps what was typed."""
    uow = reading()
    page = case_page(uow.session, public_id)
    row = page.row
    forms = {
        "block": BlockForm(formdata=None, blocker=row.blocker),
        "send": SendForm(formdata=None, external_ref=row.external_ref),
        "remark": RemarkForm(formdata=None, note=page.note),
        "close": CloseForm(formdata=None),
        "paper": None,
    }
    if row.under_way and row.producer_id is not None and not refused.get("paper"):
        forms["paper"] = CertificateForm.blank(uow, row.producer_id, row.kind)
    return render_template(
        "office/cases/show.html",
        page=page,
        case=row,
        kind=KINDS[row.kind],
        candidate=uow.get(Candidate, row.candidate_id) if row.candidate_id else None,
        account=_account(uow, row),
        today=uow.today,
        old=OLD,
        history=history(uow.session, "case", row.id),
        **(forms | refused),
    )


def _account(uow: UnitOfWork, row: CaseRow) -> User | None:
    """Of the candidate, once they have one."""
    candidate = uow.get(Candidate, row.candidate_id) if row.candidate_id else None
    return uow.get(User, candidate.user_id) if candidate and candidate.user_id else None


def _listing(uow: UnitOfWork) -> CaseList:
    given, state = request.args, enum_arg(CaseState)
    person = given.get("candidate", "")
    where = given.get("activity", "")
    return from_args(
        CaseList,
        today=uow.today,
        under_way=state is None and given.get("show") != "all" and not (person or where),
        blocked=True if given.get("blocked") else None,
        aged=OLD if given.get("old") else 0,
        candidate_id=uow.find(Candidate, public_id=person).id if person else None,
        activity_id=uow.find(Activity, public_id=where).id if where else None,
    )
