"""What the shop agreed with each maker, seen and written from its side."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.ordering.services.terms import write_term
from marketplace.ordering.terms import TermList, term_between
from marketplace.ordering.visits import Place, maker_named, makers_to_trade, place_of
from marketplace.partners.queries import outlets_of
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading, transact
from marketplace.web.forms import Choice, Form
from marketplace.web.term_form import TermForm

bp = Blueprint("partner_terms", __name__)


class PairForm(Form):
    maker = Choice(_l("Pembuat"))
    outlet = Choice(_l("Gerai"))

    @classmethod
    def offer(cls, uow: UnitOfWork) -> PairForm:
        form = cls()
        form.maker.choices = list(makers_to_trade(uow.session))
        open_ones = outlets_of(uow.session, uow.actor.organisation, day=uow.today)
        form.outlet.choices = [(outlet.public_id, outlet.name) for outlet in open_ones]
        return form


@bp.get("/terms")
@may(PARTNER)
def index() -> ResponseReturnValue:
    rows = TermList(partner_id=actor().organisation).rows(reading().session)
    return render_template("partner/terms/index.html", rows=rows)


@bp.get("/terms/new")
@may(PARTNER)
def choose() -> ResponseReturnValue:
    return render_template("partner/terms/choose.html", form=PairForm.offer(reading()))


@bp.post("/terms/new")
@may(PARTNER)
def chosen() -> ResponseReturnValue:
    form = PairForm.offer(reading())
    if not form.validate():
        return render_template("partner/terms/choose.html", form=form), 422
    return redirect(url_for(".show", outlet=form.outlet.data, maker=form.maker.data))


@bp.get("/terms/<outlet>/<maker>")
@may(PARTNER)
def show(outlet: str, maker: str) -> ResponseReturnValue:
    uow = reading()
    producer_id, _ = maker_named(uow.session, maker)
    term = term_between(uow.session, producer_id, own_outlet(uow, outlet).id)
    return _page(outlet, maker, TermForm.of(term, formdata=None))


@bp.post("/terms/<outlet>/<maker>")
@may(PARTNER)
def write(outlet: str, maker: str) -> ResponseReturnValue:
    form = TermForm()
    if not form.validate():
        return _page(outlet, maker, form), 422

    def write(uow: UnitOfWork) -> None:
        producer_id, _ = maker_named(uow.session, maker)
        write_term(uow, producer_id, own_outlet(uow, outlet).id, **form.said)

    transact(write)
    flash(gettext("Kesepakatan dicatat; berlaku untuk kiriman berikutnya. Pembuat melihatnya juga."))
    return redirect(url_for(".show", outlet=outlet, maker=maker))


def own_outlet(uow: UnitOfWork, public_id: str) -> Place:
    """Raises NotFound for another shop's outlet."""
    place = place_of(uow.session, public_id)
    if place.partner_id != uow.actor.organisation:
        raise NotFound(f"outlet {public_id}")
    return place


def _page(outlet: str, maker: str, form: TermForm) -> str:
    uow = reading()
    place, (producer_id, name) = own_outlet(uow, outlet), maker_named(uow.session, maker)
    history = TermList(producer_id=producer_id, outlet_id=place.id, every=True)
    return render_template(
        "partner/terms/show.html", form=form, place=place, maker=name, rows=history.rows(uow.session)
    )
