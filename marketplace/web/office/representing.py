"""An officer begins to act on behalf of a business, and says why."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import OFFICE
from marketplace.web import login
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading
from marketplace.web.doors import DOOR_OF, Frame
from marketplace.web.forms import Form, LongText
from marketplace.web.one_time_codes import own_address
from marketplace.web.redirects import notify

bp = Blueprint("office_representing", __name__)


class ReasonForm(Form):
    reason = LongText(
        _l("Alasan"),
        rows=3,
        longest=300,
        help=_l(
            "Misalnya: diminta Bu Tini lewat telepon, ponselnya rusak. Pemilik usaha membaca alasan ini."
        ),
    )


@bp.get("/representing/<public_id>")
@may(OFFICER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(_business(public_id), ReasonForm())


@bp.post("/representing/<public_id>")
@may(OFFICER)
def start(public_id: str) -> ResponseReturnValue:
    business = _business(public_id)
    form = ReasonForm().shown_on(lambda form: _page(_business(public_id), form))
    page = own_address(f"{DOOR_OF[business.kind]}_representations.index")
    form.attempt(lambda: login.represent(business.id, reason=form.reason.data, page=page))
    notify(_l("Pemilik usaha diberi tahu. Semua yang Anda lakukan dicatat dengan nama Anda."))
    return redirect(Frame().home)


def _business(public_id: str) -> Organisation:
    found = reading().find(Organisation, public_id=public_id)
    if found.kind is OFFICE:
        raise NotFound(f"organisation {public_id} is an office")
    return found


def _page(business: Organisation, form: ReasonForm) -> str:
    return render_template("office/representing/show.html", business=business, form=form)
