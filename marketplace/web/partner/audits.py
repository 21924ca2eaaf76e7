"""The shop's own audit cases: what is asked for, what it handed in, findings and its answers."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.audits.casework import hand_in
from marketplace.audits.finding_stories import findings_of
from marketplace.audits.findings import answer_finding
from marketplace.audits.models.cases import AuditFinding
from marketplace.audits.queries import AuditCaseList, AuditCaseRow, AuditItemList, SubmissionList
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading
from marketplace.web.forms import Document, Form, LongText
from marketplace.web.redirects import done
from marketplace.web.upload_checks import readable_document
from marketplace.web.uploads import keep_upload

bp = Blueprint("partner_audits", __name__)


class HandInForm(Form):
    text = LongText(_l("Apa yang Anda serahkan"), rows=2, longest=500)
    file = Document(_l("Foto nota atau berkas"), validators=[readable_document])


class FindingAnswerForm(Form):
    text = LongText(_l("Apa yang sudah Anda lakukan"), rows=3, longest=1000)
    evidence = Document(_l("Foto nota atau bukti"), validators=[readable_document])


@bp.get("/audits")
@may(PARTNER)
def index() -> ResponseReturnValue:
    mine = PartnerId(actor().organisation)
    return render_template(
        "partner/audits/index.html", cases=AuditCaseList(partner_id=mine).rows(reading().session)
    )


@bp.get("/audits/<public_id>")
@may(PARTNER)
def show(public_id: str) -> ResponseReturnValue:
    return _show(public_id)


@bp.post("/audits/<public_id>/papers")
@may(PARTNER)
def send(public_id: str) -> ResponseReturnValue:
    form = HandInForm().shown_on(lambda form: _show(public_id, handing=form))
    case = _case(public_id)
    form.submit(lambda uow: hand_in(uow, case.id, text=form.text.data, file_id=keep_upload(uow, form.file)))
    return done(_l("Berkas diserahkan; auditor membacanya."), ".show", public_id=public_id)


@bp.get("/audits/<public_id>/findings/<int:number>")
@may(PARTNER)
def finding(public_id: str, number: int) -> ResponseReturnValue:
    return _finding(public_id, number, FindingAnswerForm(formdata=None))


@bp.post("/audits/<public_id>/findings/<int:number>")
@may(PARTNER)
def answer(public_id: str, number: int) -> ResponseReturnValue:
    form = FindingAnswerForm().shown_on(lambda form: _finding(public_id, number, form))
    case = _case(public_id)

    def write(uow: UnitOfWork) -> None:
        found = uow.find(AuditFinding, case_id=case.id, number=number)
        answer_finding(uow, found.id, text=form.text.data, evidence_id=keep_upload(uow, form.evidence))

    form.submit(write)
    return done(_l("Jawaban dikirim; auditor memutuskannya."), ".show", public_id=public_id)


def _case(public_id: str) -> AuditCaseRow:
    """A case of this shop; no other is found."""
    mine = AuditCaseList(public_id=public_id, partner_id=PartnerId(actor().organisation))
    found = mine.one(reading().session)
    if found is None:
        raise NotFound(f"audit case {public_id}")
    return found


def _show(public_id: str, *, handing: HandInForm | None = None) -> str:
    session, case = reading().session, _case(public_id)
    return render_template(
        "partner/audits/show.html",
        case=case,
        items=AuditItemList(plan_id=case.plan_id, partner_id=case.partner_id).rows(session),
        sent=SubmissionList(case_id=case.id).rows(session),
        findings=findings_of(session, case.id),
        form=handing or HandInForm(formdata=None),
    )


def _finding(public_id: str, number: int, form: FindingAnswerForm) -> str:
    case = _case(public_id)
    stories = findings_of(reading().session, case.id)
    story = next((one for one in stories if one.finding.number == number), None)
    if story is None:
        raise NotFound(f"finding {number}")
    return render_template("partner/audits/finding.html", case=case, story=story, form=form)
