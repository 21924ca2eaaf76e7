"""A certificate as officials see it after its review; it can be revoked."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.accounts.models import Organisation
from marketplace.certification import policies
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate
from marketplace.certification.queries import own_certificate, own_products, products_named
from marketplace.certification.services.reviewing import revoke_certificate
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.journal.queries import history
from marketplace.kernel.errors import Refused
from marketplace.kernel.review import APPROVED
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading, unit_of_work
from marketplace.web.office.producer_forms import RevokeForm

bp = Blueprint("office_certificates", __name__)


@bp.get("/producers/<public_id>/certificates/<certificate>")
@may(OFFICIAL)
def show(public_id: str, certificate: str) -> ResponseReturnValue:
    uow = reading()
    return _page(uow, public_id, certificate, RevokeForm(formdata=None, revoked_on=uow.today))


@bp.post("/producers/<public_id>/certificates/<certificate>")
@may(OFFICER)
def revoke(public_id: str, certificate: str) -> ResponseReturnValue:
    form = RevokeForm()
    if not form.validate():
        return _page(reading(), public_id, certificate, form), 422
    try:
        with unit_of_work() as uow:
            revoke_certificate(uow, _row(uow, public_id, certificate).id, **form.data)
    except Refused as error:
        form.complain(error)
        return _page(reading(), public_id, certificate, form), 422
    flash(gettext("Surat dicabut; produk yang bergantung padanya turun dari katalog."))
    return redirect(url_for(".show", public_id=public_id, certificate=certificate))


def _row(uow: UnitOfWork, public_id: str, certificate: str) -> Certificate:
    return own_certificate(uow.session, uow.find(Organisation, public_id=public_id).id, certificate)


def _page(uow: UnitOfWork, public_id: str, certificate: str, form: RevokeForm) -> str:
    row = _row(uow, public_id, certificate)
    named = products_named(uow.session, row.id)
    return render_template(
        "office/certificates/show.html",
        certificate=row,
        kind=KINDS[row.kind],
        maker=uow.get(Organisation, row.producer_id),
        products=named,
        touched=len(named) or len(own_products(uow.session, row.producer_id)),
        scan=None if row.scan_id is None else uow.get(Attachment, row.scan_id),
        live=row.state is APPROVED and row.revoked_on is None and row.superseded_by_id is None,
        acts=uow.allows(policies.REVOKE, row),
        form=form,
        history=history(uow.session, "certificate", row.id),
    )
