"""All of a maker's products as one workbook: taken out filled in, sent back, looked at, then applied."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import ngettext

from marketplace.catalog.bulk.current import current_products
from marketplace.catalog.bulk.reading import MOST_LINES
from marketplace.catalog.bulk.services import (
    MOST_AT_ONCE,
    Applied,
    OpenedSheet,
    ReadSheet,
    apply_sheet,
    fit_sheet,
    open_sheet,
    read_sheet,
    store_sheet,
)
from marketplace.catalog.bulk.writing import beyond, filled_sheet, rejected_sheet
from marketplace.kernel.labels import _l
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading, tools, transact
from marketplace.web.forms import Document, Form, Hidden
from marketplace.web.language import by_name
from marketplace.web.link_previews import absolute
from marketplace.web.redirects import notify
from marketplace.web.workbooks import workbook

bp = Blueprint("producer_product_sheet", __name__)

SHOWN = 60  # rows of a kind


class SheetForm(Form):
    file = Document(_l("Lembar produk yang sudah diisi"), accept=".xlsx,.xls,.ods,.csv", megabytes=4)


class SeenForm(Form):
    seen = Hidden()


@bp.get("/products/sheet")
@may(PRODUCER)
def show() -> ResponseReturnValue:
    return _start(SheetForm())


@bp.get("/products/sheet.xlsx")
@may(PRODUCER)
def template() -> ResponseReturnValue:
    uow = reading()
    known = current_products(uow.session, actor().organisation, uow.today)
    return workbook(_l("produk-%(day)s", day=uow.today), filled_sheet(known, _address), beyond())


@bp.post("/products/sheet")
@may(PRODUCER)
def check() -> ResponseReturnValue:
    form = SheetForm().shown_on(_start)
    return redirect(url_for(".look", public_id=form.attempt(lambda: _store(form))))


@bp.get("/products/sheet/<public_id>")
@may(PRODUCER)
def look(public_id: str) -> ResponseReturnValue:
    return _page(public_id, SeenForm())


@bp.post("/products/sheet/<public_id>")
@may(PRODUCER)
def apply(public_id: str) -> ResponseReturnValue:
    form = SeenForm().shown_on(lambda form: _page(public_id, form))
    applied = form.attempt(lambda: _apply(public_id, form.seen.data or ""))
    notify(ngettext("%(num)s baris diterapkan.", "%(num)s baris diterapkan.", applied.rows))
    if applied.left or applied.wrong:
        return redirect(url_for(".look", public_id=public_id))
    return redirect(url_for("producer_products.index"))


@bp.get("/products/sheet/<public_id>/rejected.xlsx")
@may(PRODUCER)
def rejected(public_id: str) -> ResponseReturnValue:
    sheet = _read(public_id)
    return workbook(_l("perlu-diperbaiki"), rejected_sheet(sheet.outcome, sheet.current))


def _start(form: SheetForm) -> str:
    uow = reading()
    known = current_products(uow.session, actor().organisation, uow.today)
    return render_template("producer/product_sheet/show.html", form=form, known=known, most=MOST_LINES)


def _store(form: SheetForm) -> str:
    sheet = fit_sheet(tools(), content=form.file.content, name=form.file.filename, speller=by_name)
    return transact(lambda uow: store_sheet(uow, tools(), sheet).public_id)


def _apply(public_id: str, seen: str) -> Applied:
    opened = _open(public_id)
    return transact(lambda uow: apply_sheet(uow, opened, seen=seen, speller=by_name))


def _open(public_id: str) -> OpenedSheet:
    return open_sheet(reading(), tools(), actor().organisation, public_id)


def _read(public_id: str) -> ReadSheet:
    return read_sheet(reading(), _open(public_id), speller=by_name)


def _address(product: str) -> str:
    return absolute(url_for("producer_products.show", public_id=product))


def _page(public_id: str, form: SeenForm) -> str:
    """With what is seen now in the form."""
    sheet = _read(public_id)
    form.seen.data = sheet.outcome.seen
    return render_template(
        "producer/product_sheet/check.html",
        form=form,
        sheet=sheet,
        outcome=sheet.outcome,
        most=SHOWN,
        at_once=MOST_AT_ONCE,
    )
