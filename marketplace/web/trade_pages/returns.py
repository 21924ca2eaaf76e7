"""Goods that go back outside of a round: either side writes what, with a reason each, and the other answers."""

from __future__ import annotations

from flask import redirect, request
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OutletId, ProducerId
from marketplace.kernel.labels import _l
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.returning import send_return
from marketplace.ordering.trading import SupplyingMaker, TradingOutlet, shop_named, shops_for, sources_of
from marketplace.web.context import actor, reading
from marketplace.web.redirects import notify
from marketplace.web.return_form import Returning
from marketplace.web.trade_pages.sides import MAKER, SHOP, Pages, TradeSide

PAGES = Pages("returns")


SENT = {
    MAKER: _l("Retur %(number)s dikirim; toko diminta menyetujuinya."),
    SHOP: _l("Retur %(number)s dikirim; pembuat diminta menyetujuinya."),
}


@PAGES.get("/returns/new")
def new(side: TradeSide) -> ResponseReturnValue:
    """First whose goods from which outlet, then what goes back."""
    uow, mine = reading(), actor().organisation
    if ("outlet" if side is MAKER else "maker") in request.args:
        return _form(side, _returning(side))
    choices = shops_for(uow.session, mine, "", uow.today) if side is MAKER else sources_of(uow.session, mine)
    return side.render("trade/returns/choose.html", choices=choices)


@PAGES.post("/returns/new")
def create(side: TradeSide) -> ResponseReturnValue:
    returning = _returning(side)
    form = returning.form.shown_on(lambda _: _form(side, returning))
    handover = form.submit(lambda uow: _send(side, uow, returning))
    notify(_l(SENT[side], number=handover.number))
    return redirect(side.url("handovers.show", public_id=handover.public_id))


def _send(side: TradeSide, uow: UnitOfWork, returning: Returning) -> Handover:
    producer_id, outlet_id, _ = _between(side, uow)
    items, note = returning.items(), returning.form["note"].data
    return send_return(uow, producer_id=producer_id, outlet_id=outlet_id, items=items, note=note)


def _between(side: TradeSide, uow: UnitOfWork) -> tuple[ProducerId, OutletId, TradingOutlet | SupplyingMaker]:
    """The maker and the outlet that the address names, and how the other side is called.

    Raises NotFound for another shop's outlet, and where nothing of the maker was ever brought.
    """
    mine, outlet = uow.actor.organisation, request.args.get("outlet", "")
    if side is MAKER:
        shop = shop_named(uow.session, mine, outlet)
        if not shop.traded:
            raise NotFound(f"nothing of this maker was brought to outlet {outlet}")
        return ProducerId(mine), shop.id, shop
    for source in sources_of(uow.session, mine):
        if (source.slug, source.outlet_public_id) == (request.args.get("maker"), outlet):
            return source.producer_id, source.outlet_id, source
    raise NotFound(f"nothing was received of that maker at outlet {outlet}")


def _returning(side: TradeSide) -> Returning:
    producer_id, outlet_id, _ = _between(side, reading())
    return Returning.of(reading(), producer_id, outlet_id)


def _form(side: TradeSide, returning: Returning) -> str:
    *_, other = _between(side, reading())
    return side.render("trade/returns/new.html", returning=returning, other=other)
