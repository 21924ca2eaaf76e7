"""Reminders: whoever has something due is written to, once for each step.

What was sent is a row, which is also its record; no event is emitted, because nothing changes for anybody else.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from itertools import groupby, repeat
from operator import attrgetter
from typing import Any

from marketplace.db.bulk import insert_columns
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.letters import Letter
from marketplace.notices.kinds.base import Reminder
from marketplace.notices.telling import tell

SLICE = 2_000


def remind(uow: UnitOfWork, reminder: Reminder) -> bool:
    """Write to the owners of whoever is due, one slice of it; returns whether more is left.

    One letter to each: the last reader of a slice waits for the rest of their rows, unless they alone fill it. Done
    twice it finds everybody written to; who has no address counts as written to.
    """
    rows = uow.session.execute(reminder.due(uow).limit(SLICE + 1)).all()
    more = len(rows) > SLICE
    if more:
        *rows, beyond = rows
        rows = [row for row in rows if row.reader != beyond.reader] or rows
    keys = {
        column.name: [getattr(row, column.name) for row in rows]
        for column in reminder.sent.__table__.primary_key
    }
    insert_columns(uow.session, reminder.sent, keys | {"told_at": repeat(uow.now)})
    letters: dict[Letter, dict[OrganisationId, Mapping[str, Any]]] = defaultdict(dict)
    for reader, theirs in groupby(rows, attrgetter("reader")):
        letter, figures = reminder.letter(list(theirs), uow.today)
        letters[letter][reader] = figures
    for letter, readers in letters.items():
        tell(uow, letter, readers)
    return more
