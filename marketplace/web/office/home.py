"""The first page behind this door: what to do today."""

from flask import Blueprint

from marketplace.web.access import STAFFED, may
from marketplace.web.office.tasks import CHARTS, FIGURES, SOURCES
from marketplace.web.tasks import home

bp = Blueprint("office_home", __name__)


@bp.get("/")
@may(STAFFED)
def show() -> str:
    return home("office/home/show.html", SOURCES, FIGURES, CHARTS)
