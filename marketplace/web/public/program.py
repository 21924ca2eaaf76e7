"""What is publicly known about the programme."""

from flask import Blueprint, render_template

from marketplace.web.access import ANYONE, may

bp = Blueprint("public_program", __name__)


@bp.get("/program")
@may(ANYONE)
def show() -> str:
    return render_template("public/program/show.html")
