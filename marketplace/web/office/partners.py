"""Partners as the office keeps them: who they are, their chain, their outlets, and whether they are suspended."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import PARTNER
from marketplace.ordering.waiting import contested_handovers
from marketplace.partners import queries
from marketplace.partners.models import Partner, PartnerHold, PartnerKind
from marketplace.partners.mous import MouList
from marketplace.partners.policies import HOLD, REGISTER
from marketplace.partners.queries import PartnerList, partner_named
from marketplace.partners.services.holding import free_partner, hold_partner
from marketplace.partners.services.outlets import add_outlet
from marketplace.partners.services.registering import change_partner, register_partner
from marketplace.partners.stories import story_of_partner
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading, transact
from marketplace.web.lists import from_args, page_of
from marketplace.web.office.partner_forms import ChangeForm, HoldForm, NewForm
from marketplace.web.outlet_form import OutletForm
from marketplace.web.redirects import done

bp = Blueprint("office_partners", __name__)


@bp.get("/partners")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    uow = reading()
    listing = from_args(PartnerList, day=uow.today)
    return render_template(
        "office/partners/index.html",
        partners=page_of(listing),
        filters=listing,
        kinds=PartnerKind,
        today=uow.today,
    )


@bp.get("/partners/new")
@may(OFFICER)
def new() -> ResponseReturnValue:
    return render_template("office/partners/new.html", form=NewForm())


@bp.post("/partners/new")
@may(OFFICER)
def create() -> ResponseReturnValue:
    form = NewForm().shown_on("office/partners/new.html")

    def write(uow: UnitOfWork) -> str:
        partner = register_partner(uow, **form.data)
        return uow.get(Organisation, partner.id).public_id

    public_id = form.submit(write)
    return done(_l("Mitra didaftarkan. Tambahkan gerainya, lalu buat MoU."), ".show", public_id=public_id)


@bp.get("/partners/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.post("/partners/<public_id>")
@may(OFFICER)
def change(public_id: str) -> ResponseReturnValue:
    form = _change_form(public_id).shown_on(lambda form: _page(public_id, change_form=form))
    form.submit(lambda uow: change_partner(uow, _partner(uow, public_id).id, **form.changes(uow)))
    return done(_l("Data mitra disimpan."), ".show", public_id=public_id)


@bp.post("/partners/<public_id>/outlets")
@may(OFFICER)
def outlet(public_id: str) -> ResponseReturnValue:
    form = OutletForm().shown_on(lambda form: _page(public_id, outlet_form=form))
    form.submit(lambda uow: add_outlet(uow, _partner(uow, public_id).id, **form.data))
    return done(_l("Gerai ditambahkan."), ".show", public_id=public_id)


@bp.post("/partners/<public_id>/holds")
@may(OFFICER)
def suspend(public_id: str) -> ResponseReturnValue:
    form = HoldForm().shown_on(lambda form: _page(public_id, hold_form=form))
    form.submit(lambda uow: hold_partner(uow, _partner(uow, public_id).id, **form.data))
    return done(_l("Pemesanan mitra ini ditangguhkan; pemiliknya diberi tahu."), ".show", public_id=public_id)


@bp.post("/partners/<public_id>/holds/<int:hold_id>/lift")
@may(OFFICER)
def lift(public_id: str, hold_id: int) -> ResponseReturnValue:
    def write(uow: UnitOfWork) -> None:
        if uow.get(PartnerHold, hold_id).partner_id != _partner(uow, public_id).id:
            raise NotFound(f"hold {hold_id} not of partner {public_id}")
        free_partner(uow, hold_id)

    transact(write)
    return done(_l("Penangguhan dicabut."), ".show", public_id=public_id)


def _partner(uow: UnitOfWork, public_id: str) -> Partner:
    organisation = uow.find(Organisation, public_id=public_id, kind=PARTNER)
    return uow.get(Partner, organisation.id)


def _change_form(public_id: str, **given: Any) -> ChangeForm:
    """With what was sent; with `formdata=None` as it stands."""
    uow = reading()
    partner = partner_named(uow.session, public_id, uow.today)
    about = queries.partner_about(uow.session, partner.id)
    if given:
        given |= {"kind": partner.kind, "staff_count": partner.staff_count, "parent": about.parent_public_id}
    return ChangeForm(**given).offer(uow, partner, about)


def _page(public_id: str, **refused: Any) -> str:
    """The partner with its forms; one that was refused keeps what was typed."""
    uow = reading()
    partner = partner_named(uow.session, public_id, uow.today)
    forms = {
        "change_form": _change_form(public_id, formdata=None),
        "outlet_form": OutletForm(formdata=None),
        "hold_form": HoldForm(formdata=None),
    }
    return render_template(
        "office/partners/show.html",
        partner=partner,
        about=queries.partner_about(uow.session, partner.id),
        members=queries.members_of(uow.session, partner.id, uow.today),
        outlets=queries.outlets_of(uow.session, partner.id),
        holds=queries.partner_holds(uow.session, partner.id),
        mous=MouList(partner_id=partner.id).rows(uow.session),
        closed=queries.closed_because(uow.session, partner.id, uow.today),
        contested=contested_handovers(uow.session, partner_id=partner.id),
        may_change=uow.allows(REGISTER, None),
        may_hold=uow.allows(HOLD, _partner(uow, public_id)),
        today=uow.today,
        story=story_of_partner(uow.session, partner.id),
        **(forms | refused),
    )
