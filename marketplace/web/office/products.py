"""A maker's products as officials see them: where each stands, and the suspension of one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.catalog import policies
from marketplace.catalog.curating import NOTE_NAMES, curation_of
from marketplace.catalog.differences import LABELS, Packed, compare, pack_names
from marketplace.catalog.holding import free_product, hold_product, product_holds
from marketplace.catalog.models import Product, ProductHold
from marketplace.catalog.own_products import ProductsOf
from marketplace.catalog.snapshots import revisions_of, snapshot_of
from marketplace.catalog.workbench import SoldVariant, sold_variants
from marketplace.certification.queries import eligible_on, papers_of
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.labels import Label, _l
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading, transact
from marketplace.web.lists import page_of
from marketplace.web.office.producer_forms import HoldForm
from marketplace.web.redirects import done, notify

bp = Blueprint("office_products", __name__)


@bp.get("/producers/<public_id>/products")
@may(OFFICIAL)
def index(public_id: str) -> ResponseReturnValue:
    uow = reading()
    maker = uow.find(Organisation, public_id=public_id)
    products = page_of(ProductsOf(producer_id=maker.id))
    return render_template("office/products/index.html", maker=maker, products=products, today=uow.today)


@bp.get("/producers/<public_id>/products/<product>")
@may(OFFICIAL)
def show(public_id: str, product: str) -> ResponseReturnValue:
    return _page(reading(), public_id, product, HoldForm(formdata=None))


@bp.get("/producers/<public_id>/products/<product>/revisions/<int:number>")
@may(OFFICIAL)
def revision(public_id: str, product: str, number: int) -> ResponseReturnValue:
    """What one revision changed of the one before it."""
    uow = reading()
    row = _row(uow, public_id, product)
    now = snapshot_of(uow.session, row.id, number)
    before = snapshot_of(uow.session, row.id, number - 1) if number > 1 else None
    [written] = [one for one in revisions_of(uow.session, row.id) if one.number == number]
    return render_template(
        "office/products/revision.html",
        product=row,
        maker=uow.get(Organisation, row.producer_id),
        written=written,
        now=now,
        changes=compare(before, now),
    )


@bp.post("/producers/<public_id>/products/<product>/holds")
@may(OFFICER)
def suspend(public_id: str, product: str) -> ResponseReturnValue:
    form = HoldForm().shown_on(lambda form: _page(reading(), public_id, product, form))
    form.submit(lambda uow: hold_product(uow, _row(uow, public_id, product).id, **form.data))
    notify(_l("Produk ditangguhkan; pembuatnya diberi tahu."))
    return redirect(url_for(".show", public_id=public_id, product=product))


@bp.post("/producers/<public_id>/products/<product>/holds/<int:hold_id>/lift")
@may(OFFICER)
def lift(public_id: str, product: str, hold_id: int) -> ResponseReturnValue:
    def write(uow: UnitOfWork) -> None:
        hold = uow.find(ProductHold, id=hold_id, product_id=_row(uow, public_id, product).id)
        free_product(uow, hold.id)

    transact(write)
    return done(_l("Penangguhan dicabut."), ".show", public_id=public_id, product=product)


def _row(uow: UnitOfWork, public_id: str, product: str) -> Product:
    maker = uow.find(Organisation, public_id=public_id)
    return uow.find(Product, public_id=product, producer_id=maker.id)


def _pack_names(sold: Sequence[SoldVariant]) -> Mapping[str, Label]:
    return pack_names([Packed(one.variant.public_id, one.pack) for one in sold])


def _page(uow: UnitOfWork, public_id: str, product: str, hold: HoldForm) -> str:
    row = _row(uow, public_id, product)
    sold = sold_variants(uow.session, row, uow.today)
    return render_template(
        "office/products/show.html",
        product=row,
        maker=uow.get(Organisation, row.producer_id),
        status=eligible_on(uow.session, row.id, uow.today),
        papers=papers_of(uow.session, [row.id], uow.today)[row.id],
        holds=product_holds(uow.session, row.id),
        curation=curation_of(uow.session, row.id),
        note_names={**LABELS, **NOTE_NAMES, **_pack_names(sold)},
        revisions=revisions_of(uow.session, row.id),
        hold=hold,
        acts=uow.allows(policies.HOLD, row),
        history=history(uow.session, "product", row.id, *(("variant", one.variant.id) for one in sold)),
        today=uow.today,
    )
