"""What shops ordered: answered with two taps, then delivered with a note that is already filled in."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from marketplace.kernel.labels import _l
from marketplace.ordering.services.answering import confirm_order, decline_order
from marketplace.web.access import PRODUCER, may
from marketplace.web.order_forms import ConfirmForm, DeclineForm
from marketplace.web.redirects import done
from marketplace.web.trade_pages.orders import PAGES, order_page, own_order
from marketplace.web.trade_pages.sides import MAKER

bp = PAGES.blueprint(MAKER)


@bp.post("/orders/<public_id>/confirm")
@may(PRODUCER)
def confirm(public_id: str) -> ResponseReturnValue:
    form = ConfirmForm().shown_on(lambda form: order_page(MAKER, public_id, confirm=form))
    day = form.promised_on
    order = form.submit(
        lambda uow: confirm_order(uow, own_order(MAKER, uow, public_id).id, promised_on=day.data)
    )
    sentence = _l("Pesanan %(number)s dikonfirmasi. Toko sudah diberi tahu.", number=order.number)
    return done(sentence, ".show", public_id=public_id)


@bp.post("/orders/<public_id>/decline")
@may(PRODUCER)
def decline(public_id: str) -> ResponseReturnValue:
    form = DeclineForm().shown_on(lambda form: order_page(MAKER, public_id, decline=form))
    order = form.submit(
        lambda uow: decline_order(uow, own_order(MAKER, uow, public_id).id, reason=form.full_reason)
    )
    sentence = _l("Pesanan %(number)s ditolak. Toko membaca alasan Anda.", number=order.number)
    return done(sentence, ".show", public_id=public_id)
