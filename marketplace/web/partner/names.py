"""Names on the shop's receipts that nobody recognised: who is meant, in two taps, one name after the other."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.kernel.ids import PartnerId
from marketplace.purchases.said_names import said_names
from marketplace.web.access import PARTNER, may
from marketplace.web.context import actor, reading
from marketplace.web.naming import NameForm, UndoForm, answer, naming_page, undo
from marketplace.web.redirects import done

bp = Blueprint("partner_names", __name__)


@bp.get("/names")
@may(PARTNER)
def index() -> ResponseReturnValue:
    return _page(NameForm(formdata=None))


@bp.post("/names")
@may(PARTNER)
def name() -> ResponseReturnValue:
    form = NameForm().shown_on(_page)
    return done(form.submit(lambda uow: answer(uow, form, _mine())), ".index")


@bp.post("/names/undo")
@may(PARTNER)
def take_back() -> ResponseReturnValue:
    form = UndoForm().shown_on(lambda _: _page(NameForm(formdata=None)))
    return done(form.submit(lambda uow: undo(uow, form)), ".index")


def _mine() -> PartnerId:
    return PartnerId(actor().organisation)


def _page(form: NameForm) -> str:
    uow, mine = reading(), _mine()
    page = naming_page(uow, mine)
    return render_template(
        "partner/names/index.html", page=page, form=form, said=said_names(uow.session, mine)
    )
