"""A maker's certificates: hand one in with its scan, mend what came back, renew what ends."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import Certificate
from marketplace.certification.queries import (
    CertificateList,
    own_certificate,
    products_named,
    renewable_certificates,
)
from marketplace.certification.services.holding import certificate_holds
from marketplace.certification.services.submitting import resubmit_certificate, submit_certificate
from marketplace.db.uow import UnitOfWork
from marketplace.files.models import Attachment
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.kernel.review import APPROVED, RETURNED
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading
from marketplace.web.lists import page_of
from marketplace.web.producer.certificate_form import NAMES, CertificateForm
from marketplace.web.redirects import done

bp = Blueprint("producer_certificates", __name__)


@bp.get("/certificates")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    uow = reading()
    rows = page_of(CertificateList(producer_id=actor().organisation))
    return render_template("producer/certificates/index.html", certificates=rows, today=uow.today)


@bp.get("/certificates/new")
@may(PRODUCER)
def choose() -> ResponseReturnValue:
    kinds = sorted(KINDS.items(), key=lambda pair: pair[1].place)
    return render_template("producer/certificates/choose.html", kinds=kinds)


@bp.get("/certificates/new/<kind>")
@may(PRODUCER)
def new(kind: str) -> ResponseReturnValue:
    form = CertificateForm.blank(reading(), actor().organisation, _kind(kind))
    form.renews.data = request.args.get("renews", "")
    return render_template("producer/certificates/new.html", form=form, kind=KINDS[kind])


@bp.post("/certificates/new/<kind>")
@may(PRODUCER)
def create(kind: str) -> ResponseReturnValue:
    form = CertificateForm.blank(reading(), actor().organisation, _kind(kind)).shown_on(
        "producer/certificates/new.html", kind=KINDS[kind]
    )

    def write(uow: UnitOfWork) -> str:
        claim, older = form.claim(uow, kind), _older(uow, form.renews.data)
        return submit_certificate(uow, actor().organisation, claim, renews=older).public_id

    public_id = form.submit(write)
    return done(_l("Surat diajukan. Petugas memeriksanya dalam 3 hari kerja."), ".show", public_id=public_id)


@bp.get("/certificates/<public_id>")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(reading(), public_id)


@bp.post("/certificates/<public_id>")
@may(PRODUCER)
def mend(public_id: str) -> ResponseReturnValue:
    uow = reading()
    form = CertificateForm.of(uow, own_certificate(uow.session, actor().organisation, public_id)).shown_on(
        lambda form: _page(reading(), public_id, form)
    )

    def write(uow: UnitOfWork) -> None:
        row = own_certificate(uow.session, actor().organisation, public_id)
        resubmit_certificate(uow, row.id, form.claim(uow, row.kind))

    form.submit(write)
    return done(_l("Surat diajukan lagi."), ".show", public_id=public_id)


def _kind(kind: str) -> str:
    if kind not in KINDS:
        raise NotFound(f"kind of certificate {kind}")
    return kind


def _older(uow: UnitOfWork, public_id: str | None) -> int | None:
    return own_certificate(uow.session, actor().organisation, public_id).id if public_id else None


def _page(uow: UnitOfWork, public_id: str, form: CertificateForm | None = None) -> str:
    row = own_certificate(uow.session, actor().organisation, public_id)
    return render_template(
        "producer/certificates/show.html",
        certificate=row,
        kind=KINDS[row.kind],
        names=NAMES,
        scan=None if row.scan_id is None else uow.get(Attachment, row.scan_id),
        products=products_named(uow.session, row.id),
        form=(form or CertificateForm.of(uow, row)) if row.state is RETURNED else None,
        renewable=_is_renewable(uow, row),
        warnings=KINDS[row.kind].warnings(row.number, row.expires_on) if row.state is not APPROVED else [],
        holds=[hold for hold in certificate_holds(uow.session, row.id) if not hold.over(uow.today)],
        history=history(uow.session, "certificate", row.id),
        today=uow.today,
    )


def _is_renewable(uow: UnitOfWork, row: Certificate) -> bool:
    return any(one.id == row.id for one in renewable_certificates(uow.session, row.producer_id))
