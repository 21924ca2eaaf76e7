"""The catalog as a buyer uses it: prices, and one tap into the basket."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.ordering.queries import in_basket
from marketplace.web.access import PARTNER, may
from marketplace.web.context import reading, tools
from marketplace.web.narrowing import filter_args
from marketplace.web.partner.chosen_outlet import outlets
from marketplace.web.shelf import shelf

bp = Blueprint("partner_shop", __name__)


@bp.get("/shop")
@may(PARTNER)
def index() -> ResponseReturnValue:
    uow = reading()
    mine = outlets(uow)
    home = mine.chosen.kelurahan_code if mine.chosen else None
    found = shelf(uow, tools().search, filter_args(), near=home or "")
    return render_template(
        "partner/shop/index.html",
        shelf=found,
        outlets=mine,
        held=in_basket(uow.session, mine.chosen.id) if mine.chosen else {},
    )
