"""A partner's case: its documents one by one, who is on it, findings, and what came of them."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.audits.casework import assign_auditor, check_document, close_case
from marketplace.audits.finding_stories import findings_of
from marketplace.audits.findings import FindingDetails, decide_finding, issue_finding, verify_finding
from marketplace.audits.methods.base import METHODS
from marketplace.audits.models.cases import AuditCase, AuditFinding, AuditMember, FindingRuling
from marketplace.audits.models.plans import AuditItem, AuditPlan
from marketplace.audits.packs import case_pack
from marketplace.audits.queries import (
    AuditCaseList,
    AuditCaseRow,
    AuditItemList,
    AuditItemRow,
    DocumentLines,
    SubmissionList,
    ground_of,
    possible_auditors,
)
from marketplace.audits.records import case_record
from marketplace.audits.reports import case_report
from marketplace.audits.risks import risk_label
from marketplace.audits.understating import understatement_of
from marketplace.audits.visit_rows import PhotoList, counts_of
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import UserId
from marketplace.kernel.labels import _l
from marketplace.web.access import AUDITOR, may
from marketplace.web.context import actor, reading, tools
from marketplace.web.downloads import in_pieces, save_as
from marketplace.web.forms import Form, press
from marketplace.web.lists import exported
from marketplace.web.office.audit_forms import CheckForm, FindingForm, RefuseAnswerForm, VerifyForm
from marketplace.web.printing import pdf
from marketplace.web.redirects import done, notify

bp = Blueprint("office_audit_cases", __name__)


@bp.get("/audit-cases/<public_id>")
@may(AUDITOR)
def show(public_id: str) -> ResponseReturnValue:
    return _show(public_id)


@bp.get("/audit-cases/<public_id>/export")
@may(AUDITOR)
def export(public_id: str) -> Response:
    case = _case(public_id)
    listing = AuditItemList(plan_id=case.plan_id, partner_id=case.partner_id)
    return exported(listing, _l("sampel-%(day)s", day=reading().today))


@bp.get("/audit-cases/<public_id>/report.pdf")
@may(AUDITOR)
def report(public_id: str) -> Response:
    """The LHP; a draft until the case is closed."""
    uow = reading()
    record = case_record(uow.session, _case(public_id))
    return pdf(f"lhp-{public_id}.pdf", case_report(tools().documents, record, on=uow.today))


@bp.get("/audit-cases/<public_id>/pack.zip")
@may(AUDITOR)
def pack(public_id: str) -> Response:
    uow = reading()
    record = case_record(uow.session, _case(public_id))
    paper = case_report(tools().documents, record, on=uow.today)
    pieces = case_pack(uow, tools().storage, record, paper)
    return save_as(in_pieces(pieces, "application/zip"), f"audit-{public_id}.zip")


@bp.post("/audit-cases/<public_id>/auditors/<int:user_id>")
@may(AUDITOR)
def assign(public_id: str, user_id: int) -> ResponseReturnValue:
    back = url_for(".show", public_id=public_id)
    press(lambda uow: assign_auditor(uow, _id(uow, public_id), UserId(user_id)), back)
    return done(_l("Auditor ditugaskan."), ".show", public_id=public_id)


@bp.get("/audit-cases/<public_id>/documents/<int:place>")
@may(AUDITOR)
def document(public_id: str, place: int) -> ResponseReturnValue:
    return _document(public_id, place, CheckForm(formdata=None))


@bp.post("/audit-cases/<public_id>/documents/<int:place>")
@may(AUDITOR)
def check(public_id: str, place: int) -> ResponseReturnValue:
    """Then the next one that nobody has looked at, or the case."""
    form = CheckForm().shown_on(lambda form: _document(public_id, place, form))

    def write(uow: UnitOfWork) -> None:
        item = uow.find(AuditItem, plan_id=_case(public_id).plan_id, place=place)
        if item.partner_id != _case(public_id).partner_id:
            raise NotFound(f"document {place}")
        check_document(uow, item.id, **form.data)

    form.submit(write)
    case = _case(public_id)
    left = [one.place for one in _items(case) if one.outcome is None]
    after = next((one for one in left if one > place), left[0] if left else None)
    notify(_l("Hasil dicatat."))
    if after is None:
        return redirect(url_for(".show", public_id=public_id))
    return redirect(url_for(".document", public_id=public_id, place=after))


@bp.get("/audit-cases/<public_id>/findings/new")
@may(AUDITOR)
def new_finding(public_id: str) -> ResponseReturnValue:
    return _finding(public_id, FindingForm(formdata=None))


@bp.post("/audit-cases/<public_id>/findings")
@may(AUDITOR)
def issue(public_id: str) -> ResponseReturnValue:
    form = FindingForm().shown_on(lambda form: _finding(public_id, form))
    form.submit(lambda uow: issue_finding(uow, _id(uow, public_id), FindingDetails(**form.data)))
    return done(_l("Temuan disampaikan kepada toko."), ".show", public_id=public_id)


@bp.post("/audit-cases/<public_id>/findings/<int:number>/accept")
@may(AUDITOR)
def accept(public_id: str, number: int) -> ResponseReturnValue:
    back = url_for(".show", public_id=public_id)
    press(
        lambda uow: decide_finding(uow, _finding_id(uow, public_id, number), ruling=FindingRuling.ACCEPTED),
        back,
    )
    return done(
        _l("Jawaban diterima; auditor lain memeriksa tindak lanjutnya."), ".show", public_id=public_id
    )


@bp.post("/audit-cases/<public_id>/findings/<int:number>/refuse")
@may(AUDITOR)
def refuse(public_id: str, number: int) -> ResponseReturnValue:
    form = RefuseAnswerForm().shown_on(lambda form: _show(public_id, refusing=form))

    def write(uow: UnitOfWork) -> None:
        finding_id = _finding_id(uow, public_id, number)
        decide_finding(uow, finding_id, ruling=FindingRuling.REFUSED, reason=form.reason.data)

    form.submit(write)
    return done(_l("Toko membaca alasannya dan menjawab lagi."), ".show", public_id=public_id)


@bp.post("/audit-cases/<public_id>/findings/<int:number>/verify")
@may(AUDITOR)
def verify(public_id: str, number: int) -> ResponseReturnValue:
    form = VerifyForm().shown_on(lambda form: _show(public_id, verifying=form))
    form.submit(lambda uow: verify_finding(uow, _finding_id(uow, public_id, number), note=form.note.data))
    return done(_l("Temuan selesai."), ".show", public_id=public_id)


@bp.post("/audit-cases/<public_id>/close")
@may(AUDITOR)
def close(public_id: str) -> ResponseReturnValue:
    form = Form().shown_on(lambda form: _show(public_id, closing=form))
    form.submit(lambda uow: close_case(uow, _id(uow, public_id)))
    return done(_l("Kasus ditutup."), ".show", public_id=public_id)


def _id(uow: UnitOfWork, public_id: str) -> int:
    return uow.find(AuditCase, public_id=public_id).id


def _finding_id(uow: UnitOfWork, public_id: str, number: int) -> int:
    return uow.find(AuditFinding, case_id=_id(uow, public_id), number=number).id


def _case(public_id: str) -> AuditCaseRow:
    found = AuditCaseList(public_id=public_id).one(reading().session)
    if found is None:
        raise NotFound(f"audit case {public_id}")
    return found


def _items(case: AuditCaseRow) -> list[AuditItemRow]:
    listing = AuditItemList(plan_id=case.plan_id, partner_id=case.partner_id)
    return listing.rows(reading().session)


def _show(
    public_id: str,
    *,
    refusing: RefuseAnswerForm | None = None,
    verifying: VerifyForm | None = None,
    closing: Form | None = None,
) -> str:
    uow, case = reading(), _case(public_id)
    plan = uow.get(AuditPlan, case.plan_id)
    people = possible_auditors(uow, plan, case)
    findings, items = findings_of(uow.session, case.id), _items(case)
    parts = [("audit_finding", story.finding.id) for story in findings]
    return render_template(
        "office/audit_cases/show.html",
        case=case,
        plan=plan,
        ground=ground_of(uow.session, plan),
        items=items,
        people=people,
        works=any(one.user_id == actor().user_id and one.on_it for one in people),
        sent=SubmissionList(case_id=case.id).rows(uow.session),
        findings=findings,
        counts=counts_of(uow.session, case.id),
        understated=understatement_of(uow.session, plan, case.id, case.partner_id, items),
        photos=PhotoList(case_id=case.id).rows(uow.session),
        me=actor().user_id,
        refusing=refusing or RefuseAnswerForm(formdata=None),
        verifying=verifying or VerifyForm(formdata=None),
        closing=closing or Form(formdata=None),
        entries=history(uow.session, "audit_case", case.id, *parts),
    )


def _document(public_id: str, place: int, form: CheckForm) -> str:
    case = _case(public_id)
    items = _items(case)
    item = next((one for one in items if one.place == place), None)
    if item is None:
        raise NotFound(f"document {place}")
    uow = reading()
    plan = uow.get(AuditPlan, case.plan_id)
    return render_template(
        "office/audit_cases/document.html",
        case=case,
        item=item,
        items=items,
        at=items.index(item) + 1,
        left=sum(one.outcome is None for one in items),
        method=METHODS[plan.method],
        risk=risk_label,
        lines=DocumentLines(purchases=item.purchases).rows(uow.session),
        works=uow.session.get(AuditMember, (case.id, actor().user_id)) is not None,
        form=form,
    )


def _finding(public_id: str, form: FindingForm) -> str:
    case = _case(public_id)
    wrong = [one for one in _items(case) if one.audited is not None and one.audited != one.net]
    return render_template("office/audit_cases/finding.html", case=case, wrong=wrong, form=form)
