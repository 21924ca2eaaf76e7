"""The whole menu, for what does not fit into a phone's tab bar."""

from flask import Blueprint, render_template

from marketplace.web.access import ANYONE, may

bp = Blueprint("public_menu", __name__)


@bp.get("/menu")
@may(ANYONE)
def show() -> str:
    return render_template("public/menu/show.html")
