"""The first page behind this door: what to do today, or the city at one glance for whoever only looks."""

from flask import Blueprint

from marketplace.web.access import APPROVER, AUDITOR, OFFICER, STAFFED, SYSADMIN, VIEWER, may
from marketplace.web.context import actor
from marketplace.web.office.mayor import mayor_page
from marketplace.web.office.tasks import CHARTS, FIGURES, SOURCES
from marketplace.web.tasks import home

bp = Blueprint("office_home", __name__)

ONLY_LOOKS = VIEWER & ~(OFFICER | APPROVER | AUDITOR | SYSADMIN)


@bp.get("/")
@may(STAFFED)
def show() -> str:
    if ONLY_LOOKS.allows(actor(), None):
        return mayor_page()
    return home("office/home/show.html", SOURCES, FIGURES, CHARTS)
