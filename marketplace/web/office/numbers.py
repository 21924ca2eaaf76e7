"""A maker's personal numbers: masked, and one in full for a reason that its owner can read."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from marketplace.accounts.models import Organisation
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.labels import _l
from marketplace.producers.accounts import newest_account
from marketplace.producers.cards import producer_card
from marketplace.producers.models import Producer
from marketplace.producers.numbers import PersonalNumber
from marketplace.producers.services.sealing import masked_numbers, reveal_number, reveals
from marketplace.web.access import AUDITOR, OFFICER, may
from marketplace.web.context import reading, tools
from marketplace.web.forms import Form, Text

bp = Blueprint("office_numbers", __name__)


class ReasonForm(Form):
    reason = Text(
        _l("Mengapa Anda perlu melihat nomornya?"), longest=300, help=_l("Tercatat atas nama Anda di jurnal.")
    )


@bp.get("/producers/<public_id>/numbers")
@may(OFFICER | AUDITOR)
def show(public_id: str) -> ResponseReturnValue:
    return _page(reading(), public_id, ReasonForm())


@bp.post("/producers/<public_id>/numbers/<kind>")
@may(OFFICER | AUDITOR)
def reveal(public_id: str, kind: str) -> ResponseReturnValue:
    if kind not in list(PersonalNumber):
        raise NotFound(f"no number {kind}")
    number = PersonalNumber(kind)
    form = ReasonForm().shown_on(lambda form: _page(reading(), public_id, form))

    def write(uow: UnitOfWork) -> str:
        producer, sealer = _producer(uow, public_id), tools().sealer
        return reveal_number(uow, producer.id, number, sealer=sealer, reason=form.reason.data)

    read = form.submit(write)
    return _page(reading(), public_id, form, {number: read})


def _producer(uow: UnitOfWork, public_id: str) -> Producer:
    return uow.get(Producer, uow.find(Organisation, public_id=public_id).id)


def _page(
    uow: UnitOfWork, public_id: str, form: ReasonForm, revealed: dict[PersonalNumber, str] | None = None
) -> str:
    producer = _producer(uow, public_id)
    return render_template(
        "office/producers/numbers.html",
        form=form,
        public_id=public_id,
        producer=producer,
        card=producer_card(uow.session, producer.id),
        numbers=masked_numbers(uow, producer.id, tools().sealer),
        revealed=revealed or {},
        account=newest_account(uow.session, producer.id),
        opens={kind for kind in PersonalNumber if uow.allows(reveals(kind), producer)},
    )
