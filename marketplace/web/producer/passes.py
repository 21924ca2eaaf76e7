"""A one-time QR on the maker's screen, for a receiver who stands before them with a phone of their own."""

from __future__ import annotations

from base64 import b64encode

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.adapters.codes import qr_svg
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.passing import LASTS, needs_pin, open_pass
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import reading, transact
from marketplace.web.handover_page import handover_page
from marketplace.web.one_time_codes import own_address
from marketplace.web.trade_pages.sides import MAKER

bp = Blueprint("producer_passes", __name__)


@bp.get("/handovers/<public_id>/pass")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    """Says what the QR is for; a press shows one, because a new one ends the old."""
    return _page(public_id)


@bp.post("/handovers/<public_id>/pass")
@may(PRODUCER)
def open(public_id: str) -> ResponseReturnValue:
    """Drawn into this answer and nowhere else: only its hash is kept."""
    token = transact(lambda uow: open_pass(uow, MAKER.find(uow, Handover, public_id).id))
    address = own_address("public_passes.show", token=token)
    drawn = qr_svg(address, gettext("Kode QR untuk penerima"))
    return _page(public_id, f"data:image/svg+xml;base64,{b64encode(drawn).decode()}")


def _page(public_id: str, drawn: str = "") -> str:
    uow = reading()
    handover = MAKER.find(uow, Handover, public_id)
    return render_template(
        "producer/passes/show.html",
        page=handover_page(uow, handover, MAKER.side),
        handover=handover,
        drawn=drawn,
        until=uow.now + LASTS,
        pin=needs_pin(uow, handover),
    )
