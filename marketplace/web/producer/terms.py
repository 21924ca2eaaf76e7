"""What a maker agreed with each outlet, and the shop that it chooses to agree with."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from marketplace.ordering.trading import shops_for
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import reading
from marketplace.web.query_args import words_arg
from marketplace.web.trade_pages.sides import MAKER
from marketplace.web.trade_pages.terms import PAGES, wish

bp = PAGES.blueprint(MAKER)


@bp.get("/terms/new")
@may(PRODUCER)
def choose() -> ResponseReturnValue:
    """Shops one knows, or others by name; whoever comes from the visits (`?for=titip`) goes back there."""
    uow, text = reading(), words_arg()
    shops = shops_for(uow.session, uow.actor.organisation, text, uow.today)
    return render_template("producer/terms/choose.html", shops=shops, text=text, wish=wish(MAKER))
