"""The city's approved makers, for everybody: what they say of themselves and what they make."""

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.catalog.queries import Card, Catalog, photos_of
from marketplace.certification.queries import papers_of_maker
from marketplace.db.reading import page_of
from marketplace.kernel.errors import NotFound
from marketplace.places.queries import kelurahan
from marketplace.producers.queries import ProducerList, ProducerRow, local_on, public_card
from marketplace.web.access import ANYONE, may
from marketplace.web.context import page_number, reading

bp = Blueprint("public_producers", __name__)


@bp.get("/producers")
@may(ANYONE)
def index() -> ResponseReturnValue:
    uow = reading()
    asked = ProducerList(
        day=uow.today,
        name=request.args.get("q", "").strip()[:100],
        kelurahan=request.args.get("kelurahan", ""),
        public=True,
    )
    makers = page_of(uow.session, asked.select(), ProducerRow, number=page_number())
    places = kelurahan(uow.session)
    return render_template("public/producers/index.html", makers=makers, asked=asked, kelurahan=places)


@bp.get("/producers/<slug>")
@may(ANYONE)
def show(slug: str) -> ResponseReturnValue:
    uow = reading()
    maker = public_card(uow.session, slug, uow.today)
    if maker is None:
        raise NotFound(f"maker {slug}")
    goods = Catalog(day=uow.today, producer_id=maker.id).select()
    cards = page_of(uow.session, goods, Card, number=page_number())
    return render_template(
        "public/producers/show.html",
        maker=maker,
        local=local_on(uow.session, maker.id, uow.today),
        papers=papers_of_maker(uow.session, maker.id, uow.today),
        cards=cards,
        photos=photos_of(uow.session, [card.product_id for card in cards]),
    )
