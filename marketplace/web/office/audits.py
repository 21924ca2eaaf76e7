"""Audit plans: write one down, draw its sample, read why each document was chosen and what the sample says."""

from __future__ import annotations

from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.audits.casework import open_case
from marketplace.audits.methods.base import METHODS
from marketplace.audits.models.plans import AuditAbandonment, AuditDraw, AuditPlan
from marketplace.audits.planning import abandon_plan, draw_sample, plan_audit
from marketplace.audits.populating import read_population
from marketplace.audits.queries import AuditCaseList, AuditItemList, PlanList, ground_of, partners_in
from marketplace.audits.results import result_of
from marketplace.audits.risks import risk_label
from marketplace.audits.sizing import sample_size
from marketplace.audits.understating import unrecorded_in
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.journal.queries import history
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import PARTNER
from marketplace.web.access import AUDITOR, may
from marketplace.web.context import reading, tools
from marketplace.web.forms import Form
from marketplace.web.lists import exported, from_args, page_of
from marketplace.web.office.audit_forms import (
    SHARES,
    USUAL,
    AbandonForm,
    OpenCaseForm,
    PlanForm,
    SizeForm,
    shares_asked,
)
from marketplace.web.redirects import done

bp = Blueprint("office_audits", __name__)


@bp.get("/audits")
@may(AUDITOR)
def index() -> ResponseReturnValue:
    return render_template("office/audits/index.html", plans=page_of(PlanList()), methods=METHODS)


@bp.get("/audits/export")
@may(AUDITOR)
def export() -> Response:
    return exported(from_args(PlanList), _l("rencana-audit-%(day)s", day=reading().today))


@bp.get("/audits/new")
@may(AUDITOR)
def new() -> ResponseReturnValue:
    """The size follows from the shares in the address; nothing is written."""
    return _new(PlanForm(formdata=None, data=shares_asked()))


@bp.post("/audits")
@may(AUDITOR)
def create() -> ResponseReturnValue:
    form = PlanForm().shown_on(_new)
    plan = form.submit(lambda uow: plan_audit(uow, form.details(uow)))
    return done(_l("Rencana dicatat; undilah sampelnya."), ".show", public_id=plan.public_id)


@bp.get("/audits/<public_id>")
@may(AUDITOR)
def show(public_id: str) -> ResponseReturnValue:
    return _show(public_id)


@bp.post("/audits/<public_id>/draw")
@may(AUDITOR)
def draw(public_id: str) -> ResponseReturnValue:
    """The population is read before anybody has to wait; the sample follows from it."""
    uow = reading()
    plan_id = uow.find(AuditPlan, public_id=public_id).id
    read = read_population(uow.session, plan_id)
    form = Form().shown_on(lambda form: _show(public_id, drawing=form))
    form.submit(lambda uow: draw_sample(uow, tools().storage, plan_id, read))
    return done(_l("Sampel diundi dan tidak berubah lagi."), ".show", public_id=public_id)


@bp.post("/audits/<public_id>/abandon")
@may(AUDITOR)
def abandon(public_id: str) -> ResponseReturnValue:
    form = AbandonForm().shown_on(lambda form: _show(public_id, abandoning=form))
    form.submit(
        lambda uow: abandon_plan(uow, uow.find(AuditPlan, public_id=public_id).id, reason=form.reason.data)
    )
    return done(_l("Rencana ditinggalkan; alasannya tetap terlihat."), ".show", public_id=public_id)


@bp.get("/audits/<public_id>/cases/<partner>")
@may(AUDITOR)
def ask(public_id: str, partner: str) -> ResponseReturnValue:
    return _ask(public_id, partner, OpenCaseForm())


@bp.post("/audits/<public_id>/cases/<partner>")
@may(AUDITOR)
def open_for(public_id: str, partner: str) -> ResponseReturnValue:
    form = OpenCaseForm().shown_on(lambda form: _ask(public_id, partner, form))

    def write(uow: UnitOfWork) -> str:
        plan, whose = uow.find(AuditPlan, public_id=public_id), PartnerId(_partner(uow, partner).id)
        return open_case(uow, plan.id, whose, asked=form.asked.data, due_on=form.due_on.data).public_id

    case = form.submit(write)
    return done(_l("Kasus dibuka; toko membaca apa yang diminta."), "office_audit_cases.show", public_id=case)


def _partner(uow: UnitOfWork, public_id: str) -> Organisation:
    return uow.find(Organisation, public_id=public_id, kind=PARTNER)


def _ask(public_id: str, partner: str, form: OpenCaseForm) -> str:
    uow = reading()
    plan, whose = uow.find(AuditPlan, public_id=public_id), _partner(uow, partner)
    return render_template("office/audits/ask.html", plan=plan, partner=whose, form=form)


def _new(form: PlanForm) -> str:
    shares = {name: form[name].data for name in SHARES}
    known = shares if all(isinstance(one, int) for one in shares.values()) else USUAL
    sizing = SizeForm(formdata=None, data=known)
    return render_template(
        "office/audits/new.html",
        form=form,
        sizing=sizing,
        shares=known,
        size=sample_size(**known),
        methods=METHODS,
    )


def _show(public_id: str, *, abandoning: AbandonForm | None = None, drawing: Form | None = None) -> str:
    uow = reading()
    plan = uow.find(AuditPlan, public_id=public_id)
    drawn = uow.session.get(AuditDraw, plan.id)
    items = AuditItemList(plan_id=plan.id).rows(uow.session) if drawn else []
    cases = {row.partner_id: row for row in AuditCaseList(plan_id=plan.id).rows(uow.session)} if drawn else {}
    return render_template(
        "office/audits/show.html",
        plan=plan,
        ground=ground_of(uow.session, plan),
        partner=uow.get(Organisation, plan.partner_id) if plan.partner_id else None,
        drawn=drawn,
        file=uow.get(Attachment, drawn.file_id) if drawn else None,
        abandoned=uow.session.get(AuditAbandonment, plan.id),
        items=items,
        partners=partners_in(items),
        cases=cases,
        result=result_of(plan, drawn, items) if drawn else None,
        outside=unrecorded_in(uow.session, plan.id),
        method=METHODS[plan.method],
        risk=risk_label,
        shares=SHARES,
        abandoning=abandoning or AbandonForm(formdata=None),
        drawing=drawing or Form(formdata=None),
        story=history(uow.session, "audit_plan", plan.id),
    )
