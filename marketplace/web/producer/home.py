"""The first page behind this door: what to do today."""

from flask import Blueprint

from marketplace.web.access import PRODUCER, may
from marketplace.web.producer.tasks import CHARTS, FIGURES, OTHERS, SOURCES
from marketplace.web.tasks import home

bp = Blueprint("producer_home", __name__)


@bp.get("/")
@may(PRODUCER)
def show() -> str:
    return home("producer/home/show.html", SOURCES, FIGURES, CHARTS, OTHERS)
