"""The basket: what goes to which maker, what is in the way, and the one press that sends it."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.catalog.models import Variant
from marketplace.catalog.queries import photos_of
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.labels import _l
from marketplace.ordering.basket import basket_of
from marketplace.ordering.queries import orders_of_group
from marketplace.ordering.services.baskets import add_to_basket, change_basket
from marketplace.ordering.services.placing import place_orders
from marketplace.partners.queries import may_order
from marketplace.web.access import PARTNER, may
from marketplace.web.context import reading, unit_of_work
from marketplace.web.forms import DayField, Form, Hidden, LongText, Whole
from marketplace.web.partner.chosen_outlet import chosen_outlet, outlets
from marketplace.web.redirects import local_path

bp = Blueprint("partner_basket", __name__)


class LineForm(Form):
    variant = Hidden()
    quantity = Whole(_l("Jumlah"))


class SendForm(Form):
    key = Hidden()
    shown = Hidden()
    needed_on = DayField(_l("Dibutuhkan tanggal"), required=False, least=lambda: reading().today)
    note = LongText(_l("Catatan untuk pembuat"), required=False, longest=500, rows=2)


@bp.get("/basket")
@may(PARTNER)
def show() -> ResponseReturnValue:
    return _page(SendForm(key=new_public_id()))


@bp.post("/basket/add")
@may(PARTNER)
def add() -> ResponseReturnValue:
    form = LineForm()
    try:
        if not form.validate():
            return _mend(form), 422
        with unit_of_work() as uow:
            variant = uow.find(Variant, public_id=form.variant.data)
            add_to_basket(uow, chosen_outlet(uow).id, variant.id, quantity=form.quantity.data)
    except Refused as error:
        form.complain(error)
        return _mend(form), 422
    flash(gettext("Masuk keranjang. Kirim pesanannya dari halaman Keranjang."))
    return redirect(local_path(request.form.get("next")) or url_for(".show"))


@bp.post("/basket/change")
@may(PARTNER)
def change() -> ResponseReturnValue:
    form = LineForm()
    try:
        if not form.validate():
            return _page(SendForm(formdata=None, key=new_public_id()), wrong=form), 422
        with unit_of_work() as uow:
            variant = uow.find(Variant, public_id=form.variant.data)
            change_basket(uow, chosen_outlet(uow).id, variant.id, quantity=form.quantity.data)
    except Refused as error:
        form.complain(error)
        return _page(SendForm(formdata=None, key=new_public_id()), wrong=form), 422
    return redirect(url_for(".show"))


@bp.post("/basket")
@may(PARTNER)
def send() -> ResponseReturnValue:
    form = SendForm()
    if not form.validate():
        return _page(form), 422
    try:
        address = _send(form)
    except Refused as error:
        form.complain(error)
        return _page(form), 422
    return redirect(address)


def _send(form: SendForm) -> str:
    """Where to look at what was sent; the same form sent twice leads to the same place."""
    with unit_of_work() as uow:
        group = place_orders(
            uow,
            chosen_outlet(uow).id,
            key=form.key.data or "",
            shown=form.shown.data or "",
            needed_on=form.needed_on.data,
            note=form.note.data,
        )
        sent = orders_of_group(uow.session, group)
        flash(gettext("%(count)s pesanan dikirim. Pembuat menjawab dalam tiga hari kerja.", count=len(sent)))
    if len(sent) == 1:
        return url_for("partner_orders.show", public_id=sent[0])
    return url_for("partner_orders.index")


def _page(form: SendForm, wrong: LineForm | None = None) -> str:
    uow = reading()
    choice = outlets(uow)
    basket = basket_of(uow.session, choice.chosen.id, uow.today) if choice.chosen else None
    return render_template(
        "partner/basket/show.html",
        form=form,
        wrong=wrong,
        outlets=choice,
        basket=basket,
        photos=photos_of(uow.session, [row.product_id for row in basket.rows]) if basket else {},
        allowed=may_order(uow.session, uow.actor.organisation, uow.today),
    )


def _mend(form: LineForm) -> str:
    """A quantity that could not be put in, with the way to put it right."""
    return render_template("partner/basket/add.html", form=form, next=request.form.get("next", ""))
