"""A partner under a memorandum reads on the 3rd and the 8th that last month's total is not declared yet."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time
from typing import Any

from sqlalchemy import exists, false, literal, select

from marketplace.db.listing import AnySelect
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import end_of
from marketplace.kernel.labels import _l
from marketplace.kernel.letters import Letter, moment, page
from marketplace.kernel.period import Month
from marketplace.notices.kinds.base import NOTICE_KINDS, REMINDERS, NoticeKind, Reminder
from marketplace.notices.kinds.month_news import month
from marketplace.notices.models import NoticeStep
from marketplace.partners.models import Mou, Partner
from marketplace.partners.states import SIGNED
from marketplace.purchases.models.declarations import SpendDeclaration
from marketplace.uptake.declared import declare_by

DAYS = (3, 8)  # of the month after; on the 10th the time is over

LETTER = Letter(
    "declarations-due",
    _l("Nyatakan belanja %(month)s"),
    _l(
        "total belanja %(month)s belum Anda nyatakan. Tanpa itu porsi lokal Anda tertulis “Belum ada data”. Paling"
        " lambat %(deadline)s.\n\nNyatakan: %(link)s"
    ),
    month=month,
    deadline=moment,
    link=page,
)


def due(uow: UnitOfWork) -> AnySelect:
    last = Month.of(uow.today).previous
    reached = [days for days in DAYS if days <= uow.today.day]
    step = f"{last} {reached[-1]}" if reached else ""
    told = exists().where(
        NoticeStep.kind == "declarations_due", NoticeStep.subject_id == Partner.id, NoticeStep.step == step
    )
    bound = exists().where(
        Mou.partner_id == Partner.id,
        Mou.state == SIGNED,
        Mou.starts_on <= last.last_day,
        Mou.ends_on >= last.first_day,
    )
    declared = exists().where(
        SpendDeclaration.partner_id == Partner.id,
        SpendDeclaration.month == str(last),
        SpendDeclaration.withdrawn == false(),
    )
    return (
        select(
            literal("declarations_due").label("kind"),
            Partner.id.label("subject_id"),
            literal(step).label("step"),
            Partner.id.label("reader"),
        )
        .where(literal(bool(step) and uow.today <= declare_by(last)), bound, ~declared, ~told)
        .order_by(Partner.id)
    )


def letter(found: Sequence[Any], today: date) -> tuple[Letter, Mapping[str, Any]]:
    last = Month.of(today).previous
    link = f"/partner/declarations/new?month={last}"
    return LETTER, {"month": str(last), "deadline": end_of(declare_by(last)).isoformat(), "link": link}


REMINDERS.add("remind_of_declarations")(Reminder(at=time(7, 20), sent=NoticeStep, due=due, letter=letter))
NOTICE_KINDS.add("declarations_due")(NoticeKind(_l("Belanja bulan belum dinyatakan"), [LETTER], must=True))
