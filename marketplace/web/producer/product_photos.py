"""The second step of a product: its photos, in order, and what its label shows."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from marketplace.catalog.services import photos, products
from marketplace.catalog.workbench import workbench, working_photos
from marketplace.db.uow import UnitOfWork
from marketplace.files.services import SeenPicture, picture_trouble, take_public_image
from marketplace.kernel.labels import _l
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import reading, tools, transact
from marketplace.web.producer.product_forms import AltForm, LabelForm, PhotoForm, PlaceForm
from marketplace.web.producer.product_steps import Bench, Step, around, bench_of, onwards
from marketplace.web.redirects import notify
from marketplace.web.resubmission import HEADER

bp = Blueprint("producer_product_photos", __name__)


@bp.get("/products/<public_id>/photos")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(bench_of(reading(), public_id))


@bp.get("/products/<public_id>/photos/list")
@may(PRODUCER)
def hung(public_id: str) -> ResponseReturnValue:
    """The list alone, which a page with photos in the making asks for again."""
    return render_template("producer/products/photo_list.html", **_around(bench_of(reading(), public_id)))


@bp.post("/products/<public_id>/photos")
@may(PRODUCER)
def add(public_id: str) -> ResponseReturnValue:
    form = PhotoForm().shown_on(lambda form: _page(bench_of(reading(), public_id), photo=form))

    def hang() -> None:
        for seen in form.photo.seen:
            transact(partial(_hang, public_id=public_id, seen=seen))

    form.attempt(hang)
    if HEADER not in request.headers:  # the page's script shows the photo itself
        notify(_l("Foto diterima. Sebentar lagi siap."))
    return _back(public_id)


@bp.post("/products/<public_id>/photos/<attachment>/move")
@may(PRODUCER)
def move(public_id: str, attachment: str) -> ResponseReturnValue:
    form = PlaceForm().shown_on(lambda _: _back(public_id, attachment))
    bench_of(reading(), public_id)
    form.check()
    place = form.to.data
    transact(lambda uow: photos.move_photo(uow, workbench(uow, public_id).product.id, attachment, to=place))
    return _back(public_id, attachment)


@bp.post("/products/<public_id>/photos/<attachment>/describe")
@may(PRODUCER)
def describe(public_id: str, attachment: str) -> ResponseReturnValue:
    form = AltForm().shown_on(
        lambda form: _page(bench_of(reading(), public_id), alt=form, described=attachment)
    )
    form.alt.id = f"alt-{attachment}"
    alt = form.alt.data
    form.submit(
        lambda uow: photos.describe_photo(uow, workbench(uow, public_id).product.id, attachment, alt=alt)
    )
    notify(_l("Keterangan foto disimpan."))
    return _back(public_id, attachment)


@bp.post("/products/<public_id>/photos/<attachment>/remove")
@may(PRODUCER)
def remove(public_id: str, attachment: str) -> ResponseReturnValue:
    transact(lambda uow: photos.remove_photo(uow, workbench(uow, public_id).product.id, attachment))
    notify(_l("Foto dihapus dari halaman produk."))
    return _back(public_id)


@bp.post("/products/<public_id>/label")
@may(PRODUCER)
def label(public_id: str) -> ResponseReturnValue:
    bench = bench_of(reading(), public_id)
    form = LabelForm.sent(food=bench.food).shown_on(lambda form: _page(bench, form=form))
    seen = form.seen
    form.submit(lambda uow: _revise(uow, public_id, form, seen))
    notify(_l("Tersimpan."))
    return redirect(onwards(public_id, Step.PHOTOS))


def _revise(uow: UnitOfWork, public_id: str, form: LabelForm, seen: int | None) -> None:
    now = workbench(uow, public_id)
    form.number.data = str(now.revision.number)
    products.revise_product(uow, now.product.id, text=form.text(now), seen=seen)


def _hang(uow: UnitOfWork, public_id: str, seen: SeenPicture) -> None:
    """A photo that hangs already came twice over a broken line; once is enough."""
    product = workbench(uow, public_id).product
    if hashlib.sha256(seen.content).hexdigest() in [
        one.key for one in working_photos(uow.session, product.id)
    ]:
        return
    kept = take_public_image(uow, tools().storage, seen, organisation_id=product.producer_id)
    photos.add_photo(uow, product.id, kept.id)


def _back(public_id: str, attachment: str | None = None) -> Response:
    """To the photos, or to the one that was worked on: there the next key is pressed."""
    anchor = f"photo-{attachment}" if attachment else "photos"
    return redirect(url_for(".show", public_id=public_id, _anchor=anchor))


def _around(bench: Bench) -> dict[str, Any]:
    return around(bench, Step.PHOTOS) | {"trouble": picture_trouble}


def _page(bench: Bench, **forms: Any) -> str:
    """The step with its forms; one that was refused keeps what was typed."""
    blank: dict[str, Any] = {
        "photo": PhotoForm(formdata=None),
        "form": forms.get("form") or LabelForm.of(bench.workbench, food=bench.food),
        "alt": AltForm(formdata=None),
        "described": "",
    }
    return render_template("producer/products/photos.html", **_around(bench), **(blank | forms))
