"""Short answers for each who works with MB2."""

from flask import Blueprint, render_template

from marketplace.web.access import ANYONE, may

bp = Blueprint("public_help", __name__)


@bp.get("/help")
@may(ANYONE)
def show() -> str:
    return render_template("public/help/show.html")
