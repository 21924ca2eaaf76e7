"""Whether anything happened that a visitor without an account could see: how the web knows that what it kept holds."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import bindparam, case, func, select
from sqlalchemy.orm import Session

from marketplace.journal.models import JournalEntry, JournalHead
from marketplace.kernel.events import SUBJECTS


class Changes(NamedTuple):
    """`read` is the last entry there is (-1: never looked), `last` the last one about a public subject."""

    read: int = -1
    last: int = 0


_PUBLIC = case((JournalEntry.subject_kind.not_in(bindparam("private", expanding=True)), JournalEntry.seq))
_SINCE = select(func.max(JournalEntry.seq), func.max(_PUBLIC)).where(JournalEntry.seq > bindparam("read"))


def changes_since(session: Session, known: Changes) -> Changes:
    """What a reader who knew `known` knows now.

    The journal's numbers are given out behind one lock, so nothing can come to stand before what was read. Only
    what is new is looked at: for one who asks often that is a row or none.
    """
    if known.read < 0:
        now = session.scalar(select(JournalHead.seq)) or 0
        return Changes(now, now)
    private = [kind for kind, subject in SUBJECTS.items() if not subject.public]
    read, last = session.execute(_SINCE, {"read": known.read, "private": private}).one()
    return Changes(read or known.read, last or known.last)
