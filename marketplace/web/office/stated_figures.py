"""Figures that partners stated: an officer holds each against its evidence."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.clock import day_of
from marketplace.kernel.labels import _l
from marketplace.places.calendar import workdays_after
from marketplace.purchases import policies
from marketplace.purchases.declared_figure_lists import DeclaredFigureList, figure_row
from marketplace.purchases.declared_figures import review_figure
from marketplace.purchases.models.declared_figures import DeclaredFigure, FigureFinding
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.forms import Form, LongText, press
from marketplace.web.lists import page_of
from marketplace.web.office.subjects.base import PROMISE
from marketplace.web.redirects import done

bp = Blueprint("office_figures", __name__)


class FigureRejection(Form):
    reason = LongText(
        _l("Mengapa ditolak"),
        rows=3,
        longest=500,
        help=_l("Mitra membaca kalimat ini dan menyatakan angkanya lagi."),
    )


@bp.get("/figures")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    every = request.args.get("show") == "all"
    return render_template(
        "office/figures/index.html", figures=page_of(DeclaredFigureList(waiting=not every)), every=every
    )


@bp.get("/figures/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, FigureRejection())


@bp.post("/figures/<public_id>/verify")
@may(OFFICER)
def verify(public_id: str) -> ResponseReturnValue:
    press(
        lambda uow: review_figure(uow, _id(uow, public_id), FigureFinding.VERIFIED),
        url_for(".show", public_id=public_id),
    )
    return done(_l("Angka diverifikasi dan ikut dinilai."), ".index")


@bp.post("/figures/<public_id>/reject")
@may(OFFICER)
def reject(public_id: str) -> ResponseReturnValue:
    form = FigureRejection().shown_on(lambda form: _page(public_id, form))

    def write(uow: UnitOfWork) -> None:
        review_figure(uow, _id(uow, public_id), FigureFinding.REJECTED, reason=form.reason.data)

    form.submit(write)
    return done(_l("Angka ditolak; mitra membaca alasannya."), ".index")


def _id(uow: UnitOfWork, public_id: str) -> int:
    return figure_row(uow.session, public_id).id


def _page(public_id: str, form: FigureRejection) -> str:
    uow = reading()
    row = figure_row(uow.session, public_id)
    return render_template(
        "office/figures/show.html",
        row=row,
        due=workdays_after(uow.session, day_of(row.submitted_at), PROMISE),
        may_review=row.finding is None and uow.allows(policies.DECIDE, uow.get(DeclaredFigure, row.id)),
        form=form,
        story=history(uow.session, "declared_figure", row.id),
    )
