"""What an officer does with a licence case, one act each."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.accounts.services.invitations import invite_by_code
from marketplace.certification.models import Certificate
from marketplace.certification.queries import own_certificate
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import OWNER
from marketplace.outreach.models import Candidate, LicenceCase
from marketplace.outreach.services.becoming import make_producer
from marketplace.outreach.services.cases import (
    block_case,
    close_case,
    issue_case,
    note_case,
    send_case,
    tick_step,
)
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading
from marketplace.web.forms import Form, press
from marketplace.web.office.case_forms import BlockForm, CloseForm, RemarkForm, SendForm
from marketplace.web.office.cases import drawn
from marketplace.web.producer.certificate_form import CertificateForm
from marketplace.web.public.events import address_of
from marketplace.web.redirects import done, notify

bp = Blueprint("office_case_acts", __name__)


@bp.post("/cases/<public_id>/steps/<step>")
@may(OFFICER)
def tick(public_id: str, step: str) -> ResponseReturnValue:
    done = request.form.get("done") == "1"
    return _plainly(public_id, lambda uow, id: tick_step(uow, id, step, done), anchor=f"l-{step}")


@bp.post("/cases/<public_id>/blocker")
@may(OFFICER)
def block(public_id: str) -> ResponseReturnValue:
    form = BlockForm()
    text = _l("Hambatan disimpan.") if form.blocker.data else _l("Tidak ada hambatan lagi.")
    return _act(public_id, "block", form, lambda uow, id: block_case(uow, id, form.blocker.data), text)


@bp.post("/cases/<public_id>/remark")
@may(OFFICER)
def remark(public_id: str) -> ResponseReturnValue:
    form = RemarkForm()
    text = _l("Catatan disimpan.")
    return _act(public_id, "remark", form, lambda uow, id: note_case(uow, id, form.note.data), text)


@bp.post("/cases/<public_id>/send")
@may(OFFICER)
def send(public_id: str) -> ResponseReturnValue:
    form = SendForm()

    def go(uow: UnitOfWork, id: int) -> object:
        return send_case(uow, id, external_ref=form.external_ref.data)

    return _act(public_id, "send", form, go, _l("Dicatat terkirim ke penerbit."))


@bp.post("/cases/<public_id>/close")
@may(OFFICER)
def close(public_id: str) -> ResponseReturnValue:
    form = CloseForm()

    def go(uow: UnitOfWork, id: int) -> object:
        return close_case(uow, id, reason=form.reason.data)

    return _act(public_id, "close", form, go, _l("Urusan ditutup."))


@bp.post("/cases/<public_id>/issue")
@may(OFFICER)
def issue(public_id: str) -> ResponseReturnValue:
    """The paper came; another official looks it over before it counts."""
    case = reading().find(LicenceCase, public_id=public_id)
    if case.producer_id is None:
        raise NotFound(f"case {public_id} has no maker yet")
    form = CertificateForm.blank(reading(), case.producer_id, case.kind)

    def go(uow: UnitOfWork, id: int) -> Certificate:
        kept = uow.get(LicenceCase, id)
        claim = form.claim(uow, kept.kind)
        older = form.renews.data
        return issue_case(
            uow,
            id,
            number=claim.number,
            issued_on=claim.issued_on,
            expires_on=claim.expires_on,
            scan=claim.scan_id,
            product_ids=tuple(claim.product_ids),
            details=claim.details,
            renews=own_certificate(uow.session, kept.producer_id, older).id if older else None,  # type: ignore[arg-type]
        )

    return _act(public_id, "paper", form, go, _l("Surat dicatat; rekan lain memeriksanya."))


@bp.post("/cases/<public_id>/maker")
@may(OFFICER)
def register_maker(public_id: str) -> ResponseReturnValue:
    def go(uow: UnitOfWork, id: int) -> object:
        return make_producer(uow, _candidate(uow, id).id)

    return _plainly(
        public_id, go, text=_l("Usahanya terdaftar sebagai draf. Serahkan kode kepada pemiliknya.")
    )


@bp.post("/cases/<public_id>/invitation")
@may(OFFICER)
def hand_over(public_id: str) -> ResponseReturnValue:
    """The code is shown here once: it is stored only as a hash."""
    invited = press(lambda uow: _invite(uow, public_id), url_for("office_cases.show", public_id=public_id))
    address = address_of("account_invitations.enter")
    return render_template("office/cases/code.html", public_id=public_id, address=address, **invited)


def _candidate(uow: UnitOfWork, case_id: int) -> Candidate:
    case = uow.get(LicenceCase, case_id)
    if case.candidate_id is None:
        raise NotFound(f"case {case.id} is no candidate's")
    return uow.get(Candidate, case.candidate_id)


def _invite(uow: UnitOfWork, public_id: str) -> dict[str, str]:
    candidate = _candidate(uow, uow.find(LicenceCase, public_id=public_id).id)
    if candidate.producer_id is None:
        raise NotFound(f"case {public_id} has no maker yet")
    given = {"name": candidate.name, "phone": candidate.phone or ""}
    _, code = invite_by_code(uow, **given, organisation_id=candidate.producer_id, role=OWNER)
    return given | {"code": code, "business": uow.get(Organisation, candidate.producer_id).name}


def _act(
    public_id: str, name: str, form: Form, go: Callable[[UnitOfWork, int], object], text: str
) -> ResponseReturnValue:
    """A refused form comes back on the page under its `name`, with what was typed."""
    form.shown_on(lambda form: drawn(public_id, **{name: form}))
    form.submit(lambda uow: go(uow, uow.find(LicenceCase, public_id=public_id).id))
    return done(text, "office_cases.show", public_id=public_id)


def _plainly(
    public_id: str, go: Callable[[UnitOfWork, int], object], *, text: str = "", anchor: str | None = None
) -> ResponseReturnValue:
    back = url_for("office_cases.show", public_id=public_id, _anchor=anchor)
    press(lambda uow: go(uow, uow.find(LicenceCase, public_id=public_id).id), back)
    if text:
        notify(text)
    return redirect(back)
