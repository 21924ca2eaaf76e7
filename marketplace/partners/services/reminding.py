"""A partner is told 90, 30 and 7 days before its memorandum ends, and on its last day, until the next is signed.

A reminder is a row, which is also its record; no fact is told besides, because nothing changes for anybody else.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import repeat
from typing import Any, NamedTuple

from sqlalchemy import case, exists, select

from marketplace.accounts.recipients import write_to_owners
from marketplace.db.bulk import insert_columns
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import PartnerId
from marketplace.partners.letters import ENDING
from marketplace.partners.models import Mou, MouReminder
from marketplace.partners.mous import succeeded
from marketplace.partners.states import SIGNED

STAGES = (0, 7, 30, 90)
MISSED = timedelta(days=30)  # what ended longer ago is no news
SLICE = 500


class Due(NamedTuple):
    mou_id: int
    partner_id: PartnerId
    number: str
    ends_on: date
    stage: int

    def figures(self, today: date) -> dict[str, Any]:
        left = (self.ends_on - today).days
        return {"number": self.number, "ends_on": self.ends_on.isoformat(), "left": left}


def remind(uow: UnitOfWork) -> bool:
    """Tell the partners of one slice of memoranda; returns whether more are left.

    Only the most urgent stage that was not told yet, so a worker that was down for days sends one letter and not
    three. Not for one that was ended, an addendum, or one whose successor is signed.
    """
    found = _due(uow)
    insert_columns(
        uow.session,
        MouReminder,
        {
            "mou_id": [one.mou_id for one in found],
            "days": [one.stage for one in found],
            "told_at": repeat(uow.now),
        },
    )
    ending = {one.partner_id: {"mou": one.figures(uow.today)} for one in found}
    write_to_owners(uow, ENDING, ending)
    return len(found) == SLICE


def _due(uow: UnitOfWork) -> Sequence[Due]:
    today = uow.today
    stage = case(*((Mou.ends_on <= today + timedelta(days), days) for days in STAGES[:-1]), else_=STAGES[-1])
    told = exists().where(MouReminder.mou_id == Mou.id, MouReminder.days <= stage)
    query = (
        select(Mou.id, Mou.partner_id, Mou.number, Mou.ends_on, stage)
        .where(Mou.ends_on.between(today - MISSED, today + timedelta(STAGES[-1])))
        .where(Mou.state == SIGNED, Mou.amends_id.is_(None), ~succeeded(), ~told)
        .order_by(Mou.id)
        .limit(SLICE)
    )
    return [Due(*row) for row in uow.session.execute(query)]
