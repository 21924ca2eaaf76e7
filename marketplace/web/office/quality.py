"""How good the data of a month are, with the rows behind each figure."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.purchases.open_names import open_names
from marketplace.uptake.declared import declare_by
from marketplace.uptake.quality import LateDeclarations, QualityLines, shares_by_grade, unanswered_in
from marketplace.web.access import OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.lists import from_args, page_of
from marketplace.web.months import month_named, this_month

bp = Blueprint("office_quality", __name__)


@bp.get("/quality")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    """The last full month; whoever asks for another one says so."""
    return redirect(url_for(".show", month=request.args.get("month") or this_month().previous))


@bp.get("/quality/<month>")
@may(OFFICIAL)
def show(month: str) -> ResponseReturnValue:
    uow, span = reading(), month_named(month)
    grades = shares_by_grade(uow.session, span)
    names = open_names(uow.session, uow.today)
    return render_template(
        "office/quality/show.html",
        month=span,
        grades=grades,
        net=sum(one.net for one in grades),
        unanswered=unanswered_in(uow.session, span),
        names=len(names),
        named_net=sum(one.net for one in names),
        declare_by=declare_by(span),
        awaited=uow.today <= declare_by(span),
        late=LateDeclarations(month=span).count(uow.session),
    )


@bp.get("/quality/<month>/lines")
@may(OFFICIAL)
def lines(month: str) -> ResponseReturnValue:
    listing = from_args(QualityLines, month=month_named(month))
    return render_template("office/quality/lines.html", lines=page_of(listing), filters=listing)


@bp.get("/quality/<month>/late")
@may(OFFICIAL)
def late(month: str) -> ResponseReturnValue:
    span = month_named(month)
    return render_template(
        "office/quality/late.html",
        month=span,
        late=page_of(LateDeclarations(month=span)),
        declare_by=declare_by(span),
    )
