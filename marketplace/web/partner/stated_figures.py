"""Figures beside the receipts: what a partner states of its shelves, fees, budget or staff, with evidence."""

from __future__ import annotations

from typing import Any, cast

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.partners.models import Outlet, Partner
from marketplace.partners.queries import outlets_of
from marketplace.purchases.declared_figure_lists import DeclaredFigureList
from marketplace.purchases.declared_figures import LARGEST, NewFigure, declare_figure
from marketplace.purchases.figure_kinds import FIGURE_KINDS, FigureKind, FiguresOf
from marketplace.purchases.models.declared_figures import DeclaredFigure
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading
from marketplace.web.forms import Choice, Document, Form, LongText, RupiahField, Text, Whole
from marketplace.web.lists import page_of
from marketplace.web.months import this_month
from marketplace.web.redirects import notify
from marketplace.web.upload_checks import readable_document
from marketplace.web.uploads import keep_upload

bp = Blueprint("partner_figures", __name__)

SHOWN = {FiguresOf.MONTH: 12, FiguresOf.QUARTER: 4, FiguresOf.HALF: 3}  # periods that may be stated


class StatedFigureForm(Form):
    month = Choice(_l("Masa"), coerce=Month.parse)
    outlet = Choice(_l("Gerai"), coerce=str)
    part = Whole()
    whole = Whole(least=1)
    evidence = Document(
        _l("Bukti"),
        help=_l("Foto, hitungan, atau surat; petugas memeriksanya."),
        validators=[readable_document],
    )
    note = LongText(_l("Keterangan"), rows=2, required=False, longest=300)
    signer = Text(_l("Penanggung jawab"), longest=120, autocomplete="name")


def figure_form(uow: UnitOfWork, kind: FigureKind) -> StatedFigureForm:
    """With the two numbers under their names, the outlet only where it is asked for."""
    numeral = RupiahField if kind.in_rupiah else Whole
    fields: dict[str, Any] = {
        "part": numeral(kind.part, least=-LARGEST if kind.negative else 0, most=LARGEST),
        "whole": (Whole if kind.per_head else numeral)(kind.whole, least=1, most=LARGEST)
        if kind.whole
        else None,
    }
    if not kind.by_outlet:
        fields["outlet"] = None
    form = cast(StatedFigureForm, type("StatedFigureForm", (StatedFigureForm,), fields)())
    form.month.choices = [(str(month), _spell(kind, month)) for month in ended(kind)]
    if form.outlet:
        rows = outlets_of(uow.session, actor().organisation)
        form.outlet.choices = [(row.public_id, row.name) for row in rows]
    return form


def ended(kind: FigureKind) -> list[Month]:
    """The last months of the newest periods that are over, the newest first."""
    month, found = this_month().previous, list[Month]()
    while len(found) < SHOWN[kind.of]:
        if kind.of.around(month).last == month:
            found.append(month)
        month = month.previous
    return found


def _spell(kind: FigureKind, month: Month) -> Any:
    span = kind.of.around(month)
    if span.first == span.last:
        return month.label
    return _l("%(first)s sampai %(last)s", first=span.first.label, last=span.last.label)


@bp.get("/figures")
@may(PARTNER)
def index() -> ResponseReturnValue:
    uow = reading()
    kind_of_partner = uow.get(Partner, actor().organisation).kind
    return render_template(
        "partner/figures/index.html",
        figures=page_of(DeclaredFigureList(partner_id=actor().organisation)),
        offered=[kind for kind in FIGURE_KINDS.values() if kind.concerns(kind_of_partner)],
    )


@bp.get("/figures/new/<key>")
@may(PARTNER)
def new(key: str) -> ResponseReturnValue:
    kind = _kind(key)
    return _page(kind, figure_form(reading(), kind))


@bp.post("/figures/new/<key>")
@may(PARTNER)
def create(key: str) -> ResponseReturnValue:
    kind = _kind(key)
    form = figure_form(reading(), kind).shown_on(lambda form: _page(kind, form))
    form.submit(lambda uow: _declare(uow, kind, form).id)
    notify(_l("Angka dikirim. Setelah petugas memeriksa buktinya, angka ini ikut dinilai."))
    return redirect(url_for(".index"))


def _declare(uow: UnitOfWork, kind: FigureKind, form: StatedFigureForm) -> DeclaredFigure:
    outlet = uow.find(Outlet, public_id=form.outlet.data) if form.outlet else None
    figure = NewFigure(
        kind=kind,
        month=form.month.data,
        part=form.part.data,
        whole=form.whole.data if form.whole else None,
        outlet_id=outlet.id if outlet else None,
        evidence_id=keep_upload(uow, form.evidence),
        note=form.note.data or "",
        signer=form.signer.data,
    )
    return declare_figure(uow, actor().organisation, figure)


def _kind(key: str) -> FigureKind:
    if key not in FIGURE_KINDS:
        raise NotFound(f"figure kind {key}")
    return FIGURE_KINDS[key]


def _page(kind: FigureKind, form: StatedFigureForm) -> str:
    return render_template("partner/figures/new.html", kind=kind, form=form)
