"""What the shop agreed with each maker, and the maker and outlet that it chooses to agree for."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.ordering.visits import makers_to_trade
from marketplace.partners.queries import outlets_of
from marketplace.web.access import PARTNER, may
from marketplace.web.context import reading
from marketplace.web.forms import Choice, Form
from marketplace.web.trade_pages.sides import SHOP
from marketplace.web.trade_pages.terms import PAGES

bp = PAGES.blueprint(SHOP)


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


@bp.get("/terms/new")
@may(PARTNER)
def choose() -> ResponseReturnValue:
    return render_template("partner/terms/choose.html", form=PairForm.offer(reading()))


@bp.post("/terms/new")
@may(PARTNER)
def chosen() -> ResponseReturnValue:
    form = PairForm.offer(reading()).shown_on("partner/terms/choose.html")
    form.check()
    return redirect(url_for(".show", outlet=form.outlet.data, maker=form.maker.data))
