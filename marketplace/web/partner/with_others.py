"""What of a shop's waits with makers, told where nothing waits for the shop itself."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.money import spell
from marketplace.ordering.handover_list import HandoverList
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.money import DueList
from marketplace.ordering.order_list import OrderList
from marketplace.ordering.states import PLACED, SENT
from marketplace.web.tasks import Task

FEW = 3


def with_makers(uow: UnitOfWork) -> Iterator[Task]:
    mine = uow.actor.organisation
    for order in OrderList(partner_id=mine, state=PLACED, by_answer=True, up=True).rows(
        uow.session, limit=FEW
    ):
        yield Task(
            _l("Pesanan %(number)s menunggu %(maker)s", number=order.number, maker=order.maker),
            _l("Pembuat menjawab; tanpa jawaban, pesanan batal sendiri."),
            url_for("partner_orders.show", public_id=order.public_id),
            due=order.answer_by,
            kind="",
        )
    for one in HandoverList(partner_id=mine, state=SENT).rows(
        uow.session, Handover.issuer_id == mine, limit=FEW
    ):
        yield Task(
            _l("%(number)s menunggu %(maker)s", number=one.number, maker=one.maker),
            _l("Pembuat memeriksa yang Anda tulis."),
            url_for("partner_handovers.show", public_id=one.public_id),
            due=one.answer_by,
            kind="",
            icon="truck",
        )
    claimed = [row for row in DueList(payer_id=mine, settled=False).rows(uow.session) if row.claimed]
    for row in claimed[:FEW]:
        yield Task(
            _l("%(amount)s menunggu %(maker)s membenarkan", amount=spell(row.claimed), maker=row.maker),
            _l("Anda menyatakan sudah membayar %(number)s.", number=row.handover),
            url_for("partner_money.due", public_id=row.public_id),
            kind="",
            icon="cash",
        )
