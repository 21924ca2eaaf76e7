"""Papers to print, and what to take from the shelf and pack for confirmed orders."""

from __future__ import annotations

from flask import render_template, request
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.ordering.picking import MOST_PARCELS, labels, pick_list, to_pack, totals
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading, tools
from marketplace.web.printing import pdf, size_arg
from marketplace.web.trade_pages.prints import PAGES
from marketplace.web.trade_pages.sides import MAKER

bp = PAGES.blueprint(MAKER)


@bp.get("/packing")
@may(PRODUCER)
def packing() -> ResponseReturnValue:
    orders = to_pack(reading().session, actor().organisation)
    return render_template(
        "producer/prints/packing.html", orders=orders, items=totals(orders), most=MOST_PARCELS
    )


@bp.get("/packing/pick-list.pdf")
@may(PRODUCER)
def picking() -> ResponseReturnValue:
    uow = reading()
    orders = to_pack(uow.session, actor().organisation)
    data = pick_list(orders, maker=_maker(), day=uow.today, size=size_arg())
    return pdf(f"daftar-ambil-{uow.today}.pdf", tools().documents.pdf("pick_list.typ", data))


@bp.get("/packing/labels.pdf")
@may(PRODUCER)
def labelling() -> ResponseReturnValue:
    """`dus_…` says how many parcels each order is."""
    uow = reading()
    orders = to_pack(uow.session, actor().organisation)
    parcels = {order.public_id: request.args.get(f"dus_{order.public_id}", 1, type=int) for order in orders}
    data = labels(orders, parcels, maker=_maker(), size=size_arg())
    return pdf(f"label-{uow.today}.pdf", tools().documents.pdf("labels.typ", data))


def _maker() -> str:
    name: str = reading().get(Organisation, actor().organisation).name
    return name
