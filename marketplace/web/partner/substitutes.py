"""Local goods in place of what this shop buys elsewhere, with one tap into the basket."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.web.access import PARTNER, may
from marketplace.web.context import reading, tools
from marketplace.web.partner.chosen_outlet import outlets
from marketplace.web.substitutes import compared, tried

bp = Blueprint("partner_substitutes", __name__)

LONGEST = 100  # signs of a text


@bp.get("/substitutes")
@may(PARTNER)
def index() -> ResponseReturnValue:
    uow, engine = reading(), tools().search
    text = request.args.get("q", "").strip()[:LONGEST]
    return render_template(
        "partner/substitutes/index.html",
        text=text,
        tried=tried(uow, engine, text) if text else None,
        compared=None if text else compared(uow, engine),
        outlets=outlets(uow),
    )
