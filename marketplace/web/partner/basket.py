"""The basket: what goes to which maker, what is in the way, and the one press that sends it."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.catalog.demand import SoldOut, count_missed
from marketplace.catalog.models import Variant
from marketplace.catalog.queries import photos_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.labels import _l
from marketplace.ordering.basket import basket_of
from marketplace.ordering.queries import called, has_ordered
from marketplace.ordering.services.baskets import accept_news, add_to_basket, change_basket, reorder_last
from marketplace.ordering.services.placing import place_orders
from marketplace.ordering.terms import consigning
from marketplace.partners.queries import closed_because
from marketplace.web.access import PARTNER, may
from marketplace.web.context import reading, transact
from marketplace.web.forms import DayField, Form, Hidden, LongText, Whole
from marketplace.web.language import translate
from marketplace.web.partner.chosen_outlet import chosen_outlet, outlets
from marketplace.web.redirects import done, local_path, notify

bp = Blueprint("partner_basket", __name__)


class BasketForm(Form):
    def complain(self, error: Refused) -> None:
        """The refusal undid its act; that goods were wanting is worth a transaction of its own."""
        if isinstance(error, SoldOut):
            transact(lambda uow: count_missed(uow, error))
        super().complain(error)


class LineForm(BasketForm):
    variant = Hidden()
    quantity = Whole(_l("Jumlah"))


class ChangeForm(BasketForm):
    """What is typed, or the step of a button."""

    variant = Hidden()
    quantity = Whole(_l("Jumlah"), required=False)
    to = Whole(required=False)

    @property
    def wanted(self) -> int | None:
        wanted: int | None = self.quantity.data if self.to.data is None else self.to.data
        return wanted

    def validate(self, **given: Any) -> bool:
        good = super().validate(**given)
        if good and self.wanted is None:
            self.quantity.errors = [gettext("%(title)s wajib diisi.", title=self.quantity.title)]
            return False
        return bool(good)


class SendForm(BasketForm):
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
    form = LineForm().shown_on(_mend)

    def write(uow: UnitOfWork) -> None:
        variant = uow.find(Variant, public_id=form.variant.data)
        add_to_basket(uow, chosen_outlet(uow).id, variant.id, quantity=form.quantity.data)

    form.submit(write)
    notify(_l("Masuk keranjang. Kirim pesanannya dari halaman Keranjang."))
    return redirect(local_path(request.form.get("next")) or url_for(".show"))


@bp.post("/basket/change")
@may(PARTNER)
def change() -> ResponseReturnValue:
    form = ChangeForm().shown_on(lambda form: _page(_blank(), wrong=form))

    def write(uow: UnitOfWork) -> None:
        variant = uow.find(Variant, public_id=form.variant.data)
        change_basket(uow, chosen_outlet(uow).id, variant.id, quantity=form.wanted or 0)

    form.submit(write)
    return redirect(url_for(".show"))


@bp.post("/basket/accept")
@may(PARTNER)
def accept() -> ResponseReturnValue:
    """What is new of one line, or of all of them."""

    def write(uow: UnitOfWork) -> int:
        named = request.form.get("variant")
        variant = uow.find(Variant, public_id=named).id if named else None
        return accept_news(uow, chosen_outlet(uow).id, variant)

    count = transact(write)
    return done(_l("%(count)s baris disesuaikan dengan yang berlaku sekarang.", count=count), ".show")


@bp.post("/basket/again")
@may(PARTNER)
def again() -> ResponseReturnValue:
    """The last basket of this outlet, in one tap."""
    done = transact(lambda uow: reorder_last(uow, chosen_outlet(uow).id))
    if done.added:
        notify(_l("%(count)s barang seperti pesanan terakhir masuk keranjang.", count=done.added))
    if done.repriced:
        notify(_l("Harganya berubah: %(names)s.", names=", ".join(done.repriced)))
    for why in done.left_out:
        notify(_l("Tidak masuk: %(why)s", why=translate(why)))
    return redirect(url_for(".show"))


@bp.post("/basket")
@may(PARTNER)
def send() -> ResponseReturnValue:
    form = SendForm().shown_on(_page)
    group = form.submit(lambda uow: _send(uow, form))
    return redirect(url_for("partner_orders.group", public_id=group))


def _send(uow: UnitOfWork, form: SendForm) -> str:
    """What was sent; the same form sent twice leads to the same."""
    return place_orders(
        uow,
        chosen_outlet(uow).id,
        key=form.key.data or "",
        shown=form.shown.data or "",
        needed_on=form.needed_on.data,
        note=form.note.data,
    ).public_id


def _blank() -> SendForm:
    return SendForm(formdata=None, key=new_public_id())


def _page(form: SendForm, wrong: ChangeForm | None = None) -> str:
    uow = reading()
    choice = outlets(uow)
    basket = basket_of(uow.session, choice.chosen.id, uow.today) if choice.chosen else None
    return render_template(
        "partner/basket/show.html",
        form=form,
        wrong=wrong,
        outlets=choice,
        basket=basket,
        consigning=consigning(uow.session, basket.outlet_id) if basket else (),
        photos=photos_of(uow.session, [row.product_id for row in basket.rows]) if basket else {},
        again=has_ordered(uow.session, choice.chosen.id) if choice.chosen else False,
        closed=closed_because(uow.session, uow.actor.organisation, uow.today),
    )


def _mend(form: LineForm) -> str:
    """A quantity that could not be put in, with the way to put it right."""
    return render_template(
        "partner/basket/add.html",
        form=form,
        name=called(reading().session, form.variant.data or ""),
        next=local_path(request.form.get("next")) or url_for("partner_shop.index"),
    )
