"""What MB2 keeps of people, and for what."""

from flask import Blueprint, render_template

from marketplace.web.access import ANYONE, may

bp = Blueprint("public_privacy", __name__)


@bp.get("/privacy")
@may(ANYONE)
def show() -> str:
    return render_template("public/privacy/show.html")
