"""Papers of orders and handovers, to print; officials' prints are always copies."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from marketplace.web.context import reading
from marketplace.web.printing import DOCUMENTS, SIZES, named, papers, preview, printed
from marketplace.web.trade_pages.sides import OFFICE, Pages, TradeSide

PAGES = Pages("prints")


@PAGES.get("/<any(orders, handovers):what>/<public_id>/prints")
def show(side: TradeSide, what: str, public_id: str) -> ResponseReturnValue:
    of = side.find(reading(), DOCUMENTS[what], public_id)
    has_page = side is not OFFICE or what == "handovers"
    return side.render(
        "trade/prints/show.html",
        what=what,
        of=of,
        name=named(of),
        papers=papers(of),
        sizes=SIZES,
        back=side.url(f"{what}.show", public_id=public_id) if has_page else None,
    )


@PAGES.get("/<any(orders, handovers):what>/<public_id>/prints/<kind>.pdf")
def look(side: TradeSide, what: str, public_id: str, kind: str) -> ResponseReturnValue:
    return preview(side.find(reading(), DOCUMENTS[what], public_id), kind)


@PAGES.post("/<any(orders, handovers):what>/<public_id>/prints/<kind>.pdf")
def create(side: TradeSide, what: str, public_id: str, kind: str) -> ResponseReturnValue:
    return printed(side.find(reading(), DOCUMENTS[what], public_id), kind)
