"""A delivery note without an order: choose the outlet, fill in what is brought, send."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.ordering.handover_list import prepared_for
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.delivering import prepare_alone, send_handover
from marketplace.ordering.terms import term_between
from marketplace.ordering.trading import TradingOutlet, own_goods, shop_named, shops_for
from marketplace.partners.models import Outlet
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading
from marketplace.web.producer.delivery_forms import Bringing
from marketplace.web.query_args import words_arg
from marketplace.web.redirects import notify

bp = Blueprint("producer_deliveries", __name__)


@bp.get("/deliveries/new")
@may(PRODUCER)
def new() -> ResponseReturnValue:
    """First which outlet; one that a note is prepared for already opens that note."""
    uow = reading()
    if "outlet" not in request.args:
        return choose(uow)
    prepared = prepared_for(uow.session, producer_id=actor().organisation, outlet_id=asked_shop(uow).id)
    return _form(Bringing(own_goods(uow.session, actor().organisation), prepared))


@bp.post("/deliveries/new")
@may(PRODUCER)
def create() -> ResponseReturnValue:
    uow = reading()
    bringing = Bringing(own_goods(uow.session, actor().organisation))
    form = bringing.form.shown_on(lambda _: _form(bringing))
    handover = form.submit(lambda uow: _write(uow, bringing))
    if request.form.get("act") != "keep":
        notify(_l("Surat jalan %(number)s dikirim kepada toko.", number=handover.number))
    return redirect(url_for("producer_handovers.show", public_id=handover.public_id))


def choose(uow: UnitOfWork) -> str:
    text = words_arg()
    shops = shops_for(uow.session, actor().organisation, text, uow.today)
    return render_template("producer/deliveries/choose.html", shops=shops, text=text)


def asked_shop(uow: UnitOfWork) -> TradingOutlet:
    """Any shop's: makers bring goods to whoever takes them. Raises NotFound."""
    return shop_named(uow.session, actor().organisation, request.args.get("outlet", ""))


def _write(uow: UnitOfWork, bringing: Bringing) -> Handover:
    """Prepare the note and, unless it is only kept, send it in the same transaction."""
    handover = prepare_alone(uow, asked_shop(uow).id, bringing.items())
    if request.form.get("act") != "keep":
        send_handover(uow, handover.id)
    return handover


def _form(bringing: Bringing) -> str:
    uow = reading()
    shop = asked_shop(uow)
    return render_template(
        "producer/deliveries/new.html",
        bringing=bringing,
        shop=shop,
        outlet=uow.get(Outlet, shop.id),
        term=term_between(uow.session, actor().organisation, shop.id),
    )
