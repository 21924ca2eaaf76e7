"""A maker's products: put one up, hand it in, say whether it is there, take it off the shelf and put it back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.catalog import reviewing
from marketplace.catalog.models import Product, Variant
from marketplace.catalog.own_products import ProductsOf, Where, first_photos, has_one_named
from marketplace.catalog.queries import offers_of
from marketplace.catalog.services import products, variants
from marketplace.catalog.workbench import SoldVariant, workbench
from marketplace.certification.queries import eligible_on
from marketplace.db.uow import UnitOfWork
from marketplace.inventory.queries import free_stocks
from marketplace.journal.naming import Subject
from marketplace.journal.queries import history
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.web import lists
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading, transact
from marketplace.web.doors import here
from marketplace.web.forms import Form
from marketplace.web.producer.papers import under_way
from marketplace.web.producer.product_forms import ArchiveForm, PauseForm, ProductForm, TapForm
from marketplace.web.producer.product_lists import FEW, exported, products_from_args
from marketplace.web.producer.product_steps import Step, around, bench_of
from marketplace.web.redirects import done, notify

bp = Blueprint("producer_products", __name__)


@bp.get("/products")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    return _list()


@bp.post("/products")
@may(PRODUCER)
def set_availability() -> ResponseReturnValue:
    """One tap says whether a variant is there; shops see it at once."""
    form = TapForm().shown_on(_list)
    _save_availability(form)
    return redirect(f"{here()}#v-{form.variant.data}")


@bp.get("/products/export")
@may(PRODUCER)
def export() -> ResponseReturnValue:
    return exported(reading())


@bp.get("/products/new")
@may(PRODUCER)
def new() -> ResponseReturnValue:
    return render_template("producer/products/new.html", form=ProductForm.sent(reading()))


@bp.post("/products/new")
@may(PRODUCER)
def create() -> ResponseReturnValue:
    form = ProductForm.sent(reading()).shown_on("producer/products/new.html")
    product = form.submit(lambda uow: _create(uow, form))
    notify(_l("Draf tersimpan. Sekarang fotonya."))
    return redirect(url_for("producer_product_photos.show", public_id=product.public_id))


@bp.get("/products/<public_id>")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.post("/products/<public_id>/availability")
@may(PRODUCER)
def availability(public_id: str) -> ResponseReturnValue:
    form = TapForm().shown_on(lambda form: _page(public_id, form=form))
    bench_of(reading(), public_id).sold(form.variant.data or "")
    _save_availability(form)
    return redirect(url_for(".show", public_id=public_id, _anchor=f"v-{form.variant.data}"))


@bp.get("/products/<public_id>/submit")
@may(PRODUCER)
def summary(public_id: str) -> ResponseReturnValue:
    return _summary(public_id)


@bp.post("/products/<public_id>/submit")
@may(PRODUCER)
def submit(public_id: str) -> ResponseReturnValue:
    form = Form().shown_on(lambda form: _summary(public_id, why=form.form_errors[0]))
    form.submit(lambda uow: reviewing.submit_product(uow, workbench(uow, public_id).product.id))
    notify(_l("Produk diajukan. Petugas memeriksanya menurut urutan masuk."))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/products/<public_id>/pause")
@may(PRODUCER)
def pause(public_id: str) -> ResponseReturnValue:
    form = PauseForm().shown_on(lambda form: _page(public_id, pausing=form))
    form.submit(
        lambda uow: products.pause_product(uow, workbench(uow, public_id).product.id, reason=form.reason.data)
    )
    notify(_l("Produk tidak tampil di katalog sampai Anda menampilkannya lagi."))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/products/<public_id>/resume")
@may(PRODUCER)
def resume(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: products.resume_product(uow, workbench(uow, public_id).product.id))
    return done(_l("Produk tampil lagi bila surat-suratnya berlaku."), ".show", public_id=public_id)


@bp.post("/products/<public_id>/archive")
@may(PRODUCER)
def archive(public_id: str) -> ResponseReturnValue:
    form = ArchiveForm().shown_on(lambda form: _page(public_id, archiving=form))
    form.submit(
        lambda uow: products.archive_product(
            uow, workbench(uow, public_id).product.id, reason=form.reason.data
        )
    )
    return done(_l("Produk disimpan di arsip. Anda dapat mengembalikannya kapan saja."), ".index")


@bp.post("/products/<public_id>/restore")
@may(PRODUCER)
def restore(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: products.restore_product(uow, workbench(uow, public_id).product.id))
    return done(_l("Produk kembali dari arsip."), ".show", public_id=public_id)


def _create(uow: UnitOfWork, form: ProductForm) -> Product:
    """Whoever goes back in the browser and sends it again has it already, which the form says."""
    name, mine = form.name.data, actor().organisation
    if has_one_named(uow.session, mine, name):
        sentence = _l(
            "Anda sudah punya produk bernama %(name)s; buka dari daftar produk. Ukuran lain ditambahkan di langkah "
            "harga.",
            name=name,
        )
        raise Refused(sentence, field="name")
    return products.create_product(uow, mine, form.category_id.data, text=form.text(), variant=form.pack())


def _save_availability(form: TapForm) -> None:

    def write(uow: UnitOfWork) -> bool:
        """Whether shops see the product."""
        mine = uow.find(Variant, public_id=form.variant.data, producer_id=actor().organisation)
        variants.set_availability(uow, mine.id, form.availability.data, lead_days=form.lead_days.data)
        return uow.get(Product, mine.product_id).approved_number is not None

    seen = _l("Ketersediaan disimpan; toko langsung melihatnya.")
    notify(seen if form.submit(write) else _l("Ketersediaan disimpan."))


def _list(form: TapForm | None = None) -> str:
    uow = reading()
    listing = products_from_args(uow)
    found, filtered = lists.page_of(listing), lists.is_filtered(ProductsOf)
    ids = [one.product_id for one in found]
    offers = offers_of(uow.session, ids, uow.today)
    return render_template(
        "producer/products/index.html",
        products=found,
        filters=listing,
        places=Where,
        filtered=filtered,
        few=found.total <= FEW and not filtered,
        photos=first_photos(uow.session, ids),
        offers=offers,
        left=free_stocks(uow.session, [one.variant_id for some in offers.values() for one in some]),
        form=form or TapForm(formdata=None),
        today=uow.today,
    )


def _page(public_id: str, **forms: Any) -> str:
    """The product with its forms; one that was refused keeps what was typed."""
    uow = reading()
    bench = bench_of(uow, public_id)
    product = bench.workbench.product
    status = eligible_on(uow.session, product.id, uow.today)
    blank = {
        "form": TapForm(formdata=None),
        "pausing": PauseForm(formdata=None),
        "archiving": ArchiveForm(formdata=None),
    }
    return render_template(
        "producer/products/show.html",
        status=status,
        under_way=under_way(uow, status),
        history=history(
            uow.session,
            "product",
            product.id,
            *_variants([*bench.workbench.variants, *bench.workbench.archived]),
        ),
        left=free_stocks(uow.session, [one.variant.id for one in bench.workbench.variants]),
        today=uow.today,
        **around(bench),
        **(blank | forms),
    )


def _summary(public_id: str, **why: Any) -> str:
    uow = reading()
    bench = bench_of(uow, public_id)
    status = eligible_on(uow.session, bench.workbench.product.id, uow.today)
    return render_template(
        "producer/products/submit.html",
        status=status,
        under_way=under_way(uow, status),
        **around(bench, Step.SUBMIT),
        **why,
    )


def _variants(sold: Sequence[SoldVariant]) -> Iterator[Subject]:
    """What a product's history tells besides: prices are set for variants."""
    return (("variant", one.variant.id) for one in sold)
