"""Cards and labels that a maker prints for the shelves its goods stand on."""

from __future__ import annotations

from collections.abc import Sequence

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.catalog.shelf_prints import Printable, PrintKind, printables_of
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading
from marketplace.web.shelf_prints import ShelfForm, each_asked, kind_asked, printed

bp = Blueprint("producer_shelf_prints", __name__)


@bp.get("/shelf-prints")
@may(PRODUCER)
def show() -> ResponseReturnValue:
    goods = _goods()
    return _page(ShelfForm.of(kind_asked(), goods, each=each_asked()), goods)


@bp.post("/shelf-prints")
@may(PRODUCER)
def create() -> ResponseReturnValue:
    """Nothing is written down: a sheet of labels is no paper of a trade."""
    goods = _goods()
    form = ShelfForm.of(kind_asked(), goods)
    if not form.validate():
        return _page(form, goods), 422
    return printed(form)


def _goods() -> Sequence[Printable]:
    uow = reading()
    return printables_of(uow.session, actor().organisation, uow.today)


def _page(form: ShelfForm, goods: Sequence[Printable]) -> str:
    return render_template("producer/shelf_prints/show.html", form=form, goods=goods, kinds=list(PrintKind))
