"""The catalog as a buyer uses it: prices, and one tap into the basket."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.web.access import PARTNER, may
from marketplace.web.context import page_number, reading, tools
from marketplace.web.partner.chosen_outlet import outlets
from marketplace.web.shelf import Asked, shelf

bp = Blueprint("partner_shop", __name__)


@bp.get("/shop")
@may(PARTNER)
def index() -> ResponseReturnValue:
    uow = reading()
    asked = Asked(
        text=request.args.get("q", "").strip()[:100],
        category=request.args.get("category", ""),
        kelurahan=request.args.get("kelurahan", ""),
        page=page_number(),
    )
    found = shelf(uow, tools().search, asked)
    return render_template("partner/shop/index.html", shelf=found, outlets=outlets(uow))
