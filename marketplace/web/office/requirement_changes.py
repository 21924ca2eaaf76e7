"""Changes of what the city asks: proposed by an officer, decided by an approver who sees what they would do."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import User
from marketplace.certification import policies
from marketplace.certification.effects import effect_of, last_day_of
from marketplace.certification.kinds.base import KINDS
from marketplace.certification.models import ChangeState, Requirement, RequirementChange
from marketplace.certification.requirements import category_of
from marketplace.certification.services.requiring import (
    decide_change,
    propose_end,
    propose_requirement,
    withdraw_change,
)
from marketplace.certification.standards import read_source
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.web.access import APPROVER, OFFICER, OFFICIAL, may
from marketplace.web.context import reading, transact
from marketplace.web.office.requirement_forms import ChangeForm, EndForm, RefusalForm, RequirementForm
from marketplace.web.redirects import done, notify

bp = Blueprint("office_requirement_changes", __name__)


@bp.get("/requirements/new")
@may(OFFICER)
def new() -> ResponseReturnValue:
    return _new(RequirementForm().offer(reading()))


@bp.post("/requirements/new")
@may(OFFICER)
def create() -> ResponseReturnValue:
    form = RequirementForm().offer(reading()).shown_on(_new)
    change = form.submit(lambda uow: propose_requirement(uow, form.proposal(uow, form.certificate_kind.data)))
    return _proposed(change)


@bp.get("/requirements/<int:requirement_id>/change")
@may(OFFICER)
def edit(requirement_id: int) -> ResponseReturnValue:
    uow = reading()
    return _edit(requirement_id, ChangeForm.of(uow.get(Requirement, requirement_id), uow.today))


@bp.post("/requirements/<int:requirement_id>/change")
@may(OFFICER)
def change(requirement_id: int) -> ResponseReturnValue:
    form = ChangeForm().shown_on(lambda form: _edit(requirement_id, form))

    def write(uow: UnitOfWork) -> RequirementChange:
        kind = uow.get(Requirement, requirement_id).certificate_kind
        return propose_requirement(uow, form.proposal(uow, kind), replaces_id=requirement_id)

    change = form.submit(write)
    return _proposed(change)


@bp.get("/requirements/<int:requirement_id>/end")
@may(OFFICER)
def ending(requirement_id: int) -> ResponseReturnValue:
    return _edit(requirement_id, EndForm(), "end")


@bp.post("/requirements/<int:requirement_id>/end")
@may(OFFICER)
def end(requirement_id: int) -> ResponseReturnValue:
    form = EndForm().shown_on(lambda form: _edit(requirement_id, form, "end"))
    change = form.submit(
        lambda uow: propose_end(uow, requirement_id, from_on=form.from_on.data, reason=form.reason.data)
    )
    return _proposed(change)


@bp.get("/requirement-changes/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.post("/requirement-changes/<public_id>/approve")
@may(APPROVER)
def approve(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: _decide(uow, public_id, approve=True))
    return done(_l("Disetujui. Katalog sudah menghitungnya."), ".show", public_id=public_id)


@bp.post("/requirement-changes/<public_id>/refuse")
@may(APPROVER)
def refuse(public_id: str) -> ResponseReturnValue:
    form = RefusalForm().shown_on(lambda form: _page(public_id, form))
    form.submit(lambda uow: _decide(uow, public_id, approve=False, reason=form.reason.data or ""))
    return done(_l("Ditolak; pengusul membaca alasannya."), ".show", public_id=public_id)


@bp.post("/requirement-changes/<public_id>/withdraw")
@may(OFFICER)
def withdraw(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: withdraw_change(uow, uow.find(RequirementChange, public_id=public_id).id))
    return done(_l("Usulan ditarik."), ".show", public_id=public_id)


def _decide(uow: UnitOfWork, public_id: str, *, approve: bool, reason: str = "") -> None:
    decide_change(uow, uow.find(RequirementChange, public_id=public_id).id, approve=approve, reason=reason)


def _new(form: RequirementForm) -> str:
    return render_template("office/requirements/new.html", form=form)


def _edit(requirement_id: int, form: ChangeForm | EndForm, view: str = "change") -> str:
    uow = reading()
    row = uow.get(Requirement, requirement_id)
    return render_template(
        f"office/requirements/{view}.html",
        form=form,
        row=row,
        kind=KINDS[row.certificate_kind],
        category=category_of(uow.session, row.category_id),
        today=uow.today,
    )


def _proposed(change: RequirementChange) -> ResponseReturnValue:
    notify(_l("Usulan dikirim. Orang lain dengan peran penyetuju memutuskannya."))
    return redirect(url_for(".show", public_id=change.public_id))


def _page(public_id: str, form: RefusalForm | None = None) -> str:
    uow = reading()
    change = uow.find(RequirementChange, public_id=public_id)
    old = None if change.replaces_id is None else uow.get(Requirement, change.replaces_id)
    waits = change.state is ChangeState.PROPOSED
    return render_template(
        "office/requirements/decide.html",
        change=change,
        old=old,
        sources=(old and read_source(old.basis), read_source(change.basis)),
        last_day=old and last_day_of(old, change, uow.today),
        kind=KINDS[change.certificate_kind],
        category=category_of(uow.session, change.category_id),
        effect=effect_of(uow.session, change, uow.today) if waits else None,
        proposer=_name(uow, change.proposed_by),
        decider=_name(uow, change.decided_by),
        waits=waits,
        late=waits and change.from_on <= uow.today,
        may_decide=waits and uow.allows(policies.DECIDE, change),
        may_withdraw=waits and uow.allows(policies.WITHDRAW, change),
        entries=history(uow.session, "requirement_change", change.id),
        form=form or RefusalForm(formdata=None),
    )


def _name(uow: UnitOfWork, user_id: int | None) -> str | None:
    return None if user_id is None else uow.get(User, user_id).name
