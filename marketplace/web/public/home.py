"""What MB2 is, a search, and the doors to it."""

from flask import Blueprint, render_template

from marketplace.catalog.queries import Card, Catalog, category_counts
from marketplace.db.reading import page_of
from marketplace.producers.queries import ProducerList, ProducerRow
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading

bp = Blueprint("public_home", __name__)


@bp.get("/")
@may(ANYONE)
def show() -> str:
    uow = reading()
    products = page_of(uow.session, Catalog(day=uow.today).select(), Card, size=1)
    makers = page_of(uow.session, ProducerList(day=uow.today, public=True).select(), ProducerRow, size=1)
    return render_template(
        "public/home/show.html",
        today=uow.today,
        products=products.total,
        makers=makers.total,
        categories=category_counts(uow.session, uow.today),
    )
