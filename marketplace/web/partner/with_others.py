"""What of a shop's waits with makers or the office, told where nothing waits for the shop itself."""

from __future__ import annotations

from collections.abc import Iterator

from flask import url_for

from marketplace.billing.queries import CLAIMED
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PartnerId
from marketplace.kernel.labels import _l
from marketplace.kernel.money import spell
from marketplace.ordering.handover_list import HandoverList
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.money import DueList
from marketplace.ordering.order_list import OrderList
from marketplace.ordering.states import PLACED, SENT
from marketplace.partners.mous import MouList
from marketplace.partners.states import DRAFT
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
    claimed = DueList(payer_id=mine, settled=False).rows(uow.session, CLAIMED != 0, limit=FEW)
    for row in claimed:
        yield Task(
            _l("%(amount)s menunggu %(maker)s membenarkan", amount=spell(row.claimed), maker=row.maker),
            _l("Anda menyatakan sudah membayar %(number)s.", number=row.handover),
            url_for("partner_money.due", public_id=row.public_id),
            kind="",
            icon="cash",
        )


def with_the_office(uow: UnitOfWork) -> Iterator[Task]:
    """A memorandum that is being prepared; signed, it waits for the shop itself."""
    mine = PartnerId(uow.actor.organisation)
    for one in MouList(partner_id=mine, state=DRAFT).rows(uow.session, limit=1):
        yield Task(
            _l("MoU %(number)s menunggu Dinas", number=one.number),
            _l("Dinas menyiapkan naskahnya untuk ditandatangani."),
            url_for("partner_mou.show"),
            kind="",
            icon="doc",
        )
