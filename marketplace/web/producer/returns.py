"""Goods that a maker takes back from a shop outside of a round: written by the maker, answered by the shop."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.returning import send_return
from marketplace.ordering.trading import Shop, shop_named, shops_for
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading
from marketplace.web.return_form import Returning

bp = Blueprint("producer_returns", __name__)


@bp.get("/returns/new")
@may(PRODUCER)
def new() -> ResponseReturnValue:
    """First which outlet, then what comes back."""
    uow = reading()
    if "outlet" not in request.args:
        shops = shops_for(uow.session, actor().organisation, "", uow.today)
        return render_template("producer/returns/choose.html", shops=shops)
    return _form(_returning(uow))


@bp.post("/returns/new")
@may(PRODUCER)
def create() -> ResponseReturnValue:
    returning = _returning(reading())
    handover = returning.form.made(lambda uow: _send(uow, returning))
    if handover is None:
        return _form(returning), 422
    flash(gettext("Retur %(number)s dikirim; toko diminta menyetujuinya.", number=handover.number))
    return redirect(url_for("producer_handovers.show", public_id=handover.public_id))


def _send(uow: UnitOfWork, returning: Returning) -> Handover:
    return send_return(
        uow,
        producer_id=actor().organisation,
        outlet_id=_shop(uow).id,
        items=returning.items(),
        note=returning.form["note"].data,
    )


def _shop(uow: UnitOfWork) -> Shop:
    """Raises NotFound for one the maker never traded with."""
    shop = shop_named(uow.session, actor().organisation, request.args.get("outlet", ""))
    if not shop.traded:
        raise NotFound(f"nothing of this maker was brought to outlet {shop.public_id}")
    return shop


def _returning(uow: UnitOfWork) -> Returning:
    return Returning.of(uow, actor().organisation, _shop(uow).id)


def _form(returning: Returning) -> str:
    return render_template("producer/returns/new.html", returning=returning, shop=_shop(reading()))
