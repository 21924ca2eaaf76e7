"""Handovers as officials see them: the evidence behind purchases, and what two sides cannot agree on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.files.queries import opened
from marketplace.kernel.labels import _l
from marketplace.ordering import policies
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.proofs import disputed_proofs, open_proof
from marketplace.ordering.services.settling import settle_handover
from marketplace.ordering.states import SETTLE
from marketplace.partners.models import Partner
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading, tools
from marketplace.web.forms import Form, LongText, Text
from marketplace.web.handover_page import handover_page
from marketplace.web.public.files import handed_out
from marketplace.web.receiving_form import Receiving
from marketplace.web.redirects import done
from marketplace.web.trade_pages import handovers
from marketplace.web.trade_pages.sides import OFFICE

bp = Blueprint("office_handovers", __name__)


class SettleForm(Form):
    reason = LongText(_l("Dasar keputusan"), longest=500, rows=3, help=_l("Kedua pihak membacanya."))


class ProofForm(Form):
    reason = Text(
        _l("Mengapa Anda perlu melihat buktinya?"),
        longest=300,
        help=_l("Tercatat di jurnal; kedua pihak membacanya."),
    )


@bp.get("/handovers")
@may(OFFICIAL)
def index() -> ResponseReturnValue:
    return handovers.index(OFFICE)


@bp.get("/handovers/export")
@may(OFFICIAL)
def export() -> ResponseReturnValue:
    return handovers.export(OFFICE)


@bp.get("/handovers/<public_id>")
@may(OFFICIAL)
def show(public_id: str) -> ResponseReturnValue:
    handover = reading().find(Handover, public_id=public_id)
    return _page(handover, _settling(handover, formdata=None))


@bp.post("/handovers/<public_id>/settle")
@may(OFFICER)
def settle(public_id: str) -> ResponseReturnValue:
    """Decided only with figures whose effect was seen: others are shown first."""
    handover = reading().find(Handover, public_id=public_id)
    settling = _settling(handover)
    form = settling.form.shown_on(lambda _: _page(reading().find(Handover, public_id=public_id), settling))
    form.check()
    if request.form.get("seen") != settling.mark:
        return _page(handover, settling, seen=True)
    form.submit(lambda uow: _settle(uow, public_id, settling))
    sentence = _l("Diputuskan; kedua pihak diberi tahu dan angkanya tercatat.")
    return done(sentence, ".show", public_id=public_id)


@bp.post("/handovers/<public_id>/proofs/<notice>")
@may(OFFICER)
def proof(public_id: str, notice: str) -> ResponseReturnValue:
    """The proof of a payment that the two sides dispute, for a reason that both read."""
    handover = reading().find(Handover, public_id=public_id)
    form = ProofForm().shown_on(
        lambda form: _page(handover, _settling(handover, formdata=None), proof_form=form)
    )
    shown = form.submit(lambda uow: open_proof(uow, notice, reason=form.reason.data).public_id)
    return handed_out(opened(reading(), tools().storage, shown, checks=[lambda *_: True]))


def _settle(uow: UnitOfWork, public_id: str, settling: Receiving) -> None:
    settle_handover(
        uow,
        uow.find(Handover, public_id=public_id).id,
        differences=settling.differences(uow),
        reason=settling.form["reason"].data,
    )


def _settling(handover: Handover, **given: Any) -> Receiving:
    every = [line.id for line in handover.lines]
    return Receiving(handover, every, form=SettleForm, photos=False, **given)


def _page(
    handover: Handover, settling: Receiving, *, seen: bool = False, proof_form: ProofForm | None = None
) -> str:
    uow = reading()
    return render_template(
        "office/handovers/show.html",
        page=handover_page(uow, handover, None),
        handover=handover,
        partner=uow.get(Partner, handover.partner_id),
        settling=settling,
        decides=SETTLE.possible_from(handover.state) and uow.allows(policies.SETTLE, handover),
        seen=seen,
        proofs=disputed_proofs(uow.session, handover.id),
        proof_form=proof_form or ProofForm(formdata=None),
        today=uow.today,
    )
