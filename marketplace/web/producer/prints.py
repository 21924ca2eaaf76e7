"""Papers to print, and what to take from the shelf and pack for confirmed orders."""

from __future__ import annotations

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.ordering.picking import MOST_PARCELS, labels, pick_list, to_pack, totals
from marketplace.ordering.states import Side
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading, tools
from marketplace.web.printing import SIZES, document, named, papers, pdf, preview, printed, size_asked

bp = Blueprint("producer_prints", __name__)


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
    data = pick_list(orders, maker=_maker(), day=uow.today, size=size_asked())
    return pdf(f"daftar-ambil-{uow.today}.pdf", tools().documents.pdf("pick_list.typ", data))


@bp.get("/packing/labels.pdf")
@may(PRODUCER)
def labelling() -> ResponseReturnValue:
    """`dus_…` says how many parcels each order is."""
    uow = reading()
    orders = to_pack(uow.session, actor().organisation)
    parcels = {order.public_id: request.args.get(f"dus_{order.public_id}", 1, type=int) for order in orders}
    data = labels(orders, parcels, maker=_maker(), size=size_asked())
    return pdf(f"label-{uow.today}.pdf", tools().documents.pdf("labels.typ", data))


@bp.get("/<any(orders, handovers):what>/<public_id>/prints")
@may(PRODUCER)
def show(what: str, public_id: str) -> ResponseReturnValue:
    of = document(what, public_id, Side.MAKER)
    back = url_for(f"producer_{what}.show", public_id=public_id)
    return render_template(
        "producer/prints/show.html",
        what=what,
        of=of,
        name=named(of),
        papers=papers(of),
        sizes=SIZES,
        back=back,
    )


@bp.get("/<any(orders, handovers):what>/<public_id>/prints/<kind>.pdf")
@may(PRODUCER)
def look(what: str, public_id: str, kind: str) -> ResponseReturnValue:
    return preview(document(what, public_id, Side.MAKER), kind)


@bp.post("/<any(orders, handovers):what>/<public_id>/prints/<kind>.pdf")
@may(PRODUCER)
def create(what: str, public_id: str, kind: str) -> ResponseReturnValue:
    return printed(document(what, public_id, Side.MAKER), kind)


def _maker() -> str:
    name: str = reading().get(Organisation, actor().organisation).name
    return name
