"""Sales that a shop did not record: the maker tells them, sees which wait, and may withdraw one."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import new_public_id
from marketplace.kernel.labels import _l
from marketplace.kernel.units import Unit
from marketplace.ordering.trading import TradingOutlet, shop_named, shops_for
from marketplace.partners.models import Outlet
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.models.told import ToldSale
from marketplace.purchases.sellers import goods_of_maker
from marketplace.purchases.telling import AlreadyRecorded, NewSale, tell_sale, withdraw_sale
from marketplace.purchases.told_lists import ToldSales, recorded_sales, sale_decided_by, told_sale
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading
from marketplace.web.forms import (
    Choice,
    DayField,
    Document,
    Form,
    Hidden,
    QuantityField,
    RupiahField,
    Text,
    press,
)
from marketplace.web.lists import page_of
from marketplace.web.query_args import words_arg
from marketplace.web.redirects import done, notify
from marketplace.web.upload_checks import readable_document
from marketplace.web.uploads import keep_upload

bp = Blueprint("producer_sales", __name__)


class SaleForm(Form):
    """`known` is the row of the ledger that has this document already."""

    known: int | None = None
    item = Text(_l("Barang"), longest=120, autocomplete="off", render_kw={"list": "goods"})
    quantity = QuantityField(_l("Banyaknya"), least=1)
    unit = Choice(_l("Satuan"), Unit, coerce=str)
    amount = RupiahField(_l("Jumlah uang, tanpa PPN"), least=1)
    sold_on = DayField(_l("Tanggal"), most=lambda: reading().today)
    document_number = Text(_l("Nomor nota"), required=False, longest=60)
    photo = Document(_l("Foto nota"), required=False, validators=[readable_document])
    client_id = Hidden()

    def complain(self, error: Refused) -> None:
        super().complain(error)
        if isinstance(error, AlreadyRecorded):
            self.known = error.purchase_id

    def sale(self, uow: UnitOfWork, outlet: Outlet) -> NewSale:
        return NewSale(
            partner_id=outlet.partner_id,
            outlet_id=outlet.id,
            sold_on=self.sold_on.data or uow.today,
            item=self.item.data,
            quantity=self.quantity.data,
            unit=self.unit.data,
            net=self.amount.data,
            client_id=self.client_id.data or new_public_id(),
            document_number=self.document_number.data or None,
            evidence_id=keep_upload(uow, self.photo),
        )


@bp.get("/sales")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    waiting = request.args.get("all") is None
    sales = page_of(ToldSales(producer_id=actor().organisation, waiting=waiting))
    known = recorded_sales(reading().session, sales.rows)
    return render_template("producer/sales/index.html", sales=sales, waiting=waiting, known=known)


@bp.get("/sales/new")
@may(PRODUCER)
def new() -> ResponseReturnValue:
    """First to which outlet."""
    uow = reading()
    if "outlet" in request.args:
        return _form(SaleForm(client_id=new_public_id(), sold_on=uow.today, unit=Unit.PCS.value))
    text = words_arg()
    shops = shops_for(uow.session, actor().organisation, text, uow.today)
    return render_template("producer/sales/choose.html", shops=shops, text=text)


@bp.post("/sales/new")
@may(PRODUCER)
def create() -> ResponseReturnValue:
    outlet = _shop().id
    form = SaleForm().shown_on(_form)
    form.submit(lambda uow: _tell(uow, form, uow.get(Outlet, outlet)))
    notify(_l("Penjualan dicatat. Belum dihitung sampai toko membenarkannya."))
    return redirect(url_for(".index"))


@bp.get("/sales/<public_id>")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    session = reading().session
    row = told_sale(session, _mine(public_id))
    return render_template(
        "producer/sales/show.html",
        row=row,
        known=recorded_sales(session, [row]).get(row.id),
        due=sale_decided_by(session, row),
    )


@bp.post("/sales/<public_id>/withdraw")
@may(PRODUCER)
def withdraw(public_id: str) -> ResponseReturnValue:
    press(
        lambda uow: withdraw_sale(uow, told_sale(uow.session, _mine(public_id)).id),
        url_for(".show", public_id=public_id),
    )
    return done(_l("Catatan penjualan ditarik."), ".index")


def _mine(public_id: str) -> ToldSales:
    return ToldSales(producer_id=actor().organisation, public_id=public_id)


def _tell(uow: UnitOfWork, form: SaleForm, outlet: Outlet) -> ToldSale:
    return tell_sale(uow, uow.actor.organisation, form.sale(uow, outlet))


def _shop() -> TradingOutlet:
    """Any shop's. Raises NotFound."""
    return shop_named(reading().session, actor().organisation, request.args.get("outlet", ""))


def _form(form: SaleForm) -> str:
    uow = reading()
    known = uow.get(Purchase, form.known).public_id if form.known is not None else None
    return render_template(
        "producer/sales/new.html",
        form=form,
        shop=_shop(),
        known=known,
        goods=goods_of_maker(uow.session, actor().organisation),
    )
