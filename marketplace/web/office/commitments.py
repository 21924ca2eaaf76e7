"""What a partner promises in its memorandum: written while it is a draft, and beside what was bought once signed."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from marketplace.circulars.commitment_services import (
    add_commitment,
    change_commitment,
    check_draft,
    copy_commitments,
    remove_commitment,
)
from marketplace.circulars.commitments import commitments_of
from marketplace.circulars.rules.base import RULE_TYPES
from marketplace.circulars.terms import Promise
from marketplace.compliance import wording
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.partners.models import Mou
from marketplace.partners.mous import mou_page
from marketplace.partners.queries import partner_row
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.commitment_texts import commitments_with_periods, promise_rows
from marketplace.web.context import reading, transact
from marketplace.web.months import month_named
from marketplace.web.office.clause_forms import PromiseForm, promise_form
from marketplace.web.redirects import done, notify

bp = Blueprint("office_commitments", __name__)


@bp.get("/mous/<public_id>/commitments")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    """Promised beside actual, live."""
    uow = reading()
    mou = _mou(uow, public_id)
    return render_template(
        "office/commitments/show.html",
        mou=mou_page(uow.session, mou, uow.today),
        partner=partner_row(uow.session, mou.partner_id, uow.today),
        kept=commitments_with_periods(uow, mou),
        entries=history(uow.session, "mou", mou.id),
        wording=wording,
        today=uow.today,
    )


@bp.get("/mous/<public_id>/commitments/<code>/<month>")
@may(OFFICIAL)
def rows(public_id: str, code: str, month: str) -> ResponseReturnValue:
    uow = reading()
    mou = _mou(uow, public_id)
    return render_template(
        "office/commitments/rows.html",
        mou=mou_page(uow.session, mou, uow.today),
        partner=partner_row(uow.session, mou.partner_id, uow.today),
        found=promise_rows(uow, mou, code, month_named(month)),
        wording=wording,
    )


@bp.get("/mous/<public_id>/commitments/new")
@may(OFFICER)
def new(public_id: str) -> ResponseReturnValue:
    """First which rule; then its figures."""
    rule = request.args.get("rule", "")
    return _page(public_id, rule, promise_form(reading(), rule) if rule in RULE_TYPES else None)


@bp.post("/mous/<public_id>/commitments/new")
@may(OFFICER)
def create(public_id: str) -> ResponseReturnValue:
    rule = request.args.get("rule", "")
    form = promise_form(reading(), rule).shown_on(lambda form: _page(public_id, rule, form))
    code = form.submit(lambda uow: add_commitment(uow, _mou(uow, public_id).id, form.promise).code)
    return done(_l("Komitmen %(code)s ditambahkan.", code=code), "office_mous.show", public_id=public_id)


@bp.get("/mous/<public_id>/commitments/<code>")
@may(OFFICER)
def edit(public_id: str, code: str) -> ResponseReturnValue:
    uow = reading()
    promise = _promise(uow, public_id, code)
    return _page(public_id, promise.rule, promise_form(uow, promise.rule, promise), code)


@bp.post("/mous/<public_id>/commitments/<code>")
@may(OFFICER)
def change(public_id: str, code: str) -> ResponseReturnValue:
    rule = _promise(reading(), public_id, code).rule
    form = promise_form(reading(), rule).shown_on(lambda form: _page(public_id, rule, form, code))
    form.submit(lambda uow: change_commitment(uow, _mou(uow, public_id).id, code, form.promise))
    return done(_l("Komitmen %(code)s diubah.", code=code), "office_mous.show", public_id=public_id)


@bp.post("/mous/<public_id>/commitments/<code>/remove")
@may(OFFICER)
def remove(public_id: str, code: str) -> ResponseReturnValue:
    transact(lambda uow: remove_commitment(uow, _mou(uow, public_id).id, code))
    return done(_l("Komitmen %(code)s dihapus.", code=code), "office_mous.show", public_id=public_id)


@bp.post("/mous/<public_id>/commitments/copy")
@may(OFFICER)
def copy(public_id: str) -> ResponseReturnValue:
    """What the replaced memorandum promised, into this draft."""
    count = transact(lambda uow: len(copy_commitments(uow, _mou(uow, public_id).id)))
    notify(_l("%(count)s komitmen disalin. Periksa angkanya sebelum ditandatangani.", count=count))
    return redirect(url_for("office_mous.show", public_id=public_id))


def _mou(uow: UnitOfWork, public_id: str) -> Mou:
    return uow.find(Mou, public_id=public_id)


def _promise(uow: UnitOfWork, public_id: str, code: str) -> Promise:
    promises = commitments_of(uow.session, _mou(uow, public_id).id)
    found = next((one for one in promises if one.code == code), None)
    if found is None:
        raise NotFound(f"commitment {code}")
    return found


def _page(public_id: str, rule: str, form: PromiseForm | None, code: str | None = None) -> str:
    uow = reading()
    mou = _mou(uow, public_id)
    check_draft(mou)
    return render_template(
        "office/commitments/edit.html",
        mou=mou_page(uow.session, mou, uow.today),
        partner=partner_row(uow.session, mou.partner_id, uow.today),
        rules=RULE_TYPES,
        rule=rule,
        form=form,
        code=code,
    )
