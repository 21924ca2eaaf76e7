"""Handovers as officials see them: the evidence behind purchases, and what two sides cannot agree on."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, render_template, request
from flask.typing import ResponseReturnValue

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.ordering import policies
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.services.settling import settle_handover
from marketplace.ordering.states import SETTLE
from marketplace.partners.models import Partner
from marketplace.web.access import OFFICER, OFFICIAL, may
from marketplace.web.context import reading
from marketplace.web.forms import Form, LongText
from marketplace.web.handover_page import handover_page
from marketplace.web.receiving_form import Receiving
from marketplace.web.redirects import done
from marketplace.web.trade_pages import handovers
from marketplace.web.trade_pages.sides import OFFICE

bp = Blueprint("office_handovers", __name__)


class SettleForm(Form):
    reason = LongText(_l("Dasar keputusan"), longest=500, rows=3, help=_l("Kedua pihak membacanya."))


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


def _page(handover: Handover, settling: Receiving, *, seen: bool = False) -> str:
    uow = reading()
    return render_template(
        "office/handovers/show.html",
        page=handover_page(uow, handover, None),
        handover=handover,
        partner=uow.get(Partner, handover.partner_id),
        settling=settling,
        decides=SETTLE.possible_from(handover.state) and uow.allows(policies.SETTLE, handover),
        seen=seen,
        today=uow.today,
    )
