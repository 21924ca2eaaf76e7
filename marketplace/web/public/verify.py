"""Is this paper genuine? Anybody may ask, by the code under its QR."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.compliance.freezing import read_document
from marketplace.compliance.models import Report
from marketplace.compliance.queries import successor_of
from marketplace.compliance.verification import envelope_of, seal, verify
from marketplace.web.access import ANYONE, may
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
    report = uow.find(Report, public_id=code)
    return render_template(
        "public/verify/show.html",
        report=report,
        said=read_document(report.document),
        verification=verify(uow.session, tools().signer, envelope_of(report)),
        successor=successor_of(uow.session, report),
    )


@bp.get("/verify/<code>/signed.json")
@may(ANYONE)
def signed(code: str) -> ResponseReturnValue:
    """The signed text with what vouches for it; what is not for strangers stays out."""
    report = reading().find(Report, public_id=code)
    answer = Response(seal(envelope_of(report, annex=False)), mimetype="application/json")
    answer.headers.set("Content-Disposition", "attachment", filename=f"mb2-{report.month}.json")
    return answer
