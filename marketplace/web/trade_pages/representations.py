"""What officials did on behalf of a business: who stood for it and why, and all that was done meanwhile."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from marketplace.accounts.represented import RepresentationList
from marketplace.db.reading import page_of
from marketplace.journal.queries import EntryList, EntryRow
from marketplace.web.context import page_number, reading
from marketplace.web.trade_pages.sides import Pages, TradeSide

PAGES = Pages("representations")


@PAGES.get("/representations")
def index(side: TradeSide) -> ResponseReturnValue:
    uow = reading()
    mine = uow.actor.organisation
    done = EntryList(on_behalf_of=mine).select()
    return side.render(
        "trade/representations/index.html",
        officials=RepresentationList(organisation_id=mine).page(uow.session, size=10),
        entries=page_of(uow.session, done, EntryRow, number=page_number()),
        now=uow.now,
    )
