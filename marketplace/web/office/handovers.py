"""Deliveries as officials see them: the evidence behind purchases, and what is contested."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.catalog.queries import photos_of
from marketplace.db.reading import page_of
from marketplace.journal.queries import history
from marketplace.ordering.handover_list import HandoverList, HandoverRow, reject_photos
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.queries import parties_of, products_of
from marketplace.ordering.states import HandoverState
from marketplace.web.access import OFFICIAL, may
from marketplace.web.asked import state_asked
from marketplace.web.context import page_number, reading

bp = Blueprint("office_handovers", __name__)


@bp.get("/handovers")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    state = state_asked(HandoverState)
    every = HandoverList(state=state).select()
    handovers = page_of(reading().session, every, HandoverRow, number=page_number())
    return render_template(
        "office/handovers/index.html", handovers=handovers, state=state, states=HandoverState
    )


@bp.get("/handovers/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    session = reading().session
    handover = reading().find(Handover, public_id=public_id)
    products = products_of(session, handover)
    return render_template(
        "office/handovers/show.html",
        handover=handover,
        parties=parties_of(session, handover),
        products=products,
        photos=photos_of(session, products.values()),
        line_photos=reject_photos(session, handover),
        story=history(session, "handover", handover.id),
    )
