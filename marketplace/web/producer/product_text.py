"""The first step of a product: its name, what is in the pack, what shops read of it."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from marketplace.catalog.revisions import text_of
from marketplace.catalog.services import products, variants
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import reading
from marketplace.web.producer.product_forms import ProductForm
from marketplace.web.producer.product_steps import Bench, Step, around, bench_of, onwards
from marketplace.web.redirects import notify

bp = Blueprint("producer_product_text", __name__)


@bp.get("/products/<public_id>/text")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    bench = bench_of(reading(), public_id)
    return _page(bench, ProductForm.of(reading(), bench.workbench, alone=bench.alone))


@bp.post("/products/<public_id>/text")
@may(PRODUCER)
def save(public_id: str) -> ResponseReturnValue:
    bench = bench_of(reading(), public_id)
    form = ProductForm.sent(reading(), alone=bench.alone).shown_on(lambda form: _page(bench, form))
    seen = form.seen
    form.submit(lambda uow: _write(uow, public_id, form, seen))
    notify(_l("Tersimpan."))
    return redirect(onwards(public_id, Step.TEXT))


def _write(uow: UnitOfWork, public_id: str, form: ProductForm, seen: int | None) -> None:
    bench = bench_of(uow, public_id).workbench
    # what a refusal says is known now; saved again, it is meant
    form.number.data = str(bench.revision.number)
    text, category = form.text(text_of(bench.revision)), form.category_id.data
    products.revise_product(uow, bench.product.id, text=text, category_id=category, seen=seen)
    if "net_content" in form:
        variants.edit_variant(uow, bench.first.variant.id, form.pack(bench.first))


def _page(bench: Bench, form: ProductForm) -> str:
    return render_template("producer/products/text.html", form=form, **around(bench, Step.TEXT))
