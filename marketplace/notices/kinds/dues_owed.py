"""A shop reads of what it owes three days before it is due, on that day, and one, two and four weeks after.

A ladder of steps by the day each due falls due; it ends when nothing is left of the due, or when the shop says that it
paid and waits for the maker.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, time, timedelta
from typing import Any

from sqlalchemy import and_, case, exists, func, literal, or_, select
from sqlalchemy.orm import aliased

from marketplace.accounts.models import Organisation
from marketplace.billing.models import Due
from marketplace.billing.queries import CLAIMED, PAID
from marketplace.db.listing import AnySelect
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.letters import Letter, day, listed, page, rupiah
from marketplace.notices.kinds.base import NOTICE_KINDS, REMINDERS, NoticeKind, Reminder
from marketplace.notices.models import NoticeStep
from marketplace.ordering.models.handovers import Handover
from marketplace.producers.accounts import newest_of, spell_hint
from marketplace.producers.models import Producer, ProducerAccount

AFTER = (-3, 0, 7, 14, 28)  # days after a due falls due
MISSED = 7  # days a step may come late: a worker that was down tells the last step alone


def _line(one: Mapping[str, Any]) -> Label:
    """Letters of before name no account."""
    values = {"other": one["other"], "number": one["number"], "left": rupiah(one["left"])}
    owed = _l(
        "%(left)s kepada %(other)s untuk %(number)s, jatuh tempo %(day)s", day=day(one["day"]), **values
    )
    account = one.get("account")
    return _l("%(owed)s; bayar ke %(account)s", owed=owed, account=account) if account else owed


LETTER = Letter(
    "dues-owed",
    _l("%(total)s perlu dibayar kepada pembuat"),
    _l("yang berikut belum terbayar:\n\n%(owed)s\n\nBayar, atau katakan sudah membayar: %(link)s"),
    total=rupiah,
    owed=listed(_line),
    link=page,
)


def due(uow: UnitOfWork) -> AnySelect:
    step = case(
        *((Due.due_on <= uow.today - timedelta(days), str(days)) for days in reversed(AFTER[1:])),
        else_=str(AFTER[0]),
    )
    reached = or_(
        *(
            Due.due_on.between(uow.today - timedelta(days + MISSED - 1), uow.today - timedelta(days))
            for days in AFTER
        )
    )
    told = exists().where(
        NoticeStep.kind == "dues_owed", NoticeStep.subject_id == Due.id, NoticeStep.step == step
    )
    left, account = Due.amount - PAID, aliased(ProducerAccount)
    return (
        select(
            literal("dues_owed").label("kind"),
            Due.id.label("subject_id"),
            step.label("step"),
            Due.payer_id.label("reader"),
            Due.due_on,
            Handover.number,
            Organisation.name.label("other"),
            Organisation.public_id.label("maker"),
            account.bank_name,
            account.ending,
            (left - CLAIMED).label("left"),
        )
        .join(Handover, Handover.id == Due.handover_id)
        .join(Producer, Producer.id == Due.payee_id)
        .join(Organisation, Organisation.id == func.coalesce(Producer.merged_into_id, Producer.id))
        .outerjoin(account, account.id == newest_of(Organisation.id))
        .where(and_(Due.amount > 0, left > CLAIMED, reached, ~told))
        .order_by(Due.payer_id, Due.due_on, Due.id)
    )


def letter(found: Sequence[Any], today: date) -> tuple[Letter, Mapping[str, Any]]:
    """Leads to where it is paid: of one maker to the page of that maker."""
    owed = [
        {
            "other": one.other,
            "number": one.number,
            "left": int(one.left),
            "day": one.due_on.isoformat(),
            "account": spell_hint(one.bank_name, one.ending),
        }
        for one in found
    ]
    makers = {one.maker for one in found}
    link = f"/partner/money/makers/{makers.pop()}" if len(makers) == 1 else "/partner/money"
    return LETTER, {"total": sum(one["left"] for one in owed), "owed": owed, "link": link}


REMINDERS.add("remind_of_dues")(Reminder(at=time(7, 0), sent=NoticeStep, due=due, letter=letter))
NOTICE_KINDS.add("dues_owed")(NoticeKind(_l("Tagihan yang perlu dibayar"), [LETTER], must=True))
