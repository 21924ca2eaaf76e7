"""The partner itself: what the city has it down as, and its outlets."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.partners.models import Outlet
from marketplace.partners.policies import RUN_OUTLETS
from marketplace.partners.queries import outlets_of, partner_row
from marketplace.partners.services.outlets import add_outlet, close_outlet, show_outlet
from marketplace.places.queries import kelurahan
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading, unit_of_work
from marketplace.web.forms import Choice, Form, Text, Tick

bp = Blueprint("partner_profile", __name__)


class OutletForm(Form):
    name = Text(_l("Nama gerai"), longest=80)
    address = Text(_l("Alamat"), longest=200, autocomplete="street-address")
    kelurahan_code = Choice(_l("Kelurahan"), lambda: kelurahan(reading().session), required=False)
    shown = Tick(_l("Boleh disebut kepada umum di “Dijual di”"))


@bp.get("/profile")
@may(PARTNER)
def show() -> ResponseReturnValue:
    return _page(OutletForm())


@bp.post("/profile/outlets")
@may(PARTNER)
def add() -> ResponseReturnValue:
    form = OutletForm()
    if not form.validate():
        return _page(form), 422
    try:
        with unit_of_work() as uow:
            add_outlet(uow, actor().organisation, **form.data)
    except Refused as error:
        form.complain(error)
        return _page(form), 422
    flash(gettext("Gerai ditambahkan."))
    return redirect(url_for(".show"))


@bp.post("/profile/outlets/<public_id>/close")
@may(PARTNER)
def close(public_id: str) -> ResponseReturnValue:
    with unit_of_work() as uow:
        close_outlet(uow, _mine(uow, public_id).id)
    flash(gettext("Gerai ditutup. Pembelian yang sudah tercatat tetap ada."))
    return redirect(url_for(".show"))


@bp.post("/profile/outlets/<public_id>/<any(show, hide):act>")
@may(PARTNER)
def consent(public_id: str, act: str) -> ResponseReturnValue:
    with unit_of_work() as uow:
        show_outlet(uow, _mine(uow, public_id).id, shown=act == "show")
    return redirect(url_for(".show"))


def _mine(uow: UnitOfWork, public_id: str) -> Outlet:
    return uow.find(Outlet, public_id=public_id, partner_id=uow.actor.organisation)


def _page(form: OutletForm) -> str:
    uow = reading()
    partner = partner_row(uow.session, uow.actor.organisation, uow.today)
    outlets = outlets_of(uow.session, partner.id)
    return render_template(
        "partner/profile/show.html",
        form=form,
        partner=partner,
        outlets=outlets,
        may_run=uow.allows(RUN_OUTLETS, Outlet(partner_id=partner.id, name="", from_on=uow.today)),
    )
