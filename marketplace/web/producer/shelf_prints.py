"""Cards and labels that a maker prints for the shelves its goods stand on."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.catalog.shelf_prints import Printable, printables_of
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading
from marketplace.web.shelf_prints import offered, printed

bp = Blueprint("producer_shelf_prints", __name__)

TEMPLATE = "producer/shelf_prints/show.html"


@bp.get("/shelf-prints")
@may(PRODUCER)
def show() -> ResponseReturnValue:
    return offered(TEMPLATE, _goods())


@bp.post("/shelf-prints")
@may(PRODUCER)
def create() -> ResponseReturnValue:
    return printed(TEMPLATE, _goods())


def _goods() -> Sequence[Printable]:
    uow = reading()
    return printables_of(uow.session, actor().organisation, uow.today)
