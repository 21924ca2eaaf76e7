"""Makers whose goods a partner bought for the first time in a month."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.compliance.queries import month_result
from marketplace.uptake.first_sales import first_sold
from marketplace.web.access import OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.months import month_named

bp = Blueprint("office_new_makers", __name__)


@bp.get("/compliance/<month>/new-makers")
@may(OFFICIAL)
def show(month: str) -> ResponseReturnValue:
    """Those who are among the makers whose purchases count for the month."""
    session, span = reading().session, month_named(month)
    counted = {maker for one in month_result(session, span).partners for maker in one.makers}
    makers = [one for one in first_sold(session, span) if one.maker_id in counted]
    return render_template(
        "office/compliance/new_makers.html", month=span, makers=makers, counted=len(counted)
    )
