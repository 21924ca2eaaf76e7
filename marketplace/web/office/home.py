"""The first page behind this door: what to do today, or the city at one glance for whoever only looks."""

from flask import Blueprint, redirect, url_for
from flask.typing import ResponseReturnValue

from marketplace.web.access import APPROVER, AUDITOR, OFFICER, PROVINCE, STAFFED, SYSADMIN, VIEWER, may
from marketplace.web.context import actor
from marketplace.web.office.mayor import mayor_page
from marketplace.web.office.tasks import CHARTS, FIGURES, SOURCES
from marketplace.web.tasks import home

bp = Blueprint("office_home", __name__)

ONLY_LOOKS = VIEWER & ~(OFFICER | APPROVER | AUDITOR | SYSADMIN)


@bp.get("/")
@may(STAFFED | PROVINCE)
def show() -> ResponseReturnValue:
    if ONLY_LOOKS.allows(actor(), None):
        return mayor_page()
    if not STAFFED.allows(actor(), None):
        return redirect(url_for("office_published.index"))
    return home("office/home/show.html", SOURCES, FIGURES, CHARTS)
