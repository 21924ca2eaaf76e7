"""Credit of shops with the maker: what it pays, and deposits for orders."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.billing.crediting import take_deposit, use_credit
from marketplace.billing.models import PaidBy
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.ordering.models.orders import Order
from marketplace.ordering.money import dues
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading, transact
from marketplace.web.forms import Form
from marketplace.web.gateways import give_back
from marketplace.web.paying import DepositForm
from marketplace.web.redirects import done
from marketplace.web.trade_pages.credits import PAGES, credits_page, own_credit
from marketplace.web.trade_pages.money import own_dues
from marketplace.web.trade_pages.sides import MAKER

bp = PAGES.blueprint(MAKER)


@bp.post("/credits/<public_id>/use")
@may(PRODUCER)
def use(public_id: str) -> ResponseReturnValue:
    """For all that its shop owes, the oldest first."""
    row = own_credit(MAKER, public_id)

    def write(uow: UnitOfWork) -> None:
        open_ones = dues(uow.session, own_dues(MAKER, partner=row.partner_public_id, settled=False))
        owed = [due.id for due in open_ones if due.left > 0]
        if not owed:
            raise Refused(_l("Toko ini tidak punya tagihan terbuka."))
        use_credit(uow, row.id, owed)

    transact(write)
    return done(_l("Titipan %(shop)s dipakai untuk tagihannya.", shop=row.partner), ".index")


@bp.post("/credits/<public_id>/give-back")
@may(PRODUCER)
def give(public_id: str) -> ResponseReturnValue:
    """All that is left, to the card that paid it."""
    row = own_credit(MAKER, public_id)
    form = Form().shown_on(lambda form: credits_page(MAKER, form=form))
    form.attempt(lambda: give_back(row.id, row.left))
    return done(_l("Stripe diminta mengembalikannya; keadaannya tercatat di sini."), ".index")


@bp.get("/orders/<public_id>/deposit")
@may(PRODUCER)
def deposit(public_id: str) -> ResponseReturnValue:
    return _deposit_page(public_id)


@bp.post("/orders/<public_id>/deposit")
@may(PRODUCER)
def take(public_id: str) -> ResponseReturnValue:
    order, mine = MAKER.find(reading(), Order, public_id), actor().organisation
    number, shop = order.number, order.partner_id
    form = DepositForm().shown_on(lambda form: _deposit_page(public_id, form))
    form.submit(lambda uow: take_deposit(uow, mine, shop, note=number, **form.figures()))
    return done(_l("Uang muka dicatat; ia membayar tagihan toko ini nanti."), ".index")


def _deposit_page(public_id: str, form: DepositForm | None = None) -> str:
    order, today = MAKER.find(reading(), Order, public_id), reading().today
    form = form or DepositForm(formdata=None, paid_on=today, paid_by=PaidBy.TRANSFER)
    return render_template("producer/credits/deposit.html", order=order, form=form)
