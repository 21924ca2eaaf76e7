"""Credit between the two sides: what was paid beyond dues, or before the goods came."""

from __future__ import annotations

from typing import Any

from flask.typing import ResponseReturnValue

from marketplace.kernel.errors import NotFound
from marketplace.ordering.credits import CreditList, CreditRow
from marketplace.web.context import actor, reading
from marketplace.web.lists import page_of
from marketplace.web.trade_pages.sides import MAKER, Pages, TradeSide

PAGES = Pages("credits")


@PAGES.get("/credits")
def index(side: TradeSide) -> ResponseReturnValue:
    return credits_page(side)


def own_credits(side: TradeSide, **given: Any) -> CreditList:
    mine = actor().organisation
    return CreditList(payee_id=mine, **given) if side is MAKER else CreditList(payer_id=mine, **given)


def own_credit(side: TradeSide, public_id: str) -> CreditRow:
    """Raises NotFound for others', and for what is used up."""
    found = own_credits(side, public_id=public_id).one(reading().session)
    if found is None:
        raise NotFound(f"no credit {public_id}")
    return found


def credits_page(side: TradeSide, **values: Any) -> str:
    return side.render("trade/credits/index.html", credits=page_of(own_credits(side)), **values)
