"""Goods that the shop gives back: chosen from what it still has of a maker, with a reason each; the maker answers."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.returning import send_return
from marketplace.ordering.trading import Source, sources_of
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading
from marketplace.web.return_form import Returning

bp = Blueprint("partner_returns", __name__)


@bp.get("/returns/new")
@may(PARTNER)
def new() -> ResponseReturnValue:
    """First whose goods from which outlet, then what goes back."""
    uow = reading()
    if "maker" not in request.args:
        sources = sources_of(uow.session, actor().organisation)
        return render_template("partner/returns/choose.html", sources=sources)
    return _form(_returning(uow))


@bp.post("/returns/new")
@may(PARTNER)
def create() -> ResponseReturnValue:
    returning = _returning(reading())
    handover = returning.form.made(lambda uow: _send(uow, returning))
    if handover is None:
        return _form(returning), 422
    flash(gettext("Retur %(number)s dikirim; pembuat diminta menyetujuinya.", number=handover.number))
    return redirect(url_for("partner_handovers.show", public_id=handover.public_id))


def _send(uow: UnitOfWork, returning: Returning) -> Handover:
    source = _source(uow)
    return send_return(
        uow,
        producer_id=source.producer_id,
        outlet_id=source.outlet_id,
        items=returning.items(),
        note=returning.form["note"].data,
    )


def _source(uow: UnitOfWork) -> Source:
    """Raises NotFound for another shop's outlet, and for a maker of whom nothing was received there."""
    wanted = request.args.get("maker", ""), request.args.get("outlet", "")
    for source in sources_of(uow.session, uow.actor.organisation):
        if (source.slug, source.outlet_public_id) == wanted:
            return source
    raise NotFound(f"nothing was received of {wanted}")


def _returning(uow: UnitOfWork) -> Returning:
    source = _source(uow)
    return Returning.of(uow, source.producer_id, source.outlet_id)


def _form(returning: Returning) -> str:
    return render_template("partner/returns/new.html", returning=returning, source=_source(reading()))
