"""What the maker can bring instead: the order as a form, filled with what was ordered."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.ordering.models.orders import Order
from marketplace.ordering.queries import parties_of, proposals_of
from marketplace.ordering.services.proposing import propose_changes
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import reading
from marketplace.web.order_forms import Proposing
from marketplace.web.redirects import done
from marketplace.web.trade_pages.orders import own_order
from marketplace.web.trade_pages.sides import MAKER

bp = Blueprint("producer_proposals", __name__)


@bp.get("/orders/<public_id>/propose")
@may(PRODUCER)
def new(public_id: str) -> ResponseReturnValue:
    order = own_order(MAKER, reading(), public_id)
    return _page(order, _proposing(order))


@bp.post("/orders/<public_id>/propose")
@may(PRODUCER)
def create(public_id: str) -> ResponseReturnValue:
    order = own_order(MAKER, reading(), public_id)
    proposing = _proposing(order)
    form = proposing.form.shown_on(lambda _: _page(own_order(MAKER, reading(), public_id), proposing))

    def write(uow: UnitOfWork) -> None:
        propose_changes(
            uow,
            own_order(MAKER, uow, public_id).id,
            changes=proposing.changes(),
            promised_on=form["promised_on"].data,
            note=form["note"].data or "",
        )

    form.submit(write)
    sentence = _l("Usulan dikirim. Toko menyetujui atau membatalkannya dalam tiga hari kerja.")
    return done(sentence, "producer_orders.show", public_id=public_id)


def _proposing(order: Order) -> Proposing:
    """What was offered last stands in the form, else what was ordered."""
    return Proposing(order, next(iter(proposals_of(reading().session, order)), None))


def _page(order: Order, proposing: Proposing) -> str:
    return render_template(
        "producer/orders/propose.html",
        order=order,
        proposing=proposing,
        form=proposing.form,
        parties=parties_of(reading().session, order),
    )
