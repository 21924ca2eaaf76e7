"""The shop's total purchases of a month: the number its share is measured against."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.kernel.labels import _l
from marketplace.purchases.declarations import declare_spend
from marketplace.purchases.queries import DeclarationList
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor
from marketplace.web.forms import Form, MonthField, RupiahField, Text
from marketplace.web.lists import page_of
from marketplace.web.months import month_arg, this_month
from marketplace.web.redirects import done

bp = Blueprint("partner_declarations", __name__)


class DeclarationForm(Form):
    month = MonthField(_l("Bulan"), most=this_month)
    total = RupiahField(
        _l("Total belanja"), help=_l("Semua pembelian barang bulan itu, lokal maupun bukan, tanpa PPN.")
    )
    signer = Text(_l("Penanggung jawab"), longest=120, autocomplete="name")


@bp.get("/declarations")
@may(PARTNER)
def index() -> ResponseReturnValue:
    declarations = page_of(DeclarationList(partner_id=actor().organisation))
    return render_template("partner/declarations/index.html", declarations=declarations)


@bp.get("/declarations/new")
@may(PARTNER)
def new() -> ResponseReturnValue:
    month = month_arg() or this_month().previous
    return render_template("partner/declarations/new.html", form=DeclarationForm(month=month))


@bp.post("/declarations/new")
@may(PARTNER)
def create() -> ResponseReturnValue:
    form = DeclarationForm().shown_on("partner/declarations/new.html")
    form.submit(
        lambda uow: declare_spend(
            uow, actor().organisation, form.month.data, total=form.total.data, signer=form.signer.data
        )
    )
    return done(_l("Pernyataan belanja dikirim dan langsung dihitung."), ".index")
