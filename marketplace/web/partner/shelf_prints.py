"""Cards and labels that a shop prints for what it buys from makers of Metro."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint
from flask.typing import ResponseReturnValue

from marketplace.catalog.shelf_prints import Printable, printables
from marketplace.ordering.on_shelf import on_shelf
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading
from marketplace.web.shelf_prints import offered, printed

bp = Blueprint("partner_shelf_prints", __name__)

TEMPLATE = "partner/shelf_prints/show.html"


@bp.get("/shelf-prints")
@may(PARTNER)
def show() -> ResponseReturnValue:
    return offered(TEMPLATE, _goods())


@bp.post("/shelf-prints")
@may(PARTNER)
def create() -> ResponseReturnValue:
    return printed(TEMPLATE, _goods())


def _goods() -> Sequence[Printable]:
    uow = reading()
    return printables(uow.session, on_shelf(uow.session, actor().organisation, uow.today), uow.today)
