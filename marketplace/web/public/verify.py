"""Is this paper genuine? Anybody may ask, by the code under its QR: of a report, a maker's certificate, an MoU."""

from __future__ import annotations

from datetime import date

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.adapters.codes import qr_svg
from marketplace.certification.verifying import CertificateStatus, verify_certificate
from marketplace.circulars.commitments import verify_commitments
from marketplace.compliance.envelopes import sealed
from marketplace.compliance.freezing import read_document
from marketplace.compliance.models import Report
from marketplace.compliance.queries import successor_of
from marketplace.compliance.verification import look_at
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.fingerprints import fingerprint, spelled
from marketplace.partners.models import Mou
from marketplace.partners.public import public_partner
from marketplace.partners.states import DRAFT, MouStanding
from marketplace.partners.verifying import VerifiedMou, verify_mou
from marketplace.web.access import ANYONE, may
from marketplace.web.context import reading, tools
from marketplace.web.downloads import save_as
from marketplace.web.query_args import day_arg

bp = Blueprint("public_verify", __name__)


@bp.get("/verify")
@may(ANYONE)
def index() -> ResponseReturnValue:
    code = "".join(request.args.get("code", "").split()).lower()
    return redirect(url_for(".show", code=code)) if code else render_template("public/verify/index.html")


@bp.get("/verify/<code>")
@may(ANYONE)
def show(code: str) -> ResponseReturnValue:
    uow = reading()
    day = day_arg(uow.today)
    certificate = verify_certificate(uow.session, code, day)
    if certificate is not None:
        return render_template(
            "public/verify/certificate.html",
            paper=certificate,
            words=CertificateStatus,
            day=day,
            today=uow.today,
        )
    mou = verify_mou(uow.session, tools().storage, tools().sealer, code, day)
    if mou is not None:
        return _mou(uow, mou, day)
    try:
        return _report(uow, uow.find(Report, public_id=code))
    except NotFound:
        return render_template("public/verify/unknown.html", code=code[:40]), 404


@bp.get("/verify/<code>/qr.svg")
@may(ANYONE)
def qr(code: str) -> ResponseReturnValue:
    """Leads to the page of a certificate or an MoU from wherever it is printed."""
    uow = reading()
    certificate = verify_certificate(uow.session, code, uow.today)
    if certificate is not None and certificate.status is not CertificateStatus.UNAPPROVED:
        title = gettext("Kode QR untuk memeriksa %(kind)s", kind=certificate.kind.label)
    elif uow.find(Mou, public_id=code).state is not DRAFT:
        title = gettext("Kode QR untuk memeriksa MoU")
    else:
        raise NotFound(f"mou {code}")
    return Response(qr_svg(_address(code), title), mimetype="image/svg+xml")


@bp.get("/verify/<code>/signed.json")
@may(ANYONE)
def signed(code: str) -> ResponseReturnValue:
    """The signed text with what vouches for it; what is not for strangers stays out."""
    uow = reading()
    report = uow.find(Report, public_id=code)
    answer = Response("".join(sealed(uow.session, report, annex=False)), mimetype="application/json")
    return save_as(answer, f"mb2-{report.month}.json")


def _address(code: str) -> str:
    base: str = current_app.config["BASE_URL"]
    return base.rstrip("/") + url_for(".show", code=code)


def _mou(uow: UnitOfWork, mou: VerifiedMou, day: date) -> str:
    parts = [*mou.parts, verify_commitments(uow.session, mou.id)] if mou.known else []
    return render_template(
        "public/verify/mou.html",
        mou=mou,
        parts=parts,
        whole=all(part.holds for part in parts),
        listed=public_partner(uow.session, mou.partner_code, uow.today) is not None,
        words=MouStanding,
        day=day,
        today=uow.today,
    )


def _report(uow: UnitOfWork, report: Report) -> str:
    [verification] = look_at(uow.session, tools().signer, [report])
    try:
        document = read_document(report.document)
    except ValueError:  # somebody wrote over it
        document = None
    return render_template(
        "public/verify/show.html",
        report=report,
        document=document,
        verification=verification,
        fingerprint=spelled(fingerprint(report.public_key)),
        successor=successor_of(uow.session, report),
    )
