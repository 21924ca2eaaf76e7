"""Which papers a product needs, without an account: choose what you make and how big you are."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.catalog.categories import leaves
from marketplace.certification.models import Level
from marketplace.certification.standards import papers_needed
from marketplace.producers.models import Scale
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading

bp = Blueprint("public_standards", __name__)


@bp.get("/standards")
@may(ANYONE)
def index() -> ResponseReturnValue:
    uow = reading()
    offered = dict(leaves(uow.session))
    category = request.args.get("category") or next(iter(offered), "")
    scale = request.args.get("scale", Scale.MICRO, type=Scale)
    needed = papers_needed(uow.session, category, scale, uow.today) if offered else []
    return render_template(
        "public/standards/index.html",
        offered=offered,
        category=category,
        scale=scale,
        scales=Scale,
        needed=needed,
        mandatory=sum(1 for one in needed if one.level is Level.MANDATORY),
        today=uow.today,
    )
