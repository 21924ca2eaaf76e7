"""Where the shop stands: clause by clause, what is missing, what does not count and how to mend it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.compliance import wording
from marketplace.compliance.inputs import period_of
from marketplace.compliance.queries import months_with_news, objections_to
from marketplace.compliance.services import raise_objection
from marketplace.compliance.states import PROVISIONAL
from marketplace.compliance.turning import turning_sentence
from marketplace.compliance.weak_rows import WeakRows, weak_in, weak_rows
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import day_of
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.ordering.deadlines import OFFICER as ANSWERED_WITHIN
from marketplace.places.calendar import workdays_after
from marketplace.purchases.audits import DECIDED_WITHIN, answer_refusal
from marketplace.uptake.ledger import last_month_with_rows
from marketplace.uptake.refusals import own_refusal, refusals_of
from marketplace.uptake.rows import net_of, row_of, rows_of
from marketplace.web.access import PARTNER, may
from marketplace.web.clause_rows import Judged, clause_rows, judged
from marketplace.web.commitment_texts import PromiseOfMonth, promises_in
from marketplace.web.context import actor, reading
from marketplace.web.forms import Document, Form, LongText, RupiahField
from marketplace.web.months import month_arg, month_named, this_month
from marketplace.web.partner.coaching import coaching, own_trend
from marketplace.web.redirects import done, notify
from marketplace.web.upload_checks import readable_document
from marketplace.web.uploads import keep_upload

bp = Blueprint("partner_compliance", __name__)


class ObjectionForm(Form):
    text = LongText(
        _l("Keberatan"), rows=3, help=_l("Sebutkan pembelian atau angka yang menurut Anda keliru.")
    )
    amount = RupiahField(
        _l("Belanja lokal yang menurut Anda kurang"),
        required=False,
        least=1,
        help=_l("Bila Anda tahu jumlahnya; Dinas memeriksa sebesar itu."),
    )


class AnswerForm(Form):
    text = LongText(_l("Penjelasan"), rows=3, longest=1000)
    evidence = Document(
        _l("Foto nota atau bukti"),
        help=_l("Foto atau PDF, wajib: tanpa bukti auditor tidak dapat menerima jawaban Anda."),
        validators=[readable_document],
    )


@bp.get("/compliance")
@may(PARTNER)
def index() -> ResponseReturnValue:
    """The newest month in which this shop bought or declared anything, unless another one is asked for."""
    mine = last_month_with_rows(reading().session, actor().organisation)
    return redirect(url_for(".show", month=month_arg() or mine or this_month().previous))


@bp.get("/compliance/<month>")
@may(PARTNER)
def show(month: str) -> ResponseReturnValue:
    return _page(month_named(month), ObjectionForm())


@bp.post("/compliance/<month>/objections")
@may(PARTNER)
def object_to(month: str) -> ResponseReturnValue:
    span = month_named(month)
    form = ObjectionForm().shown_on(lambda form: _page(span, form))
    text, amount = form.text.data, form.amount.data
    form.submit(lambda uow: raise_objection(uow, span, actor().organisation, text=text, amount=amount))
    return done(_l("Keberatan dikirim; Dinas menjawabnya dalam 5 hari kerja."), ".show", month=span)


@bp.get("/compliance/<month>/clauses/<code>")
@may(PARTNER)
def rows(month: str, code: str) -> ResponseReturnValue:
    found = clause_rows(reading(), month_named(month), _mine(), code)
    return render_template("partner/compliance/rows.html", found=found, wording=wording)


@bp.get("/compliance/refusals/<public_id>")
@may(PARTNER)
def refusal(public_id: str) -> ResponseReturnValue:
    return _refusal(public_id, AnswerForm())


@bp.post("/compliance/refusals/<public_id>")
@may(PARTNER)
def answer(public_id: str) -> ResponseReturnValue:
    form = AnswerForm().shown_on(lambda form: _refusal(public_id, form))
    form.submit(lambda uow: _answer(uow, public_id, form))
    notify(_l("Jawaban dikirim. Baris itu dihitung lagi setelah auditor menerimanya."))
    return redirect(url_for(".index"))


def _page(month: Month, form: ObjectionForm) -> str:
    uow, mine = reading(), actor().organisation
    promises, period = promises_in(uow, mine, month), period_of(uow.session, month)
    found = judged(uow, month, _mine(), rows=bool(promises))
    weak = _weak(found, promises)
    months = months_with_news(uow.session, uow.today)
    shown = [number for number, _ in weak.newest]
    open_until = period.objections_until if period and period.state is PROVISIONAL else None
    return render_template(
        "partner/compliance/show.html",
        found=found,
        promises=promises,
        coaching=coaching(uow, found, month, promises),
        trend=own_trend(uow, found, month),
        month=month,
        period=period,
        months=[row.month for row in months],
        provisional=[row for row in months if row.objections_until and row.objections_until >= uow.today],
        weak=weak,
        weak_rows=rows_of(uow.session, shown),
        decides_by=_decides_by,
        reasons=dict(weak.newest),
        refusals={one.said.line_id: one for one in refusals_of(uow.session, shown) if one.holds},
        objections=objections_to(uow.session, month, partner_id=mine),
        answered_by=lambda moment: workdays_after(uow.session, day_of(moment), ANSWERED_WITHIN),
        turning=turning_sentence,
        may_object=open_until is not None and uow.today <= open_until,
        form=form,
        today=uow.today,
        wording=wording,
    )


def _weak(found: Judged, promises: Sequence[PromiseOfMonth]) -> WeakRows:
    """Under the circular's clauses and the promises of memoranda."""
    if found.weak is not None and not promises:
        return found.weak
    results = [*found.one.clauses, *(one.stand.result for one in promises)]
    return weak_rows(weak_in(results), lambda numbers: net_of(reading().session, numbers))


def _refusal(public_id: str, form: AnswerForm) -> str:
    """Whatever was answered so far; the form as long as another answer is possible."""
    session = reading().session
    told = own_refusal(session, actor().organisation, public_id)
    return render_template(
        "partner/compliance/refusal.html",
        refusal=told,
        row=row_of(session, told.said.line_id),
        form=form,
        decides_by=_decides_by,
    )


def _decides_by(moment: datetime) -> date:
    return workdays_after(reading().session, day_of(moment), DECIDED_WITHIN)


def _mine() -> str:
    return reading().get(Organisation, actor().organisation).public_id


def _answer(uow: UnitOfWork, public_id: str, form: AnswerForm) -> None:
    told = own_refusal(uow.session, actor().organisation, public_id)
    answer_refusal(uow, told.said.id, text=form.text.data, evidence_id=keep_upload(uow, form.evidence))
