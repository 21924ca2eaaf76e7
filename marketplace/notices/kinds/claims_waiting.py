"""A maker reads once a week how many purchases shops recorded from it that wait for its yes or no.

What it answered is not counted, so it ends by itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import exists, func, literal, select

from marketplace.db.listing import AnySelect
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, page
from marketplace.notices.kinds.base import NOTICE_KINDS, REMINDERS, NoticeKind, Reminder
from marketplace.notices.models import NoticeStep
from marketplace.producers.models import Producer
from marketplace.purchases.models.answers import PurchaseAnswer
from marketplace.purchases.models.ledger import Purchase
from marketplace.purchases.queries import UNANSWERED

LETTER = Letter(
    "claims-waiting",
    _l("%(count)s pembelian menunggu pembenaran Anda"),
    _l(
        "toko mencatat %(count)s pembelian dari Anda yang belum Anda benarkan atau bantah. Yang Anda benarkan lebih"
        " kuat buktinya.\n\nPeriksa: %(link)s"
    ),
    link=page,
)


def due(uow: UnitOfWork) -> AnySelect:
    """Once in each week of the calendar."""
    week = f"{uow.today:%G-%V}"
    maker = func.coalesce(Producer.merged_into_id, Producer.id)
    told = exists().where(
        NoticeStep.kind == "claims_waiting", NoticeStep.subject_id == maker, NoticeStep.step == week
    )
    return (
        select(
            literal("claims_waiting").label("kind"),
            maker.label("subject_id"),
            literal(week).label("step"),
            maker.label("reader"),
            func.count(Purchase.id).label("count"),
        )
        .select_from(Purchase)
        .join(Producer, Producer.id == Purchase.producer_id)
        .outerjoin(PurchaseAnswer, PurchaseAnswer.purchase_id == Purchase.id)
        .where(UNANSWERED, ~told)
        .group_by(maker)
        .order_by(maker)
    )


def letter(found: Sequence[Any], today: date) -> tuple[Letter, Mapping[str, Any]]:
    return LETTER, {"count": found[0].count, "link": "/producer/confirmations"}


REMINDERS.add("remind_of_claims")(Reminder(at=time(7, 10), sent=NoticeStep, due=due, letter=letter))
NOTICE_KINDS.add("claims_waiting")(NoticeKind(_l("Pembelian menunggu pembenaran"), [LETTER]))
