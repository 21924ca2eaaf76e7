"""Counted stock, for makers who want orders to hold what lies on their shelf."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.inventory.queries import MovementsOf, StockRow, stock_card, stock_of
from marketplace.inventory.services import count_stock, move_stock, stop_counting
from marketplace.kernel.labels import _l
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading
from marketplace.web.forms import press
from marketplace.web.lists import page_of
from marketplace.web.producer.stock_form import AddForm, Counting, spoil_form
from marketplace.web.redirects import done

bp = Blueprint("producer_stock", __name__)


@bp.get("/stock")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    uow = reading()
    stock = stock_of(uow.session, actor().organisation)
    return render_template("producer/stock/index.html", stock=stock, today=uow.today)


@bp.get("/stock/<public_id>")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    uow, row = reading(), _card(public_id)
    moved = page_of(MovementsOf(variant_id=row.variant_id))
    return render_template("producer/stock/show.html", row=row, moved=moved, today=uow.today)


@bp.get("/stock/<public_id>/count")
@may(PRODUCER)
def counting(public_id: str) -> ResponseReturnValue:
    row = _card(public_id)
    return _page("count", row, Counting(row, formdata=None))


@bp.post("/stock/<public_id>/count")
@may(PRODUCER)
def count(public_id: str) -> ResponseReturnValue:
    row = _card(public_id)
    counted = Counting(row)
    form = counted.form.shown_on(lambda _: _page("count", row, counted))

    def write(uow: UnitOfWork) -> None:
        given: dict[str, Any] = {"by_batch": counted.by_batch, "note": counted.form["note"].data}
        count_stock(uow, row.variant_id, on_hand=counted.on_hand, **given)

    form.submit(write)
    return done(_l("Stok dicatat. Pesanan baru menahan dari jumlah ini."), ".show", public_id=public_id)


@bp.get("/stock/<public_id>/add")
@may(PRODUCER)
def adding(public_id: str) -> ResponseReturnValue:
    return _page("add", _card(public_id), AddForm(formdata=None))


@bp.post("/stock/<public_id>/add")
@may(PRODUCER)
def add(public_id: str) -> ResponseReturnValue:
    row, form = _card(public_id), AddForm()
    return _move(row, form, "add", best_before=form.best_before.data)


@bp.get("/stock/<public_id>/spoil")
@may(PRODUCER)
def spoiling(public_id: str) -> ResponseReturnValue:
    row = _card(public_id)
    return _page("spoil", row, spoil_form(row, request.args.get("batch", ""), formdata=None))


@bp.post("/stock/<public_id>/spoil")
@may(PRODUCER)
def spoil(public_id: str) -> ResponseReturnValue:
    row = _card(public_id)
    return _move(row, spoil_form(row), "spoil", sign=-1)


@bp.post("/stock/<public_id>/stop")
@may(PRODUCER)
def stop(public_id: str) -> ResponseReturnValue:
    press(lambda uow: stop_counting(uow, _card(public_id).variant_id), url_for(".show", public_id=public_id))
    return done(_l("Stok barang ini tidak dihitung lagi; toko dapat memesan berapa pun."), ".index")


def _card(public_id: str) -> StockRow:
    return stock_card(reading().session, actor().organisation, public_id)


def _move(row: StockRow, form: Any, view: str, *, sign: int = 1, **given: Any) -> ResponseReturnValue:
    def write(uow: UnitOfWork) -> int:
        reason = {"why": form.why.data, "code": form.code.data or "", "note": form.note.data or ""}
        return move_stock(uow, row.variant_id, sign * form.quantity.data, **reason, **given).on_hand

    now = form.shown_on(lambda form: _page(view, row, form)).submit(write)
    return done(_l("Dicatat. Sekarang ada %(count)s.", count=now), ".show", public_id=row.public_id)


def _page(view: str, row: StockRow, form: Any) -> str:
    return render_template(f"producer/stock/{view}.html", row=row, form=form, today=reading().today)
