"""The third step of a product: in which packs it is sold, and what they cost today and later."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalog.services import prices, variants
from marketplace.catalog.workbench import SoldVariant
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import reading, transact
from marketplace.web.language import day
from marketplace.web.producer.product_steps import Bench, Step, around, bench_of, onwards
from marketplace.web.producer.variant_forms import CalledOffForm, ComingForm, VariantForm
from marketplace.web.redirects import notify

bp = Blueprint("producer_product_variants", __name__)


@bp.get("/products/<public_id>/prices")
@may(PRODUCER)
def index(public_id: str) -> ResponseReturnValue:
    """All variants; the only one is opened at once."""
    bench = bench_of(reading(), public_id)
    if bench.alone:
        return _page(bench, bench.workbench.variants[0])
    return render_template("producer/products/variants.html", **around(bench, Step.PRICES))


@bp.get("/products/<public_id>/variants/new")
@may(PRODUCER)
def new(public_id: str) -> ResponseReturnValue:
    bench = bench_of(reading(), public_id)
    return _page(bench, None, form=VariantForm.blank())


@bp.post("/products/<public_id>/variants/new")
@may(PRODUCER)
def create(public_id: str) -> ResponseReturnValue:
    bench = bench_of(reading(), public_id)
    form = VariantForm.sent(food=bench.food).shown_on(lambda form: _page(bench, None, form=form))

    def write(uow: UnitOfWork) -> str:
        product_id = bench_of(uow, public_id).workbench.product.id
        return variants.add_variant(uow, product_id, form.sheet()).public_id

    added = form.submit(write)
    if bench.workbench.product.approved_number is None:
        notify(_l("Varian ditambahkan."))
    else:
        notify(_l("Varian ditambahkan. Toko melihatnya setelah Anda ajukan dan petugas menyetujui."))
    return _back(public_id, added)


@bp.get("/products/<public_id>/variants/<variant>")
@may(PRODUCER)
def show(public_id: str, variant: str) -> ResponseReturnValue:
    bench = bench_of(reading(), public_id)
    return _page(bench, bench.sold(variant))


@bp.post("/products/<public_id>/variants/<variant>")
@may(PRODUCER)
def save(public_id: str, variant: str) -> ResponseReturnValue:
    bench = bench_of(reading(), public_id)
    sold = bench.sold(variant)
    form = VariantForm.sent(food=bench.food).shown_on(lambda form: _page(bench, sold, form=form))

    def write(uow: UnitOfWork) -> bool:
        """Whether the pack waits for an approval."""
        mine = bench_of(uow, public_id)
        variants.edit_variant(uow, mine.sold(variant).variant.id, form.sheet())
        return mine.workbench.product.approved_number is not None and form.sheet().pack != sold.pack

    if form.submit(write):
        notify(
            _l(
                "Tersimpan. Harga langsung berlaku; kemasan berubah setelah Anda ajukan dan petugas menyetujui."
            )
        )
    else:
        notify(_l("Tersimpan; harga langsung berlaku."))
    return redirect(onwards(public_id, Step.PRICES)) if bench.alone else _back(public_id, variant)


@bp.post("/products/<public_id>/variants/<variant>/prices")
@may(PRODUCER)
def announce(public_id: str, variant: str) -> ResponseReturnValue:
    """A price of a later day; until then the one of today holds."""
    bench = bench_of(reading(), public_id)
    sold = bench.sold(variant)
    form = ComingForm().shown_on(lambda form: _page(bench, sold, coming=form))

    def write(uow: UnitOfWork) -> None:
        mine = bench_of(uow, public_id).sold(variant).variant
        given = {"price": form.price.data, "from_on": form.from_on.data}
        prices.announce_price(uow, mine.id, from_quantity=form.from_quantity.data, **given)

    form.submit(write)
    notify(_l("Harga baru diumumkan; berlaku mulai %(day)s.", day=day(form.from_on.data)))
    return redirect(url_for(".show", public_id=public_id, variant=variant, _anchor="coming"))


@bp.post("/products/<public_id>/variants/<variant>/prices/call-off")
@may(PRODUCER)
def call_off(public_id: str, variant: str) -> ResponseReturnValue:
    """A price that was announced does not come."""
    back = url_for(".show", public_id=public_id, variant=variant, _anchor="coming")
    form = CalledOffForm().shown_on(lambda _: redirect(back))
    bench_of(reading(), public_id).sold(variant)

    def write(uow: UnitOfWork) -> None:
        mine, on = bench_of(uow, public_id).sold(variant).variant, form.from_on.data
        prices.call_off_price(uow, mine.id, from_quantity=form.from_quantity.data, from_on=on)

    form.check()
    transact(write)
    notify(_l("Harga yang diumumkan dibatalkan."))
    return redirect(back)


@bp.post("/products/<public_id>/variants/<variant>/archive")
@may(PRODUCER)
def archive(public_id: str, variant: str) -> ResponseReturnValue:
    transact(lambda uow: variants.archive_variant(uow, bench_of(uow, public_id).sold(variant).variant.id))
    notify(_l("Varian tidak dijual lagi."))
    return _back(public_id, variant)


@bp.post("/products/<public_id>/variants/<variant>/restore")
@may(PRODUCER)
def restore(public_id: str, variant: str) -> ResponseReturnValue:
    transact(lambda uow: variants.restore_variant(uow, bench_of(uow, public_id).sold(variant).variant.id))
    notify(_l("Varian dijual lagi."))
    return _back(public_id, variant)


def _back(public_id: str, variant: str) -> ResponseReturnValue:
    """To the list, where the next key is pressed at this variant, wherever it stands now."""
    return redirect(url_for(".index", public_id=public_id, _anchor=f"v-{variant}"))


def _page(bench: Bench, sold: SoldVariant | None, **forms: Any) -> str:
    """One variant with its forms; one that was refused keeps what was typed."""
    blank: dict[str, Any] = {"coming": ComingForm(formdata=None)}
    if sold and "form" not in forms:
        blank["form"] = VariantForm.of(sold, food=bench.food)
    around_it = around(bench, Step.PRICES)
    return render_template("producer/products/variant.html", sold=sold, **around_it, **(blank | forms))
