"""What officials did on behalf of a business: who stood for it and why, and all that was done meanwhile."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from marketplace.accounts.represented import RepresentationList
from marketplace.journal.queries import EntryList
from marketplace.web.context import reading
from marketplace.web.lists import page_of
from marketplace.web.trade_pages.sides import Pages, TradeSide

PAGES = Pages("representations")


@PAGES.get("/representations")
def index(side: TradeSide) -> ResponseReturnValue:
    uow = reading()
    mine = uow.actor.organisation
    return side.render(
        "trade/representations/index.html",
        officials=RepresentationList(organisation_id=mine).page(uow.session, size=10),
        entries=page_of(EntryList(on_behalf_of=mine)),
        now=uow.now,
    )
