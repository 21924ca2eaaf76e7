"""Months on their way to a report: open, provisional while partners may object, published, published anew."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.compliance import policies
from marketplace.compliance.inputs import period_of, state_of
from marketplace.compliance.months import differences
from marketplace.compliance.publishing import JudgedMonth, judged_outside
from marketplace.compliance.queries import (
    evaluate_month,
    frozen_month,
    months_with_news,
    objections_to,
    reports_of,
)
from marketplace.compliance.services import make_provisional, publish_month, restate_month
from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.places.calendar import workdays_after
from marketplace.web.access import APPROVER, OFFICER, OFFICIAL, may
from marketplace.web.confirming import confirm_password
from marketplace.web.context import reading, tools, transact
from marketplace.web.forms import DayField, Form, LongText, Password
from marketplace.web.months import month_named
from marketplace.web.redirects import notify

bp = Blueprint("office_periods", __name__)

ANSWERED_IN = 5  # working days partners are given, unless the officer says otherwise


class ProvisionalForm(Form):
    objections_until = DayField(_l("Keberatan sampai"), least=lambda: reading().today)


class PublishForm(Form):
    password = Password(_l("Kata sandi Anda"), help=_l("Ditanya lagi karena laporan ini ditandatangani."))


class RestateForm(Form):
    cause = LongText(_l("Sebab"), rows=2, longest=500, help=_l("Tercetak pada laporan baru."))
    password = Password(_l("Kata sandi Anda"))


@bp.get("/periods")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    uow = reading()
    return render_template("office/periods/index.html", months=months_with_news(uow.session, uow.today))


@bp.get("/periods/<month>")
@may(OFFICIAL)
def show(month: str) -> ResponseReturnValue:
    return _page(month_named(month))


@bp.post("/periods/<month>/provisional")
@may(OFFICER | APPROVER)
def open_to_objections(month: str) -> ResponseReturnValue:
    span = month_named(month)
    form = ProvisionalForm().shown_on(lambda form: _page(span, provisional=form))
    form.submit(lambda uow: make_provisional(uow, span, objections_until=form.objections_until.data))
    notify(_l("Bulan ini sementara. Mitra melihat angkanya dan dapat memberi keberatan."))
    return redirect(url_for(".show", month=span))


@bp.post("/periods/<month>/publish")
@may(APPROVER)
def publish(month: str) -> ResponseReturnValue:
    span = month_named(month)
    form = PublishForm().shown_on(lambda form: _page(span, publishing=form))
    form.attempt(lambda: confirm_password(form.password.data))
    signer = tools().signer

    def write(judged: JudgedMonth) -> str:
        return transact(lambda uow: publish_month(uow, signer, span, judged=judged).number)

    number = form.attempt(
        lambda: judged_outside(reading().session, signer, span, write, today=reading().today)
    )
    notify(_l("Laporan %(number)s terbit dan ditandatangani.", number=number))
    return redirect(url_for("office_compliance.report", month=span))


@bp.post("/periods/<month>/restate")
@may(APPROVER)
def restate(month: str) -> ResponseReturnValue:
    span = month_named(month)
    form = RestateForm().shown_on(lambda form: _page(span, restating=form))
    form.attempt(lambda: confirm_password(form.password.data))
    cause, signer = form.cause.data, tools().signer

    def write(judged: JudgedMonth) -> str:
        return transact(lambda uow: restate_month(uow, signer, span, cause=cause, judged=judged).number)

    number = form.attempt(
        lambda: judged_outside(reading().session, signer, span, write, today=reading().today)
    )
    notify(_l("Laporan %(number)s menggantikan yang lama; yang lama tetap terbaca.", number=number))
    return redirect(url_for("office_compliance.report", month=span))


def _page(
    month: Month,
    *,
    provisional: ProvisionalForm | None = None,
    publishing: PublishForm | None = None,
    restating: RestateForm | None = None,
) -> str:
    uow = reading()
    frozen, period = frozen_month(uow.session, month), period_of(uow.session, month)
    live = evaluate_month(uow.session, month)
    return render_template(
        "office/periods/show.html",
        month=month,
        state=state_of(uow.session, month),
        period=period,
        over=month < Month.of(uow.today),
        live=live,
        frozen=frozen,
        changed=differences(frozen, live) if frozen else (),
        reports=reports_of(uow.session, month),
        objections=objections_to(uow.session, month),
        entries=history(uow.session, "period", period.id) if period else [],
        may_open=uow.allows(policies.OPEN_TO_OBJECTIONS, month),
        may_publish=uow.allows(policies.PUBLISH, month),
        waiting=period is not None
        and period.objections_until is not None
        and uow.today <= period.objections_until,
        provisional=provisional
        or ProvisionalForm(
            formdata=None, objections_until=workdays_after(uow.session, uow.today, ANSWERED_IN)
        ),
        publishing=publishing or PublishForm(formdata=None),
        restating=restating or RestateForm(formdata=None),
    )
