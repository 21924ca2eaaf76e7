"""Names that shops' receipts write and nobody recognised: one answer mends many shops; and names to confirm."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.kernel.labels import _l
from marketplace.purchases.naming import confirm_name
from marketplace.purchases.said_names import names_to_confirm, said_names
from marketplace.web.access import OFFICER, may
from marketplace.web.context import reading, transact
from marketplace.web.naming import NameForm, UndoForm, answer, naming_page, undo
from marketplace.web.redirects import done

bp = Blueprint("office_names", __name__)


@bp.get("/names")
@may(OFFICER)
def index() -> ResponseReturnValue:
    return _page(NameForm(formdata=None))


@bp.post("/names")
@may(OFFICER)
def name() -> ResponseReturnValue:
    form = NameForm().shown_on(_page)
    return done(form.submit(lambda uow: answer(uow, form, None)), ".index")


@bp.post("/names/<int:name_id>/confirm")
@may(OFFICER)
def confirm(name_id: int) -> ResponseReturnValue:
    transact(lambda uow: confirm_name(uow, name_id))
    return done(_l("Nama dibenarkan; bukti baris-barisnya dihitung menurut notanya."), ".index")


@bp.post("/names/undo")
@may(OFFICER)
def take_back() -> ResponseReturnValue:
    form = UndoForm().shown_on(lambda _: _page(NameForm(formdata=None)))
    return done(form.submit(lambda uow: undo(uow, form)), ".index")


def _page(form: NameForm) -> str:
    uow = reading()
    return render_template(
        "office/names/index.html",
        page=naming_page(uow, None),
        form=form,
        waiting=said_names(uow.session, unconfirmed=True),
        to_confirm=names_to_confirm(uow.session),
        said=said_names(uow.session),
    )
