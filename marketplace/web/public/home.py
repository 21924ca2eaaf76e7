"""What MB2 is, a search, what is new on the shelf, and the doors to it."""

from flask import Blueprint, render_template

from marketplace.producers.queries import ProducerList
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading, tools
from marketplace.web.narrowing import FilterArgs
from marketplace.web.page_cache import cached_for_strangers
from marketplace.web.shelf import shelf

bp = Blueprint("public_home", __name__)


@bp.get("/")
@may(ANYONE)
@cached_for_strangers()
def show() -> str:
    uow = reading()
    makers = ProducerList(day=uow.today, public=True).count(uow.session)
    newest = shelf(uow, tools().search, FilterArgs())
    return render_template("public/home/show.html", today=uow.today, shelf=newest, makers=makers)
