"""What the shop ordered, what makers offer instead, and what became of it."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.kernel.labels import _l
from marketplace.ordering.models.orders import OrderGroup
from marketplace.ordering.order_list import OrderList
from marketplace.ordering.services.proposing import accept_proposal
from marketplace.web.access import PARTNER, may
from marketplace.web.context import reading
from marketplace.web.forms import Form
from marketplace.web.redirects import done
from marketplace.web.trade_pages.orders import PAGES, order_page, own_order
from marketplace.web.trade_pages.sides import SHOP

bp = PAGES.blueprint(SHOP)


@bp.get("/orders/groups/<public_id>")
@may(PARTNER)
def group(public_id: str) -> ResponseReturnValue:
    """What one press of the button sent: who answers by when."""
    uow = reading()
    sent = uow.find(OrderGroup, public_id=public_id, **SHOP.own())
    orders = OrderList(partner_id=sent.partner_id, group_id=sent.id, up=True).rows(uow.session)
    return render_template("partner/orders/group.html", group=sent, orders=orders)


@bp.post("/orders/<public_id>/accept")
@may(PARTNER)
def accept(public_id: str) -> ResponseReturnValue:
    form = Form().shown_on(lambda form: order_page(SHOP, public_id, accept=form))
    order = form.submit(lambda uow: accept_proposal(uow, own_order(SHOP, uow, public_id).id))
    sentence = _l("Usulan disetujui; pesanan %(number)s dikonfirmasi.", number=order.number)
    return done(sentence, ".show", public_id=public_id)
