"""How long partners take to pay makers, by kind; of whom nobody knows yet is said too."""

from __future__ import annotations

from datetime import timedelta

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.ordering.paying_days import WINDOW, days_to_pay, speed_by_kind, speed_of, unanswered_proofs
from marketplace.web.access import OFFICIAL, may
from marketplace.web.context import reading

bp = Blueprint("office_paying", __name__)


@bp.get("/paying")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    """Of dues that were paid in the last days of the window."""
    uow = reading()
    rows = days_to_pay(uow.session, uow.today - timedelta(days=WINDOW), uow.today)
    return render_template(
        "office/paying/index.html",
        kinds=speed_by_kind(rows),
        every=speed_of(rows),
        waiting=unanswered_proofs(uow.session),
        window=WINDOW,
    )
