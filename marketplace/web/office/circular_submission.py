"""What goes with a draft circular to whoever approves it: exemptions it would grant, and who is asked to sign it."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.circulars.models import Circular, Clause
from marketplace.circulars.prepared import prepare_exemption, prepared_rows, remove_prepared
from marketplace.circulars.states import DRAFT
from marketplace.circulars.submitting import submit_circular
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound, Refused
from marketplace.kernel.labels import _l
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading, transact
from marketplace.web.office.circular_forms import ExemptionForm, SubmissionForm
from marketplace.web.redirects import done

bp = Blueprint("office_circular_submission", __name__)


@bp.get("/circulars/<public_id>/submit")
@may(OFFICER)
def ask(public_id: str) -> ResponseReturnValue:
    return _submit_page(public_id)


@bp.post("/circulars/<public_id>/submit")
@may(OFFICER)
def submit(public_id: str) -> ResponseReturnValue:
    form = (
        SubmissionForm()
        .offer(reading(), _draft(public_id))
        .shown_on(lambda form: _submit_page(public_id, form))
    )
    form.submit(lambda uow: submit_circular(uow, _find(uow, public_id).id, form.approver.data))
    return done(
        _l("Draf diajukan. Penyetuju itu diberi tahu, dan tugasnya ada di berandanya."),
        "office_circulars.show",
        public_id=public_id,
    )


@bp.get("/circulars/<public_id>/exemptions/prepare")
@may(OFFICER)
def exemptions(public_id: str) -> ResponseReturnValue:
    return _exemptions_page(public_id)


@bp.post("/circulars/<public_id>/exemptions/prepare")
@may(OFFICER)
def prepare(public_id: str) -> ResponseReturnValue:
    form = (
        ExemptionForm()
        .offer(reading(), _draft(public_id))
        .shown_on(lambda form: _exemptions_page(public_id, form))
    )

    def write(uow: UnitOfWork) -> None:
        circular = _find(uow, public_id)
        named = {name: form.data[name] for name in ("decision", "from_on", "until_on")}
        prepare_exemption(
            uow, circular.id, form.partner.data, _clause(circular, form.clause.data).id, **named
        )

    form.submit(write)
    return done(
        _l("Pengecualian disiapkan; berlaku bila drafnya disetujui."), ".exemptions", public_id=public_id
    )


@bp.post("/circulars/<public_id>/exemptions/<int:number>/remove")
@may(OFFICER)
def remove(public_id: str, number: int) -> ResponseReturnValue:
    transact(lambda uow: remove_prepared(uow, _find(uow, public_id).id, number))
    return done(_l("Pengecualian yang disiapkan dihapus."), ".exemptions", public_id=public_id)


def _find(uow: UnitOfWork, public_id: str) -> Circular:
    return uow.find(Circular, public_id=public_id)


def _draft(public_id: str) -> Circular:
    """Raises Refused for one that is not written on."""
    circular = _find(reading(), public_id)
    if circular.state is not DRAFT:
        raise Refused(_l("Surat edaran ini bukan draf lagi; susun yang baru untuk menggantikannya."))
    return circular


def _clause(circular: Circular, code: str) -> Clause:
    found = next((clause for clause in circular.clauses if clause.code == code), None)
    if found is None:
        raise NotFound(f"clause {code}")
    return found


def _submit_page(public_id: str, form: SubmissionForm | None = None) -> str:
    uow, circular = reading(), _draft(public_id)
    return render_template(
        "office/circulars/submit.html",
        circular=circular,
        form=form or SubmissionForm(formdata=None).offer(uow, circular),
    )


def _exemptions_page(public_id: str, form: ExemptionForm | None = None) -> str:
    uow, circular = reading(), _draft(public_id)
    return render_template(
        "office/circulars/exemptions.html",
        circular=circular,
        prepared=prepared_rows(uow.session, circular, uow.today),
        form=form or ExemptionForm(formdata=None).offer(uow, circular),
    )
