"""What is taken along from an activity: the list of people, for a purpose, and certificates of attendance."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.outreach.attendee_exports import Purpose, export_attendees
from marketplace.outreach.models import Activity, Attendance
from marketplace.outreach.papers import own_paper, papers_of
from marketplace.ports.sheets import Table
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading, tools, transact
from marketplace.web.downloads import save_as
from marketplace.web.exporting import file_response
from marketplace.web.forms import Choice, Form

bp = Blueprint("office_outreach_papers", __name__)


class ExportForm(Form):
    purpose = Choice(_l("Untuk apa"), Purpose)
    format = Choice(_l("Bentuk"), [("xlsx", "XLSX"), ("csv", "CSV")])


@bp.post("/outreach/<public_id>/attendees")
@may(OFFICER)
def attendees(public_id: str) -> ResponseReturnValue:
    """A POST, because who took the list and for what is written down."""
    page = url_for("office_outreach.show", public_id=public_id)
    form = ExportForm().shown_on(lambda _: redirect(page))
    form.check()

    def take(uow: UnitOfWork) -> Table:
        activity = uow.find(Activity, public_id=public_id)
        return export_attendees(uow, activity.id, purpose=form.purpose.data)

    return file_response(form.format.data, _l("peserta-%(activity)s", activity=public_id), transact(take))


@bp.get("/outreach/<public_id>/certificates.pdf")
@may(OFFICER)
def certificates(public_id: str) -> ResponseReturnValue:
    uow = reading()
    paper = papers_of(uow.session, uow.find(Activity, public_id=public_id).id, tools().documents)
    return _pdf(paper, public_id)


@bp.get("/outreach/<public_id>/people/<place>/certificate.pdf")
@may(OFFICER)
def certificate(public_id: str, place: str) -> ResponseReturnValue:
    uow = reading()
    activity = uow.find(Activity, public_id=public_id)
    there = uow.find(Attendance, public_id=place, activity_id=activity.id)
    paper = own_paper(uow.session, there, tools().documents)
    return _pdf(paper, there.code)


def _pdf(paper: bytes, whose: str) -> Response:
    answer, name = Response(paper, mimetype="application/pdf"), gettext("sertifikat-kehadiran")
    answer.headers["Cache-Control"] = "private, no-store"
    return save_as(answer, f"{name}-{whose}.pdf")
