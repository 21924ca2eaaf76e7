"""What came in at makers of what partners came to owe in a month, partner by partner."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.billing.reached import all_together, reached_makers
from marketplace.kernel.period import MonthSpan
from marketplace.partners.queries import names_of_partners
from marketplace.web.access import OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.months import month_named

bp = Blueprint("office_reached", __name__)


@bp.get("/compliance/<month>/reached")
@may(OFFICIAL)
def show(month: str) -> ResponseReturnValue:
    """The largest remainder first."""
    session, span = reading().session, month_named(month)
    found = reached_makers(session, MonthSpan.of(span))
    names = names_of_partners(session, found.keys())
    rows = sorted(
        ((names[number], one) for number, one in found.items()), key=lambda row: (-row[1].left, row[0])
    )
    return render_template("office/compliance/reached.html", month=span, rows=rows, city=all_together(found))
