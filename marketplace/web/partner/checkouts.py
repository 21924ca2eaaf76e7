"""A shop pays an invoice at a gateway: told what will happen before, and what is known after it comes back."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.billing.methods.base import way_of
from marketplace.billing.models import Invoice, PaymentMade
from marketplace.billing.queries import credit_of
from marketplace.checkouts.models import Checkout, CheckoutState
from marketplace.checkouts.queries import left_to_pay
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading
from marketplace.web.forms import Form
from marketplace.web.gateways import gateway_named, give_up, look_again, start_checkout, ways_to_pay
from marketplace.web.redirects import done
from marketplace.web.trade_pages.invoices import own_invoice
from marketplace.web.trade_pages.sides import SHOP
from marketplace.web.whatsapp import leads_out

bp = Blueprint("partner_checkouts", __name__)


@bp.get("/invoices/<public_id>/pay/<gateway>")
@may(PARTNER)
def new(public_id: str, gateway: str) -> ResponseReturnValue:
    return _new_page(public_id, gateway, Form(formdata=None))


@bp.post("/invoices/<public_id>/pay/<gateway>")
@may(PARTNER)
def start(public_id: str, gateway: str) -> ResponseReturnValue:
    row = own_invoice(SHOP, public_id)
    form = Form().shown_on(lambda form: _new_page(public_id, gateway, form, status=422))
    checkout = form.attempt(lambda: start_checkout(row.id, gateway))
    own_page = url_for(".show", public_id=checkout.public_id)
    return redirect(checkout.address if checkout.state is CheckoutState.OPEN else own_page, 303)


@bp.get("/checkouts/<public_id>")
@may(PARTNER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.post("/checkouts/<public_id>/look")
@may(PARTNER)
def look(public_id: str) -> ResponseReturnValue:
    checkout = _own(public_id)
    Form().shown_on(lambda form: _page(public_id, form)).attempt(lambda: look_again(checkout))
    return redirect(url_for(".show", public_id=public_id), 303)


@bp.post("/checkouts/<public_id>/close")
@may(PARTNER)
def close(public_id: str) -> ResponseReturnValue:
    checkout = _own(public_id)
    Form().shown_on(lambda form: _page(public_id, form)).attempt(lambda: give_up(checkout))
    return done(_l("Keadaannya sudah diperiksa."), ".show", public_id=public_id)


def _own(public_id: str) -> Checkout:
    return reading().find(Checkout, public_id=public_id, payer_id=actor().organisation)


def _new_page(public_id: str, gateway: str, form: Form, *, status: int = 200) -> Response:
    """Its form leads on to the gateway, so this page alone may send one there."""
    row, uow = own_invoice(SHOP, public_id), reading()
    pages = gateway_named(gateway).pages
    way = next((one for one in ways_to_pay(row.id) if one.gateway == gateway), None)
    left = left_to_pay(uow.session, row.id)
    if left and way is None:
        raise NotFound(f"invoice {public_id} is not paid through {gateway}")
    template = "partner/checkouts/new.html" if left else "partner/checkouts/nothing_left.html"
    answer = leads_out(render_template(template, row=row, way=way, form=form, amount=left), pages)
    answer.status_code = status
    return answer


def _page(public_id: str, form: Form | None = None) -> str:
    uow, checkout = reading(), _own(public_id)
    invoice = uow.get(Invoice, checkout.invoice_id)
    payment = uow.get(PaymentMade, checkout.payment_id) if checkout.payment_id else None
    return render_template(
        "partner/checkouts/show.html",
        checkout=checkout,
        invoice=invoice,
        way=way_of(checkout.gateway).label,
        credit=credit_of(uow.session, payment) if payment else 0,
        states=CheckoutState,
        form=form,
    )
