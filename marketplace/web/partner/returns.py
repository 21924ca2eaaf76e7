"""Goods that the shop gives back: chosen from what it still has of a maker, with a reason each; the maker answers."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.ids import ProducerId
from marketplace.ordering.services.returning import send_return
from marketplace.ordering.trading import makers_of
from marketplace.partners.models import Outlet
from marketplace.partners.queries import outlets_of
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading, unit_of_work
from marketplace.web.return_form import Returning

bp = Blueprint("partner_returns", __name__)


@bp.get("/returns/new")
@may(PARTNER)
def new() -> ResponseReturnValue:
    """First which outlet and which maker, then what goes back."""
    uow = reading()
    if "maker" not in request.args:
        mine = actor().organisation
        return render_template(
            "partner/returns/choose.html",
            makers=makers_of(uow.session, mine),
            outlets=outlets_of(uow.session, mine, day=uow.today),
        )
    return _form(_returning(uow))


@bp.post("/returns/new")
@may(PARTNER)
def create() -> ResponseReturnValue:
    returning = _returning(reading())
    if not returning.form.validate():
        return _form(returning), 422
    try:
        address = _send(returning)
    except Refused as error:
        returning.form.complain(error)
        return _form(returning), 422
    return redirect(address)


def _send(returning: Returning) -> str:
    with unit_of_work() as uow:
        handover = send_return(
            uow,
            producer_id=_maker(uow)[0],
            outlet_id=_outlet(uow).id,
            items=returning.items(),
            note=returning.form["note"].data,
        )
        flash(gettext("Retur %(number)s dikirim; pembuat diminta menyetujuinya.", number=handover.number))
        return url_for("partner_handovers.show", public_id=handover.public_id)


def _outlet(uow: UnitOfWork) -> Outlet:
    """Raises NotFound for another shop's."""
    return uow.find(Outlet, public_id=request.args.get("outlet", ""), partner_id=uow.actor.organisation)


def _maker(uow: UnitOfWork) -> tuple[ProducerId, str, str]:
    """Raises NotFound for one of whom nothing was received."""
    wanted = request.args.get("maker", "")
    for maker in makers_of(uow.session, uow.actor.organisation):
        if maker[1] == wanted:
            return maker
    raise NotFound(f"maker {wanted} brought nothing")


def _returning(uow: UnitOfWork) -> Returning:
    return Returning.of(uow, _maker(uow)[0], _outlet(uow).id)


def _form(returning: Returning) -> str:
    uow = reading()
    return render_template(
        "partner/returns/new.html", returning=returning, maker=_maker(uow)[2], outlet=_outlet(uow)
    )
