"""The first page behind this door: what to do today."""

from flask import Blueprint

from marketplace.web.access import PARTNER, may
from marketplace.web.partner.tasks import CHARTS, FIGURES, OTHERS, SOURCES
from marketplace.web.tasks import home

bp = Blueprint("partner_home", __name__)


@bp.get("/")
@may(PARTNER)
def show() -> str:
    return home("partner/home/show.html", SOURCES, FIGURES, CHARTS, OTHERS)
