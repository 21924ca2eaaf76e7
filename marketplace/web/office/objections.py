"""A partner's objection to its month: read by officials, answered by an officer in words."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.compliance import policies
from marketplace.compliance.inputs import period_of
from marketplace.compliance.models import Period
from marketplace.compliance.queries import objection_row
from marketplace.compliance.services import answer_objection
from marketplace.compliance.states import ObjectionRuling
from marketplace.journal.queries import EntryRow, history
from marketplace.kernel.clock import day_of
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.ordering.deadlines import OFFICER as ANSWERED_WITHIN
from marketplace.places.calendar import workdays_after
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.forms import Choice, Form, LongText
from marketplace.web.months import month_named
from marketplace.web.redirects import notify

bp = Blueprint("office_objections", __name__)


class AnswerForm(Form):
    ruling = Choice(
        _l("Putusan"),
        [(ruling.value, ruling.label) for ruling in ObjectionRuling],
        coerce=ObjectionRuling,
        radio=True,
    )
    text = LongText(
        _l("Jawaban"),
        rows=3,
        longest=1000,
        help=_l("Tulis apa yang sudah dibetulkan, atau mengapa tidak diterima. Mitra membaca kalimat ini."),
    )


@bp.get("/periods/<month>/objections/<int:number>")
@may(OFFICIAL)
def show(month: str, number: int) -> ResponseReturnValue:
    return _page(month_named(month), number, AnswerForm(formdata=None))


@bp.post("/periods/<month>/objections/<int:number>")
@may(OFFICER)
def answer(month: str, number: int) -> ResponseReturnValue:
    span = month_named(month)
    form = AnswerForm().shown_on(lambda form: _page(span, number, form))
    found = objection_row(reading().session, span, number)
    form.submit(lambda uow: answer_objection(uow, found.id, ruling=form.ruling.data, text=form.text.data))
    notify(_l("Keberatan dijawab; mitra membaca jawabannya."))
    return redirect(url_for("office_periods.show", month=span))


def _page(month: Month, number: int, form: AnswerForm) -> str:
    uow = reading()
    row = objection_row(uow.session, month, number)
    return render_template(
        "office/objections/show.html",
        month=month,
        row=row,
        partner=uow.get(Organisation, row.partner_id),
        period=period_of(uow.session, month),
        due=workdays_after(uow.session, day_of(row.written_at), ANSWERED_WITHIN),
        may_answer=row.ruling is None and uow.allows(policies.ANSWER_OBJECTION, row.partner_id),
        form=form,
        entries=_entries(period_of(uow.session, month), row.id),
    )


def _entries(period: Period | None, objection_id: int) -> Sequence[EntryRow]:
    """What the journal has of this objection, among all of its month."""
    if period is None:
        return []
    rows = history(reading().session, "period", period.id, limit=1000)
    return [one for one in rows if one.payload.get("objection_id") == objection_id]
