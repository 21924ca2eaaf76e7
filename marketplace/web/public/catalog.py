"""The shop window: what certified local makers offer today."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.web.access import ANYONE, may
from marketplace.web.context import page_number, reading, tools
from marketplace.web.display import display
from marketplace.web.front import for_strangers
from marketplace.web.shelf import Asked, shelf

bp = Blueprint("public_catalog", __name__)


@bp.get("/catalog")
@may(ANYONE)
@for_strangers("category", "kelurahan", "page")
def index() -> ResponseReturnValue:
    asked = Asked(
        text=request.args.get("q", "").strip()[:100],
        category=request.args.get("category", ""),
        kelurahan=request.args.get("kelurahan", ""),
        page=page_number(),
    )
    return render_template("public/catalog/index.html", shelf=shelf(reading(), tools().search, asked))


@bp.get("/catalog/<slug>")
@may(ANYONE)
@for_strangers()
def show(slug: str) -> ResponseReturnValue:
    return render_template("public/catalog/show.html", display=display(reading(), slug))
