"""What a maker agreed with each outlet: bought outright or left on consignment, and when it is paid."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.ordering.services.terms import write_term
from marketplace.ordering.states import TradeModel
from marketplace.ordering.terms import TermList, term_between
from marketplace.ordering.trading import shops_for
from marketplace.ordering.visits import place_of
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading, transact
from marketplace.web.term_form import TermForm
from marketplace.web.words_asked import words_asked

bp = Blueprint("producer_terms", __name__)

TITIP = "titip"  # asked for by whoever wants to leave goods at another shop


@bp.get("/terms")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    rows = TermList(producer_id=actor().organisation).rows(reading().session)
    return render_template("producer/terms/index.html", rows=rows)


@bp.get("/terms/new")
@may(PRODUCER)
def choose() -> ResponseReturnValue:
    """Shops one knows, or others by name; whoever comes from the visits (`?for=titip`) goes back there."""
    uow, text = reading(), words_asked()
    shops = shops_for(uow.session, uow.actor.organisation, text, uow.today)
    return render_template("producer/terms/choose.html", shops=shops, text=text, wish=_wish())


@bp.get("/terms/<public_id>")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    uow = reading()
    term = term_between(uow.session, uow.actor.organisation, place_of(uow.session, public_id).id)
    if _wish():
        term = term._replace(model=TradeModel.CONSIGNMENT)
    return _page(public_id, TermForm.of(term, formdata=None))


@bp.post("/terms/<public_id>")
@may(PRODUCER)
def write(public_id: str) -> ResponseReturnValue:
    form = TermForm()
    if not form.validate():
        return _page(public_id, form), 422
    transact(
        lambda uow: write_term(uow, uow.actor.organisation, place_of(uow.session, public_id).id, **form.said)
    )
    flash(gettext("Kesepakatan dicatat; berlaku untuk kiriman berikutnya. Toko melihatnya juga."))
    if _wish() and form.model.data is TradeModel.CONSIGNMENT:
        return redirect(url_for("producer_rounds.visit", public_id=public_id))
    return redirect(url_for(".show", public_id=public_id))


def _wish() -> str | None:
    return TITIP if request.args.get("for") == TITIP else None


def _page(public_id: str, form: TermForm) -> str:
    uow = reading()
    place = place_of(uow.session, public_id)
    return render_template(
        "producer/terms/show.html",
        form=form,
        place=place,
        wish=_wish(),
        rows=TermList(producer_id=uow.actor.organisation, outlet_id=place.id, every=True).rows(uow.session),
    )
