"""What shops ordered: answered with two taps, then delivered with a note that is already filled in."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.ordering.services.answering import confirm_order, decline_order
from marketplace.web.access import PRODUCER, may
from marketplace.web.order_forms import ConfirmForm, DeclineForm
from marketplace.web.trade_pages.orders import PAGES, order_page, own_order
from marketplace.web.trade_pages.sides import MAKER

bp = PAGES.blueprint(MAKER)


@bp.post("/orders/<public_id>/confirm")
@may(PRODUCER)
def confirm(public_id: str) -> ResponseReturnValue:
    form = ConfirmForm()
    day = form.promised_on
    order = form.made(
        lambda uow: confirm_order(uow, own_order(MAKER, uow, public_id).id, promised_on=day.data)
    )
    if order is None:
        return order_page(MAKER, public_id, confirm=form), 422
    flash(gettext("Pesanan %(number)s dikonfirmasi. Toko sudah diberi tahu.", number=order.number))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/orders/<public_id>/decline")
@may(PRODUCER)
def decline(public_id: str) -> ResponseReturnValue:
    form = DeclineForm()
    order = form.made(lambda uow: decline_order(uow, own_order(MAKER, uow, public_id).id, reason=form.said))
    if order is None:
        return order_page(MAKER, public_id, decline=form), 422
    flash(gettext("Pesanan %(number)s ditolak. Toko membaca alasan Anda.", number=order.number))
    return redirect(url_for(".show", public_id=public_id))
