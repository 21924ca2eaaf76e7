"""The shop window: what certified local makers offer today."""

from flask import Blueprint, Response, jsonify, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.catalog.searching import LONGEST, complete
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading, tools
from marketplace.web.display import display
from marketplace.web.narrowing import filter_args
from marketplace.web.page_cache import cached_for_strangers
from marketplace.web.shelf import shelf

bp = Blueprint("public_catalog", __name__)

WHILE = 300  # seconds that a browser keeps what a question may become


@bp.get("/catalog")
@may(ANYONE)
@cached_for_strangers("category", "kelurahan", "sort", "view", "page")
def index() -> ResponseReturnValue:
    return render_template("public/catalog/index.html", shelf=shelf(reading(), tools().search, filter_args()))


@bp.get("/catalog/complete")
@may(ANYONE)
def completions() -> Response:
    """What is being typed may become these, for the script of the search field."""
    answer = jsonify(complete(tools().search, request.args.get("q", "")[:LONGEST]))
    answer.headers["Cache-Control"] = f"public, max-age={WHILE}"
    return answer


@bp.get("/catalog/<slug>")
@may(ANYONE)
@cached_for_strangers()
def show(slug: str) -> ResponseReturnValue:
    return render_template("public/catalog/show.html", display=display(reading(), slug))
