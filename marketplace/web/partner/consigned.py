"""What lies at the shop's outlets and still belongs to makers."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.ordering.consigned import balances, consigned_at
from marketplace.ordering.lots import lots_at
from marketplace.ordering.terms import term_between
from marketplace.ordering.visits import last_visit, maker_named
from marketplace.web.access import PARTNER, may
from marketplace.web.context import reading
from marketplace.web.trade_pages.terms import own_outlet

bp = Blueprint("partner_consigned", __name__)


@bp.get("/consigned")
@may(PARTNER)
def index() -> ResponseReturnValue:
    uow = reading()
    rows = consigned_at(uow.session, uow.actor.organisation)
    return render_template("partner/consigned/index.html", rows=rows)


@bp.get("/consigned/<outlet>/<maker>")
@may(PARTNER)
def show(outlet: str, maker: str) -> ResponseReturnValue:
    uow = reading()
    place, (producer_id, name) = own_outlet(uow, outlet), maker_named(uow.session, maker)
    lots = lots_at(uow.session, producer_id, place.id)
    return render_template(
        "partner/consigned/show.html",
        place=place,
        maker=name,
        maker_id=maker,
        rows=[row for row in balances(uow.session, producer_id, place.id) if row.balance],
        lots=lots,
        worth=sum(lot.value for several in lots.values() for lot in several),
        term=term_between(uow.session, producer_id, place.id),
        last_visit=last_visit(uow.session, producer_id, place.id),
    )
