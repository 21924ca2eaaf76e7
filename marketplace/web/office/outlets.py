"""An outlet of a partner, changed or closed by the office."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import PARTNER
from marketplace.partners.models import Outlet
from marketplace.partners.policies import RUN_OUTLETS
from marketplace.partners.queries import outlet_row, partner_row
from marketplace.partners.services.outlets import change_outlet, close_outlet
from marketplace.partners.stories import story_of_outlet
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading, transact
from marketplace.web.outlet_form import OutletForm, form_of
from marketplace.web.redirects import done, notify

bp = Blueprint("office_outlets", __name__)


@bp.get("/partners/<public_id>/outlets/<outlet>")
@may(OFFICIAL)
def show(public_id: str, outlet: str) -> ResponseReturnValue:
    return _page(public_id, outlet)


@bp.post("/partners/<public_id>/outlets/<outlet>")
@may(OFFICER)
def change(public_id: str, outlet: str) -> ResponseReturnValue:
    form = OutletForm().shown_on(lambda form: _page(public_id, outlet, form))
    form.submit(lambda uow: change_outlet(uow, _outlet(uow, public_id, outlet).id, **form.data))
    return done(_l("Gerai disimpan."), ".show", public_id=public_id, outlet=outlet)


@bp.post("/partners/<public_id>/outlets/<outlet>/close")
@may(OFFICER)
def close(public_id: str, outlet: str) -> ResponseReturnValue:
    transact(lambda uow: close_outlet(uow, _outlet(uow, public_id, outlet).id))
    notify(_l("Gerai ditutup. Pembelian yang sudah tercatat tetap ada."))
    return redirect(url_for("office_partners.show", public_id=public_id))


def _outlet(uow: UnitOfWork, public_id: str, outlet: str) -> Outlet:
    organisation = uow.find(Organisation, public_id=public_id, kind=PARTNER)
    return uow.find(Outlet, public_id=outlet, partner_id=organisation.id)


def _page(public_id: str, outlet: str, form: OutletForm | None = None) -> str:
    uow = reading()
    found = _outlet(uow, public_id, outlet)
    row = outlet_row(uow.session, found.id)
    return render_template(
        "office/outlets/show.html",
        partner=partner_row(uow.session, found.partner_id, uow.today),
        outlet=row,
        form=form or form_of(row),
        may_run=uow.allows(RUN_OUTLETS, found) and row.until_on is None,
        story=story_of_outlet(uow.session, found),
    )
