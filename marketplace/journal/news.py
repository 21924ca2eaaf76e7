"""Whether anything happened since a reader last asked: how readers know that what they kept still holds."""

from __future__ import annotations

from collections.abc import Collection
from typing import NamedTuple

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from marketplace.journal.models import JournalEntry, JournalHead


class News(NamedTuple):
    """`read` is the last entry there is (-1: never looked), `last` the last one that was about anything of interest."""

    read: int = -1
    last: int = 0


_OTHER = case((JournalEntry.subject_kind.not_in(bindparam("dull", expanding=True)), JournalEntry.seq))
_SINCE = select(func.max(JournalEntry.seq), func.max(_OTHER)).where(JournalEntry.seq > bindparam("read"))


def news(session: Session, known: News, *, dull: Collection[str]) -> News:
    """What a reader who knew `known` knows now; `dull` are the kinds of subjects that do not matter to it.

    The journal's numbers are given out behind one lock, so nothing can come to stand before what was read. Only
    what is new is looked at: for one who asks often that is a row or none.
    """
    if known.read < 0:
        now = session.scalar(select(JournalHead.seq)) or 0
        return News(now, now)
    read, last = session.execute(_SINCE, {"read": known.read, "dull": list(dull)}).one()
    return News(read or known.read, last or known.last)
