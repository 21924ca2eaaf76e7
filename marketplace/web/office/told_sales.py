"""Sales that makers told and shops denied: what both say, and an officer's decision."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.purchases import policies
from marketplace.purchases.models.told import SaleDecision, SaleRuling, ToldSale
from marketplace.purchases.telling import decide_sale
from marketplace.purchases.told_lists import ToldSales, sale_decided_by, told_sale
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.forms import Choice, Form, LongText
from marketplace.web.redirects import done

bp = Blueprint("office_told_sales", __name__)


class RulingForm(Form):
    ruling = Choice(_l("Keputusan"), SaleRuling, radio=True)
    reason = LongText(_l("Dasar keputusan"), rows=3, longest=500, help=_l("Kedua pihak membacanya."))


@bp.get("/claims/sales/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, RulingForm(formdata=None))


@bp.post("/claims/sales/<public_id>")
@may(OFFICER)
def decide(public_id: str) -> ResponseReturnValue:
    form = RulingForm().shown_on(lambda form: _page(public_id, form))
    form.submit(lambda uow: _decide(uow, public_id, form))
    return done(_l("Diputuskan; toko dan pembuat membaca alasannya."), "office_claims.index")


def _decide(uow: UnitOfWork, public_id: str, form: RulingForm) -> SaleDecision:
    number = told_sale(uow.session, _denied(public_id)).id
    return decide_sale(uow, number, ruling=form.ruling.data, reason=form.reason.data)


def _denied(public_id: str) -> ToldSales:
    return ToldSales(denied=True, public_id=public_id)


def _page(public_id: str, form: RulingForm) -> str:
    uow = reading()
    row = told_sale(uow.session, _denied(public_id))
    waits = row.ruling is None
    return render_template(
        "office/claims/sale.html",
        row=row,
        due=sale_decided_by(uow.session, row),
        waits=waits,
        decides=waits and uow.allows(policies.SETTLE_SALE, uow.get(ToldSale, row.id)),
        form=form,
        story=history(uow.session, "told_sale", row.id),
    )
