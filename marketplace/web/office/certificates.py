"""A certificate as officials see it after its review; it can be suspended and revoked."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.certification import policies
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate, CertificateHold
from marketplace.certification.queries import (
    carried_by,
    own_certificate,
    products_named,
    reminders_of,
)
from marketplace.certification.services.holding import certificate_holds, free_certificate, hold_certificate
from marketplace.certification.services.reviewing import revoke_certificate
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.kernel.review import APPROVED
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading, transact
from marketplace.web.office.producer_forms import HoldForm, RevokeForm
from marketplace.web.redirects import done, notify

bp = Blueprint("office_certificates", __name__)


@bp.get("/producers/<public_id>/certificates/<certificate>")
@may(OFFICIAL)
def show(public_id: str, certificate: str) -> ResponseReturnValue:
    return _page(reading(), public_id, certificate)


@bp.post("/producers/<public_id>/certificates/<certificate>")
@may(OFFICER)
def revoke(public_id: str, certificate: str) -> ResponseReturnValue:
    form = RevokeForm().shown_on(lambda form: _page(reading(), public_id, certificate, form))

    def write(uow: UnitOfWork) -> int:
        row = _row(uow, public_id, certificate)
        gone = len(carried_by(uow.session, row, uow.today))
        revoke_certificate(uow, row.id, **form.data)
        return gone

    gone = form.submit(write)
    notify(_l("Surat dicabut; %(count)d produk turun dari katalog.", count=gone))
    return redirect(url_for(".show", public_id=public_id, certificate=certificate))


@bp.post("/producers/<public_id>/certificates/<certificate>/holds")
@may(OFFICER)
def suspend(public_id: str, certificate: str) -> ResponseReturnValue:
    form = HoldForm().shown_on(lambda form: _page(reading(), public_id, certificate, hold=form))
    form.submit(lambda uow: hold_certificate(uow, _row(uow, public_id, certificate).id, **form.data))
    notify(_l("Surat ditangguhkan; pembuatnya diberi tahu."))
    return redirect(url_for(".show", public_id=public_id, certificate=certificate))


@bp.post("/producers/<public_id>/certificates/<certificate>/holds/<int:hold_id>/lift")
@may(OFFICER)
def lift(public_id: str, certificate: str, hold_id: int) -> ResponseReturnValue:
    transact(lambda uow: free_certificate(uow, _hold(uow, hold_id, public_id, certificate).id))
    return done(_l("Penangguhan dicabut."), ".show", public_id=public_id, certificate=certificate)


def _row(uow: UnitOfWork, public_id: str, certificate: str) -> Certificate:
    return own_certificate(uow.session, uow.find(Organisation, public_id=public_id).id, certificate)


def _hold(uow: UnitOfWork, hold_id: int, public_id: str, certificate: str) -> CertificateHold:
    return uow.find(CertificateHold, id=hold_id, certificate_id=_row(uow, public_id, certificate).id)


def _page(
    uow: UnitOfWork,
    public_id: str,
    certificate: str,
    form: RevokeForm | None = None,
    *,
    hold: HoldForm | None = None,
) -> str:
    row = _row(uow, public_id, certificate)
    kind = KINDS[row.kind]
    return render_template(
        "office/certificates/show.html",
        certificate=row,
        kind=kind,
        maker=uow.get(Organisation, row.producer_id),
        products=products_named(uow.session, row.id),
        carried=carried_by(uow.session, row, uow.today),
        warnings=kind.warnings(row.number, row.expires_on),
        heir=None if row.superseded_by_id is None else uow.get(Certificate, row.superseded_by_id),
        scan=None if row.scan_id is None else uow.get(Attachment, row.scan_id),
        live=row.state is APPROVED and row.revoked_on is None and row.superseded_by_id is None,
        acts=uow.allows(policies.REVOKE, row),
        form=form or RevokeForm(formdata=None, revoked_on=uow.today),
        hold=hold or HoldForm(formdata=None),
        holds=certificate_holds(uow.session, row.id),
        reminders=reminders_of(uow.session, row.id),
        history=history(uow.session, "certificate", row.id),
        today=uow.today,
    )
