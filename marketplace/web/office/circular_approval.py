"""Signing a draft circular: everything it would change stands on the page of the button."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.circulars.drafts import mark_of
from marketplace.circulars.models import Circular
from marketplace.circulars.services import approve_circular
from marketplace.circulars.states import DRAFT
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.web.access import APPROVER, may
from marketplace.web.context import reading
from marketplace.web.forms import Form, Hidden, Tick
from marketplace.web.office.circular_pages import drafting, effects, facts_of
from marketplace.web.redirects import done

bp = Blueprint("office_circular_approval", __name__)


class ApprovalForm(Form):
    """`seen` is the mark of the draft as it was shown."""

    seen = Hidden()
    read = Tick(_l("Saya sudah membaca setiap butir, dampaknya, dan siapa yang diikat"), required=True)


@bp.get("/circulars/<public_id>/approve")
@may(APPROVER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id)


@bp.post("/circulars/<public_id>/approve")
@may(APPROVER)
def approve(public_id: str) -> ResponseReturnValue:
    form = ApprovalForm().shown_on(lambda form: _page(public_id, form))
    form.submit(
        lambda uow: approve_circular(
            uow, uow.find(Circular, public_id=public_id).id, seen=form.seen.data or ""
        )
    )
    return done(
        _l("Surat edaran disetujui dan dibekukan. Mitra yang diikatnya diberi tahu."),
        "office_circulars.show",
        public_id=public_id,
    )


def _page(public_id: str, form: ApprovalForm | None = None) -> str:
    uow = reading()
    circular = uow.find(Circular, public_id=public_id)
    if circular.state is not DRAFT:
        raise Refused(_l("Surat edaran ini bukan draf lagi."))
    facts = facts_of(uow, circular)
    drafted = drafting(uow, circular, facts["terms"])
    mark = mark_of(circular, facts["bands"], drafted["prepared"])
    changed = form is not None and form.seen.data != mark
    return render_template(
        "office/circulars/approve.html",
        form=ApprovalForm(formdata=None) if form is None or changed else form,
        refused=form.form_errors if form is not None and changed else (),
        mark=mark,
        **facts,
        **drafted,
        **effects(uow, circular, facts["terms"]),
    )
