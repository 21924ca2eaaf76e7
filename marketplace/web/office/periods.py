"""Months on their way to a report: open, provisional while partners may object, published, published anew."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.compliance import policies
from marketplace.compliance.changes import changes_between, city_changes
from marketplace.compliance.inputs import period_of, summed_inputs_of
from marketplace.compliance.late import late_policy
from marketplace.compliance.months import MonthResult
from marketplace.compliance.open_matter import OpenMatter
from marketplace.compliance.open_matters import open_matters
from marketplace.compliance.publishing import JudgedMonth, judged_outside
from marketplace.compliance.queries import (
    evaluate_month,
    frozen_month,
    kept_changes,
    months_with_news,
    objections_to,
    reports_of,
)
from marketplace.compliance.ranges import CityRange, city_range
from marketplace.compliance.services import make_provisional, publish_month, restate_month
from marketplace.compliance.states import OPEN
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.places.calendar import workdays_after
from marketplace.web.access import APPROVER, OFFICER, OFFICIAL, may
from marketplace.web.confirming import confirm_password
from marketplace.web.context import reading, tools, transact
from marketplace.web.forms import DayField, Form, Hidden, LongText, Password
from marketplace.web.months import month_named
from marketplace.web.office.open_matters import address_of, grouped
from marketplace.web.redirects import notify

bp = Blueprint("office_periods", __name__)

ANSWERED_IN = 5  # working days partners are given, unless the officer says otherwise


class ProvisionalForm(Form):
    objections_until = DayField(_l("Keberatan sampai"), least=lambda: reading().today)


class PublishForm(Form):
    reason = LongText(
        _l("Alasan terbit dengan yang masih terbuka"),
        rows=4,
        longest=1000,
        required=False,
        help=_l("Dicetak pada laporan, bersama daftar yang terbuka."),
    )
    seen = Hidden()
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
    told = form.seen.data or ""
    seen = int(told) if told.isdecimal() else 0
    signer, reason = tools().signer, form.reason.data

    def write(judged: JudgedMonth) -> str:
        return transact(
            lambda uow: publish_month(uow, signer, span, reason=reason, seen=seen, judged=judged).number
        )

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
    over = month < Month.of(uow.today)
    matters = open_matters(uow.session, month, uow.today) if over else []
    return render_template(
        "office/periods/show.html",
        month=month,
        today=uow.today,
        over=over,
        groups=grouped(matters),
        left_open=len(matters),
        address_of=address_of,
        **_figures(uow, month, matters),
        **_course(uow, month),
        provisional=provisional
        or ProvisionalForm(
            formdata=None, objections_until=workdays_after(uow.session, uow.today, ANSWERED_IN)
        ),
        publishing=_publishing(publishing, len(matters)),
        restating=restating or RestateForm(formdata=None),
    )


def _figures(uow: UnitOfWork, month: Month, matters: Sequence[OpenMatter]) -> dict[str, Any]:
    """The month as the books have it, and how far that can move, or is from what was published."""
    frozen, live = frozen_month(uow.session, month), evaluate_month(uow.session, month)
    return {
        "live": live,
        "late": late_policy(live.circular),
        "moves": None if frozen else _range(uow, month, live, matters),
        "changed": changes_between(frozen, live) if frozen else (),
        "city_changed": city_changes(frozen, live) if frozen else (),
        "kept": kept_changes(uow.session, month) if frozen else {},
    }


def _course(uow: UnitOfWork, month: Month) -> dict[str, Any]:
    """Where the month stands, what partners said, and what the visitor may do."""
    period = period_of(uow.session, month)
    until = period.objections_until if period else None
    reports = reports_of(uow.session, month)
    published = [("report", one.id) for one in reports]
    return {
        "state": period.state if period else OPEN,
        "period": period,
        "waiting": until is not None and uow.today <= until,
        "objections": objections_to(uow.session, month),
        "reports": reports,
        "entries": history(uow.session, "period", period.id, *published) if period else [],
        "may_open": uow.allows(policies.OPEN_TO_OBJECTIONS, month),
        "may_publish": uow.allows(policies.PUBLISH, month),
    }


def _publishing(form: PublishForm | None, left_open: int) -> PublishForm:
    """The form as it is sent again after a refusal counts what is open by now."""
    form = form or PublishForm(formdata=None)
    form.seen.data, form.reason.needed = str(left_open), left_open > 0
    return form


def _range(
    uow: UnitOfWork, month: Month, live: MonthResult, matters: Sequence[OpenMatter]
) -> CityRange | None:
    """Reads those partners only of whom something is open."""
    turning = {one.partner_id for one in matters if any(amount.turns for amount in one.amounts)}
    if not turning:
        return city_range(live, ())
    read = summed_inputs_of(uow.session, month, partner_ids=turning, today=uow.today)
    return city_range(live, read.inputs.partners)
