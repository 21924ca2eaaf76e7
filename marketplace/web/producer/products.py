"""A maker's products: put one up, price it, say whether it is there, see why it is not listed yet."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.catalog import reviewing
from marketplace.catalog.models import Variant
from marketplace.catalog.queries import OwnProduct, ProductsOf, offers_of
from marketplace.catalog.services import photos, products, variants
from marketplace.catalog.workbench import workbench
from marketplace.certification.queries import eligible_on
from marketplace.db.reading import page_of
from marketplace.files.services import develop, keep_public_image
from marketplace.inventory.queries import free_stocks
from marketplace.journal.queries import history
from marketplace.kernel.errors import Refused
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, page_number, reading, tools, unit_of_work
from marketplace.web.producer.papers import under_way
from marketplace.web.producer.product_forms import (
    AvailabilityForm,
    PauseForm,
    PhotoForm,
    ProductForm,
    TapForm,
)

bp = Blueprint("producer_products", __name__)


@bp.get("/products")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    return _list()


@bp.post("/products")
@may(PRODUCER)
def say() -> ResponseReturnValue:
    """One tap says whether a variant is there; shops see it at once."""
    form = TapForm()
    if not form.validate():
        return _list(form), 422
    try:
        with unit_of_work() as uow:
            mine = uow.find(Variant, public_id=form.variant.data, producer_id=actor().organisation)
            variants.say_availability(uow, mine.id, form.availability.data, lead_days=form.lead_days.data)
    except Refused as error:
        form.complain(error)
        return _list(form), 422
    flash(gettext("Ketersediaan disimpan; toko langsung melihatnya."))
    page = page_number()
    return redirect(url_for(".index", page=page if page > 1 else None, _anchor=f"v-{form.variant.data}"))


@bp.get("/products/new")
@may(PRODUCER)
def new() -> ResponseReturnValue:
    return render_template("producer/products/new.html", form=ProductForm.sent(reading()))


@bp.post("/products/new")
@may(PRODUCER)
def create() -> ResponseReturnValue:
    form = ProductForm.sent(reading())
    if not form.validate():
        return render_template("producer/products/new.html", form=form), 422
    try:
        with unit_of_work() as uow:
            product = products.create_product(
                uow, actor().organisation, form.category_id.data, text=form.text(), variant=form.variant()
            )
            address = url_for(".edit", public_id=product.public_id)
    except Refused as error:
        form.complain(error)
        return render_template("producer/products/new.html", form=form), 422
    flash(gettext("Produk disimpan sebagai draf. Tambahkan foto, lalu ajukan."))
    return redirect(address)


@bp.get("/products/<public_id>")
@may(PRODUCER)
def edit(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.post("/products/<public_id>")
@may(PRODUCER)
def save(public_id: str) -> ResponseReturnValue:
    form = ProductForm.sent(reading())
    if not form.validate():
        return _page(public_id, form=form), 422
    try:
        with unit_of_work() as uow:
            bench = workbench(uow, public_id)
            products.revise_product(
                uow, bench.product.id, text=form.text(), category_id=form.category_id.data
            )
            variants.edit_variant(uow, bench.variant.id, form.variant())
    except Refused as error:
        form.complain(error)
        return _page(public_id, form=form), 422
    flash(gettext("Perubahan disimpan."))
    return redirect(url_for(".edit", public_id=public_id))


@bp.post("/products/<public_id>/submit")
@may(PRODUCER)
def submit(public_id: str) -> ResponseReturnValue:
    with unit_of_work() as uow:
        reviewing.submit_product(uow, workbench(uow, public_id).product.id)
    flash(gettext("Produk diajukan. Petugas memeriksanya menurut urutan masuk."))
    return redirect(url_for(".edit", public_id=public_id))


@bp.post("/products/<public_id>/photos")
@may(PRODUCER)
def add_photo(public_id: str) -> ResponseReturnValue:
    form = PhotoForm()
    if not form.validate():
        return _page(public_id, photo=form), 422
    workbench(reading(), public_id)
    try:
        _hang(public_id, form)
    except Refused as error:
        form.complain(Refused(error.sentence, field="photo"))
        return _page(public_id, photo=form), 422
    flash(gettext("Foto ditambahkan."))
    return redirect(url_for(".edit", public_id=public_id))


@bp.post("/products/<public_id>/photos/<attachment>/remove")
@may(PRODUCER)
def remove_photo(public_id: str, attachment: str) -> ResponseReturnValue:
    with unit_of_work() as uow:
        photos.remove_photo(uow, workbench(uow, public_id).product.id, attachment)
    flash(gettext("Foto dihapus dari halaman produk."))
    return redirect(url_for(".edit", public_id=public_id))


@bp.post("/products/<public_id>/availability")
@may(PRODUCER)
def availability(public_id: str) -> ResponseReturnValue:
    form = AvailabilityForm()
    if not form.validate():
        return _page(public_id, availability=form), 422
    try:
        with unit_of_work() as uow:
            variant = workbench(uow, public_id).variant
            variants.say_availability(uow, variant.id, form.availability.data, lead_days=form.lead_days.data)
    except Refused as error:
        form.complain(error)
        return _page(public_id, availability=form), 422
    flash(gettext("Ketersediaan disimpan."))
    return redirect(url_for(".edit", public_id=public_id))


@bp.post("/products/<public_id>/pause")
@may(PRODUCER)
def pause(public_id: str) -> ResponseReturnValue:
    form = PauseForm()
    if not form.validate():
        return _page(public_id, pause=form), 422
    with unit_of_work() as uow:
        products.pause_product(uow, workbench(uow, public_id).product.id, reason=form.reason.data)
    flash(gettext("Produk tidak tampil di katalog sampai Anda menampilkannya lagi."))
    return redirect(url_for(".edit", public_id=public_id))


@bp.post("/products/<public_id>/resume")
@may(PRODUCER)
def resume(public_id: str) -> ResponseReturnValue:
    with unit_of_work() as uow:
        products.resume_product(uow, workbench(uow, public_id).product.id)
    flash(gettext("Produk tampil lagi bila surat-suratnya berlaku."))
    return redirect(url_for(".edit", public_id=public_id))


def _list(form: TapForm | None = None) -> str:
    uow = reading()
    mine = ProductsOf(producer_id=actor().organisation).select()
    products = page_of(uow.session, mine, OwnProduct, number=page_number())
    offers = offers_of(uow.session, [product.product_id for product in products], uow.today)
    return render_template(
        "producer/products/index.html",
        products=products,
        offers=offers,
        left=free_stocks(uow.session, [one.variant_id for found in offers.values() for one in found]),
        form=form or TapForm(formdata=None),
        today=uow.today,
    )


def _hang(public_id: str, form: PhotoForm) -> None:
    """The renditions are made first: nobody else can write while a transaction stands open."""
    content, name = form.photo.content, form.photo.filename
    developed = develop(tools().pictures, content)
    with unit_of_work() as uow:
        product = workbench(uow, public_id).product
        kept = keep_public_image(uow, tools().storage, developed, content=content, name=name)
        photos.add_photo(uow, product.id, kept.id, alt=form.alt.data)


def _page(public_id: str, **forms: Any) -> str:
    """The product with its forms; one that was refused keeps what was typed."""
    uow = reading()
    bench = workbench(uow, public_id)
    standing = eligible_on(uow.session, bench.product.id, uow.today)
    blank = {
        "form": ProductForm.of(uow, bench),
        "photo": PhotoForm(formdata=None),
        "availability": AvailabilityForm(
            formdata=None, availability=bench.variant.availability, lead_days=bench.variant.lead_days
        ),
        "pause": PauseForm(formdata=None),
    }
    return render_template(
        "producer/products/edit.html",
        bench=bench,
        standing=standing,
        under_way=under_way(uow, standing),
        history=history(uow.session, "product", bench.product.id),
        **(blank | forms),
    )
