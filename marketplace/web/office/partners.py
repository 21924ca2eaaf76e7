"""Partners as the office keeps them: who they are, their outlets, and their memoranda."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.models import Organisation
from marketplace.db.reading import page_of
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import PARTNER
from marketplace.ordering.waiting import contested_handovers
from marketplace.partners.models import Partner, PartnerKind
from marketplace.partners.mous import MouList, MouRow
from marketplace.partners.policies import REGISTER
from marketplace.partners.queries import PartnerList, PartnerRow, outlets_of, partner_named
from marketplace.partners.services.outlets import add_outlet
from marketplace.partners.services.registering import change_partner, register_partner
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.asked import state_asked
from marketplace.web.context import page_number, reading, unit_of_work
from marketplace.web.forms import Choice, Form, Text, Whole
from marketplace.web.outlet_form import OutletForm

bp = Blueprint("office_partners", __name__)


class KindForm(Form):
    kind = Choice(_l("Jenis"), PartnerKind)
    staff_count = Whole(_l("Jumlah pegawai"), required=False, least=1, most=1_000_000)


class PartnerForm(KindForm):
    name = Text(_l("Nama usaha atau kantor"), longest=120, autocomplete="organization")


@bp.get("/partners")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    uow = reading()
    kind = state_asked(PartnerKind, name="kind")
    text, mou = request.args.get("q", "").strip()[:100], request.args.get("mou", "")
    wanted = PartnerList(day=uow.today, kind=kind, text=text, mou=mou if mou in ("yes", "no") else "")
    partners = page_of(uow.session, wanted.select(), PartnerRow, number=page_number())
    return render_template(
        "office/partners/index.html", partners=partners, wanted=wanted, kinds=PartnerKind, today=uow.today
    )


@bp.get("/partners/new")
@may(OFFICER)
def new() -> ResponseReturnValue:
    return render_template("office/partners/new.html", form=PartnerForm())


@bp.post("/partners/new")
@may(OFFICER)
def create() -> ResponseReturnValue:
    form = PartnerForm()
    if not form.validate():
        return render_template("office/partners/new.html", form=form), 422
    try:
        with unit_of_work() as uow:
            partner = register_partner(uow, **form.data)
            public_id = uow.get(Organisation, partner.id).public_id
    except Refused as error:
        form.complain(error)
        return render_template("office/partners/new.html", form=form), 422
    flash(gettext("Mitra didaftarkan. Tambahkan gerainya, lalu buat MoU."))
    return redirect(url_for(".show", public_id=public_id))


@bp.get("/partners/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.post("/partners/<public_id>")
@may(OFFICER)
def change(public_id: str) -> ResponseReturnValue:
    form = KindForm()
    if not form.validate():
        return _page(public_id, kind_form=form), 422
    with unit_of_work() as uow:
        change_partner(uow, _partner(uow, public_id).id, **form.data)
    flash(gettext("Data mitra disimpan."))
    return redirect(url_for(".show", public_id=public_id))


@bp.post("/partners/<public_id>/outlets")
@may(OFFICER)
def outlet(public_id: str) -> ResponseReturnValue:
    form = OutletForm()
    if not form.validate():
        return _page(public_id, outlet_form=form), 422
    try:
        with unit_of_work() as uow:
            add_outlet(uow, _partner(uow, public_id).id, **form.data)
    except Refused as error:
        form.complain(error)
        return _page(public_id, outlet_form=form), 422
    flash(gettext("Gerai ditambahkan."))
    return redirect(url_for(".show", public_id=public_id))


def _partner(uow: UnitOfWork, public_id: str) -> Partner:
    organisation = uow.find(Organisation, public_id=public_id, kind=PARTNER)
    return uow.get(Partner, organisation.id)


def _page(public_id: str, kind_form: KindForm | None = None, outlet_form: OutletForm | None = None) -> str:
    uow = reading()
    partner = partner_named(uow.session, public_id, uow.today)
    mous = uow.session.execute(MouList(partner_id=partner.id).select())
    return render_template(
        "office/partners/show.html",
        partner=partner,
        outlets=outlets_of(uow.session, partner.id),
        mous=[MouRow(*values) for values in mous],
        contested=contested_handovers(uow.session, partner_id=partner.id),
        kind_form=kind_form or KindForm(formdata=None, kind=partner.kind, staff_count=partner.staff_count),
        outlet_form=outlet_form or OutletForm(formdata=None),
        may_change=uow.allows(REGISTER, None),
        today=uow.today,
        story=history(uow.session, "partner", partner.id),
    )
