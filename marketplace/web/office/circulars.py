"""Circulars: what the mayor laid down, written by one official and signed by another."""

from __future__ import annotations

from dataclasses import replace

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.circulars import policies, queries
from marketplace.circulars.models import Circular, Clause
from marketplace.circulars.rules.base import RULE_TYPES
from marketplace.circulars.sentences import sentence_of
from marketplace.circulars.services import (
    add_clause,
    draft_circular,
    edit_clause,
    grant_exemption,
    remove_clause,
)
from marketplace.circulars.states import APPROVED, DISCARDED, DRAFT
from marketplace.circulars.terms import clause_terms
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.web.access import APPROVER, OFFICER, OFFICIAL, may
from marketplace.web.context import reading, transact
from marketplace.web.lists import page_of
from marketplace.web.office.circular_forms import CircularForm, ExemptionForm
from marketplace.web.office.circular_pages import drafting, facts_of, may_exempt, may_write
from marketplace.web.office.clause_forms import ClauseForm, clause_form
from marketplace.web.redirects import done, notify
from marketplace.web.uploads import keep_upload

bp = Blueprint("office_circulars", __name__)


@bp.get("/circulars")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    discarded = bool(request.args.get("discarded"))
    listed = queries.CircularList(state=DISCARDED if discarded else None, kept=not discarded)
    return render_template("office/circulars/index.html", circulars=page_of(listed), discarded=discarded)


@bp.get("/circulars/new")
@may(OFFICER)
def new() -> ResponseReturnValue:
    return render_template("office/circulars/new.html", form=CircularForm().offer(reading()))


@bp.post("/circulars/new")
@may(OFFICER)
def create() -> ResponseReturnValue:
    form = CircularForm().offer(reading()).shown_on("office/circulars/new.html")

    def write(uow: UnitOfWork) -> str:
        head = replace(form.head(uow), file_id=keep_upload(uow, form.scan))
        return draft_circular(uow, **vars(head)).public_id

    public_id = form.submit(write)
    notify(_l("Draf dibuat. Tambahkan butir-butirnya, lalu penyetuju menandatanganinya."))
    return redirect(url_for(".show", public_id=public_id))


@bp.get("/circulars/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.get("/circulars/<public_id>/clauses/new")
@may(OFFICER)
def new_clause(public_id: str) -> ResponseReturnValue:
    """First which rule; then its figures."""
    rule = request.args.get("rule", "")
    form = clause_form(reading(), rule) if rule in RULE_TYPES else None
    return _clause_page(public_id, rule, form)


@bp.post("/circulars/<public_id>/clauses/new")
@may(OFFICER)
def create_clause(public_id: str) -> ResponseReturnValue:
    rule = request.args.get("rule", "")
    form = clause_form(reading(), rule).shown_on(lambda form: _clause_page(public_id, rule, form))
    form.submit(lambda uow: add_clause(uow, uow.find(Circular, public_id=public_id).id, form.terms))
    return done(_l("Butir %(code)s ditambahkan.", code=form.code.data), ".show", public_id=public_id)


@bp.get("/circulars/<public_id>/clauses/<code>")
@may(OFFICER)
def edit(public_id: str, code: str) -> ResponseReturnValue:
    uow = reading()
    clause = _clause(uow, public_id, code)
    return _clause_page(public_id, clause.rule, clause_form(uow, clause.rule, clause_terms(clause)), code)


@bp.post("/circulars/<public_id>/clauses/<code>")
@may(OFFICER)
def change(public_id: str, code: str) -> ResponseReturnValue:
    rule = _clause(reading(), public_id, code).rule
    form = clause_form(reading(), rule).shown_on(lambda form: _clause_page(public_id, rule, form, code))
    form.submit(lambda uow: edit_clause(uow, _clause(uow, public_id, code).id, form.terms))
    return done(_l("Butir %(code)s diubah.", code=form.code.data), ".show", public_id=public_id)


@bp.post("/circulars/<public_id>/clauses/<code>/remove")
@may(OFFICER)
def remove(public_id: str, code: str) -> ResponseReturnValue:
    transact(lambda uow: remove_clause(uow, _clause(uow, public_id, code).id))
    return done(_l("Butir %(code)s dihapus.", code=code), ".show", public_id=public_id)


@bp.post("/circulars/<public_id>/exemptions")
@may(APPROVER)
def exempt(public_id: str) -> ResponseReturnValue:
    uow = reading()
    form = (
        ExemptionForm()
        .offer(uow, uow.find(Circular, public_id=public_id))
        .shown_on(lambda form: _page(public_id, form))
    )

    def write(uow: UnitOfWork) -> None:
        named = {name: form.data[name] for name in ("decision", "from_on", "until_on")}
        grant_exemption(uow, form.partner.data, _clause(uow, public_id, form.clause.data).id, **named)

    form.submit(write)
    return done(_l("Pengecualian dicatat dengan keputusannya."), ".show", public_id=public_id)


def _page(public_id: str, form: ExemptionForm | None = None) -> str:
    uow = reading()
    circular = uow.find(Circular, public_id=public_id)
    facts, exempting = facts_of(uow, circular), may_exempt(uow, circular)
    return render_template(
        "office/circulars/show.html",
        exemptions=queries.ExemptionList(circular_id=circular.id).rows(uow.session),
        drafter=queries.name_of(uow.session, circular.drafted_by),
        approver=queries.name_of(uow.session, circular.approved_by),
        draft=circular.state is DRAFT,
        may_draft=may_write(uow, circular),
        may_restore=circular.state is DISCARDED and uow.allows(policies.DRAFT, circular),
        may_exempt=exempting,
        entries=history(uow.session, "circular", circular.id),
        form=form or (ExemptionForm(formdata=None).offer(uow, circular) if exempting else None),
        **facts,
        **(drafting(uow, circular, facts["terms"]) if circular.state is DRAFT else {}),
    )


def _clause_page(public_id: str, rule: str, form: ClauseForm | None, code: str | None = None) -> str:
    circular = reading().find(Circular, public_id=public_id)
    if circular.state is APPROVED:
        raise Refused(_l("Surat edaran yang disetujui tidak berubah; susun yang baru untuk menggantikannya."))
    if circular.state is not DRAFT:
        raise Refused(_l("Draf ini sudah dibuang; pulihkan dahulu bila masih dipakai."))
    written = next((clause for clause in circular.clauses if clause.code == code), None)
    return render_template(
        "office/circulars/clause.html",
        circular=circular,
        rules=RULE_TYPES,
        rule=rule,
        form=form,
        code=code,
        sentence=written and sentence_of(clause_terms(written), dict(form.scope.choices) if form else {}),
    )


def _clause(uow: UnitOfWork, public_id: str, code: str) -> Clause:
    clauses = uow.find(Circular, public_id=public_id).clauses
    found = next((clause for clause in clauses if clause.code == code), None)
    if found is None:
        raise NotFound(f"clause {code}")
    return found
