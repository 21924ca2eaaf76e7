"""Credit of the shop with makers; it says itself when it has money back."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.billing.crediting import refund
from marketplace.billing.models import PaidBy
from marketplace.kernel.labels import _l
from marketplace.web.access import PARTNER, may
from marketplace.web.context import reading
from marketplace.web.paying import RefundForm
from marketplace.web.redirects import done
from marketplace.web.trade_pages.credits import PAGES, own_credit
from marketplace.web.trade_pages.sides import SHOP

bp = PAGES.blueprint(SHOP)


@bp.get("/credits/<public_id>/refund")
@may(PARTNER)
def refunded(public_id: str) -> ResponseReturnValue:
    return _refund_page(public_id)


@bp.post("/credits/<public_id>/refund")
@may(PARTNER)
def take_refund(public_id: str) -> ResponseReturnValue:
    row = own_credit(SHOP, public_id)
    form = RefundForm().shown_on(lambda form: _refund_page(public_id, form))
    form.submit(lambda uow: refund(uow, row.id, **form.figures()))
    return done(_l("Uang kembali dari %(maker)s dicatat.", maker=row.maker), ".index")


def _refund_page(public_id: str, form: RefundForm | None = None) -> str:
    row, today = own_credit(SHOP, public_id), reading().today
    form = form or RefundForm(formdata=None, amount=row.left, paid_on=today, paid_by=PaidBy.TRANSFER)
    return render_template("partner/credits/refund.html", row=row, form=form)
