"""The partner's outlets, kept by itself: where goods are taken in, when, and with which PIN."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.partners.models import Outlet
from marketplace.partners.policies import RUN_OUTLETS, SET_PIN
from marketplace.partners.queries import outlet_row, outlets_of
from marketplace.partners.services.outlets import (
    add_outlet,
    change_outlet,
    close_outlet,
    hash_of_outlet_pin,
    set_outlet_pin,
)
from marketplace.partners.stories import story_of_outlet
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading, transact
from marketplace.web.forms import Form, Password
from marketplace.web.outlet_form import OutletForm, form_of
from marketplace.web.redirects import done, notify

bp = Blueprint("partner_outlets", __name__)


class PinForm(Form):
    pin = Password(
        _l("PIN baru"),
        new=True,
        inputmode="numeric",
        help=_l("4 sampai 6 angka, hanya untuk penerima barang di gerai ini."),
    )


@bp.get("/outlets")
@may(PARTNER)
def index() -> ResponseReturnValue:
    return _list(OutletForm(formdata=None))


@bp.post("/outlets")
@may(PARTNER)
def add() -> ResponseReturnValue:
    form = OutletForm().shown_on(_list)
    form.submit(lambda uow: add_outlet(uow, actor().organisation, **form.data))
    return done(_l("Gerai ditambahkan."), ".index")


@bp.get("/outlets/<public_id>")
@may(PARTNER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.post("/outlets/<public_id>")
@may(PARTNER)
def change(public_id: str) -> ResponseReturnValue:
    form = OutletForm().shown_on(lambda form: _page(public_id, form=form))
    form.submit(lambda uow: change_outlet(uow, _mine(uow, public_id).id, **form.data))
    return done(_l("Gerai disimpan."), ".show", public_id=public_id)


@bp.post("/outlets/<public_id>/pin")
@may(PARTNER)
def pin(public_id: str) -> ResponseReturnValue:
    form = PinForm().shown_on(lambda form: _page(public_id, pin_form=form))
    form.attempt(lambda: _set_pin(public_id, form.pin.data))
    notify(_l("PIN gerai dipasang. Beri tahu hanya penerima barang di gerai ini."))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/outlets/<public_id>/pin/remove")
@may(PARTNER)
def unpin(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: set_outlet_pin(uow, _mine(uow, public_id).id, None))
    return done(_l("PIN gerai dihapus."), ".show", public_id=public_id)


@bp.post("/outlets/<public_id>/close")
@may(PARTNER)
def close(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: close_outlet(uow, _mine(uow, public_id).id))
    return done(_l("Gerai ditutup. Pembelian yang sudah tercatat tetap ada."), ".index")


def _set_pin(public_id: str, pin: str) -> None:
    hashed = hash_of_outlet_pin(pin)
    transact(lambda uow: set_outlet_pin(uow, _mine(uow, public_id).id, hashed))


def _mine(uow: UnitOfWork, public_id: str) -> Outlet:
    return uow.find(Outlet, public_id=public_id, partner_id=uow.actor.organisation)


def _list(form: OutletForm) -> str:
    uow = reading()
    return render_template(
        "partner/outlets/index.html",
        form=form,
        outlets=outlets_of(uow.session, uow.actor.organisation),
        may_run=uow.allows(
            RUN_OUTLETS, Outlet(partner_id=uow.actor.organisation, name="", from_on=uow.today)
        ),
    )


def _page(public_id: str, *, form: OutletForm | None = None, pin_form: PinForm | None = None) -> str:
    uow = reading()
    outlet = _mine(uow, public_id)
    row = outlet_row(uow.session, outlet.id)
    return render_template(
        "partner/outlets/show.html",
        outlet=row,
        form=form or form_of(row),
        pin_form=pin_form or PinForm(formdata=None),
        may_run=uow.allows(RUN_OUTLETS, outlet) and row.until_on is None,
        may_pin=uow.allows(SET_PIN, outlet) and row.until_on is None,
        story=story_of_outlet(uow.session, outlet),
    )
