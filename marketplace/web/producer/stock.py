"""Counted stock, for makers who want orders to hold what lies on their shelf."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.catalog.models import Variant
from marketplace.inventory.queries import stock_of
from marketplace.inventory.services import count_stock
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading, unit_of_work
from marketplace.web.forms import Form, Hidden, Whole

bp = Blueprint("producer_stock", __name__)


class CountForm(Form):
    variant = Hidden()
    on_hand = Whole(_l("Jumlah yang ada"), most=10_000_000)


@bp.get("/stock")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    return _page(CountForm(formdata=None))


@bp.post("/stock")
@may(PRODUCER)
def count() -> ResponseReturnValue:
    form = CountForm()
    if not form.validate():
        return _page(form), 422
    try:
        with unit_of_work() as uow:
            mine = uow.find(Variant, public_id=form.variant.data, producer_id=actor().organisation)
            count_stock(uow, mine.id, on_hand=form.on_hand.data)
    except Refused as error:
        form.complain(error)
        return _page(form), 422
    flash(gettext("Stok dicatat. Pesanan baru menahan dari jumlah ini."))
    return redirect(url_for(".index"))


def _page(form: CountForm) -> str:
    stock = stock_of(reading().session, actor().organisation)
    return render_template("producer/stock/index.html", stock=stock, form=form)
