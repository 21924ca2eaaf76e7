"""Purchases that their makers dispute: what both say, and an officer's decision."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import history
from marketplace.kernel.labels import _l
from marketplace.purchases import policies
from marketplace.purchases.claims import decide_claim, decided_by
from marketplace.purchases.figures import figure_of
from marketplace.purchases.models.answers import ClaimRuling
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.queries import PurchaseList, purchase_page
from marketplace.purchases.told_lists import ToldSales
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.forms import Choice, Form, LongText
from marketplace.web.lists import page_of
from marketplace.web.redirects import done

bp = Blueprint("office_claims", __name__)
MOST_SALES = 100


class ClaimForm(Form):
    ruling = Choice(_l("Keputusan"), ClaimRuling, radio=True)
    reason = LongText(_l("Dasar keputusan"), rows=3, longest=500, help=_l("Kedua pihak membacanya."))


@bp.get("/claims")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    every = request.args.get("show") == "all"
    claims = page_of(PurchaseList(disputed=True, undecided=not every))
    sales = ToldSales(denied=True, undecided=not every).rows(reading().session, limit=MOST_SALES)
    return render_template("office/claims/index.html", claims=claims, sales=sales, every=every)


@bp.get("/claims/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, _form(public_id, ClaimForm(formdata=None)))


@bp.post("/claims/<public_id>/decide")
@may(OFFICER)
def decide(public_id: str) -> ResponseReturnValue:
    form = _form(public_id, ClaimForm()).shown_on(lambda form: _page(public_id, form))

    def write(uow: UnitOfWork) -> None:
        number = purchase_page(uow.session, _disputed(public_id)).row.id
        decide_claim(uow, number, ruling=form.ruling.data, reason=form.reason.data)

    form.submit(write)
    return done(_l("Diputuskan; toko dan pembuat membaca alasannya."), ".index")


def _disputed(public_id: str) -> PurchaseList:
    return PurchaseList(disputed=True, public_id=public_id)


def _form(public_id: str, form: ClaimForm) -> ClaimForm:
    """The maker's figure is offered where there is one."""
    session = reading().session
    row = purchase_page(session, _disputed(public_id)).row
    if figure_of(session, row.id) is None:
        form.ruling.choices = [one for one in form.ruling.choices if one[0] != ClaimRuling.MAKERS.value]
    return form


def _page(public_id: str, form: ClaimForm) -> str:
    uow = reading()
    page = purchase_page(uow.session, _disputed(public_id))
    waits = page.row.ruling is None and not page.row.taken_back
    return render_template(
        "office/claims/show.html",
        page=page,
        due=decided_by(uow.session, page.row),
        figure=figure_of(uow.session, page.row.id),
        waits=waits,
        decides=waits and uow.allows(policies.SETTLE_CLAIM, uow.get(Purchase, page.row.id)),
        form=form,
        story=history(uow.session, "purchase", page.row.id),
    )
