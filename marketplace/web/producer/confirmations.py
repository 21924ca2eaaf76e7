"""What shops say they bought from a maker: true, or not."""

from __future__ import annotations

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.purchases.claims import decided_by
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.queries import PurchaseList, purchase_page
from marketplace.purchases.services import answer_purchase
from marketplace.web.access import PRODUCER, may
from marketplace.web.context import actor, reading, transact
from marketplace.web.forms import Form, Text
from marketplace.web.lists import page_of
from marketplace.web.redirects import done

bp = Blueprint("producer_confirmations", __name__)


class DisputeForm(Form):
    reason = Text(_l("Apa yang tidak benar"), longest=300)


@bp.get("/confirmations")
@may(PRODUCER)
def index() -> ResponseReturnValue:
    waiting = request.args.get("all") is None
    claims = page_of(PurchaseList(producer_id=actor().organisation, unanswered=waiting))
    return render_template("producer/confirmations/index.html", claims=claims, waiting=waiting)


@bp.get("/confirmations/<public_id>")
@may(PRODUCER)
def show(public_id: str) -> ResponseReturnValue:
    return _page(public_id, DisputeForm(formdata=None))


@bp.post("/confirmations/<public_id>/confirm")
@may(PRODUCER)
def confirm(public_id: str) -> ResponseReturnValue:
    transact(lambda uow: _answer(uow, public_id, Answer.CONFIRMED))
    return done(_l("Pembelian dibenarkan; buktinya naik ke tingkat B bila ada nota."), ".index")


@bp.post("/confirmations/<public_id>/dispute")
@may(PRODUCER)
def dispute(public_id: str) -> ResponseReturnValue:
    form = DisputeForm().shown_on(lambda form: _page(public_id, form))
    form.submit(lambda uow: _answer(uow, public_id, Answer.DISPUTED, form.reason.data))
    return done(_l("Bantahan dikirim; petugas akan memutuskan."), ".index")


def _answer(uow: UnitOfWork, public_id: str, answer: Answer, reason: str = "") -> None:
    answer_purchase(uow, purchase_page(uow.session, _mine(public_id)).row.id, answer=answer, reason=reason)


def _mine(public_id: str) -> PurchaseList:
    return PurchaseList(producer_id=actor().organisation, public_id=public_id)


def _page(public_id: str, form: DisputeForm) -> str:
    session = reading().session
    page = purchase_page(session, _mine(public_id))
    due = decided_by(session, page.row)
    return render_template("producer/confirmations/show.html", page=page, due=due, form=form)
