"""Totals that shops declare: weighed against the ledger, then accepted or asked about."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.compliance.inputs import state_of
from marketplace.compliance.states import PUBLISHED
from marketplace.compliance.weighing import weigh_months
from marketplace.db.uow import UnitOfWork
from marketplace.imports import policies as import_policies
from marketplace.journal.queries import history
from marketplace.kernel.clock import day_of
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.places.calendar import workdays_after
from marketplace.purchases import policies
from marketplace.purchases.declarations import decide_declaration
from marketplace.purchases.models.declarations import Decision, SpendDeclaration
from marketplace.purchases.recorded import recorded_spend
from marketplace.uptake.declared import DeclaredList, declared_row
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.forms import Form, LongText, press
from marketplace.web.lists import page_of
from marketplace.web.office.subjects.base import PROMISE
from marketplace.web.redirects import done

bp = Blueprint("office_declarations", __name__)


class QueryForm(Form):
    reason = LongText(
        _l("Yang perlu dijelaskan"),
        rows=3,
        longest=500,
        help=_l("Toko membaca kalimat ini dan menjawabnya dengan pernyataan yang diperbaiki."),
    )


@bp.get("/declarations")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    every = request.args.get("show") == "all"
    declarations = page_of(DeclaredList(undecided=not every))
    weighed = weigh_months(reading().session, {(row.partner_id, row.month) for row in declarations.rows})
    return render_template(
        "office/declarations/index.html",
        declarations=declarations,
        every=every,
        weighed=weighed,
        may_import=reading().allows(import_policies.officer, None),
    )


@bp.get("/declarations/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, QueryForm())


@bp.post("/declarations/<public_id>/accept")
@may(OFFICER)
def accept(public_id: str) -> ResponseReturnValue:
    press(
        lambda uow: decide_declaration(uow, _id(uow, public_id), decision=Decision.ACCEPTED),
        url_for(".show", public_id=public_id),
    )
    return done(_l("Pernyataan diterima."), ".index")


@bp.post("/declarations/<public_id>/query")
@may(OFFICER)
def query(public_id: str) -> ResponseReturnValue:
    form = QueryForm().shown_on(lambda form: _page(public_id, form))

    def write(uow: UnitOfWork) -> None:
        reason = form.reason.data
        decide_declaration(uow, _id(uow, public_id), decision=Decision.QUERIED, reason=reason)

    form.submit(write)
    return done(
        _l("Pertanyaan dikirim kepada toko; yang berlaku tetap dihitung sampai diperbaiki."), ".index"
    )


def _id(uow: UnitOfWork, public_id: str) -> int:
    return declared_row(uow.session, public_id).id


def _page(public_id: str, form: QueryForm) -> str:
    uow = reading()
    row = declared_row(uow.session, public_id)
    month, open_ = Month.parse(row.month), row.decision is None and not row.withdrawn
    return render_template(
        "office/declarations/show.html",
        row=row,
        weighed=weigh_months(uow.session, {(row.partner_id, row.month)})[row.partner_id, row.month],
        month=month,
        due=workdays_after(uow.session, day_of(row.submitted_at), PROMISE),
        recorded=recorded_spend(uow.session, row.partner_id, month),
        published=state_of(uow.session, month) is PUBLISHED,
        may_decide=open_ and uow.allows(policies.DECIDE, uow.get(SpendDeclaration, row.id)),
        form=form,
        story=history(uow.session, "declaration", row.id),
    )
