"""Is this paper genuine? Anybody may ask, by the code under its QR: a report's, or a maker's certificate's."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.adapters.codes import qr_svg
from marketplace.certification.verifying import Standing, Verified, verify_certificate
from marketplace.compliance.freezing import read_document
from marketplace.compliance.models import Report
from marketplace.compliance.queries import successor_of
from marketplace.compliance.verification import envelope_of, seal, verify
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.web.access import ANYONE, may
from marketplace.web.asked import day_asked
from marketplace.web.context import reading, tools

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
    day = day_asked(uow.today)
    certificate = verify_certificate(uow.session, code, day)
    if certificate is not None:
        return render_template(
            "public/verify/certificate.html",
            paper=certificate,
            words=Standing,
            day=day,
            today=uow.today,
        )
    try:
        return _report(uow, uow.find(Report, public_id=code))
    except NotFound:
        return render_template("public/verify/unknown.html", code=code[:40]), 404


@bp.get("/verify/<code>/qr.svg")
@may(ANYONE)
def qr(code: str) -> ResponseReturnValue:
    """Leads to the certificate's page from wherever it is printed."""
    uow = reading()
    certificate = verify_certificate(uow.session, code, uow.today)
    if certificate is None or certificate.standing is Standing.UNAPPROVED:
        raise NotFound(f"certificate {code}")
    title = gettext("Kode QR untuk memeriksa %(kind)s", kind=certificate.kind.label)
    return Response(qr_svg(_address(certificate), title), mimetype="image/svg+xml")


@bp.get("/verify/<code>/signed.json")
@may(ANYONE)
def signed(code: str) -> ResponseReturnValue:
    """The signed text with what vouches for it; what is not for strangers stays out."""
    report = reading().find(Report, public_id=code)
    answer = Response(seal(envelope_of(report, annex=False)), mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"mb2-{report.month}.json")
    return answer


def _address(certificate: Verified) -> str:
    base: str = current_app.config["BASE_URL"]
    return base.rstrip("/") + url_for(".show", code=certificate.code)


def _report(uow: UnitOfWork, report: Report) -> str:
    return render_template(
        "public/verify/show.html",
        report=report,
        said=read_document(report.document),
        verification=verify(uow.session, tools().signer, envelope_of(report)),
        successor=successor_of(uow.session, report),
    )
