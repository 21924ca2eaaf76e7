"""What MB2 is, and the three doors to it."""

from flask import Blueprint, render_template

from marketplace.web.access import ANYONE, may

bp = Blueprint("public_home", __name__)


@bp.get("/")
@may(ANYONE)
def show() -> str:
    return render_template("public/home/show.html")
