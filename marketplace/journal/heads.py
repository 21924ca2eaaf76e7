"""The journal's head as it leaves the machine: who has an old one can tell whether the past was changed since."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.db.uow import UnitOfWork
from marketplace.journal.events import OF_ROWS, HeadSent
from marketplace.journal.models import JournalEntry
from marketplace.journal.queries import Head, head
from marketplace.kernel.labels import Label, _l

EVERY = timedelta(days=6, hours=12)  # once a week, whatever minute the job of the day runs at


def head_line(session: Session) -> Label:
    """One line for a page or a paper that people keep."""
    last = head(session)
    return _l("Catatan jurnal terakhir: nomor %(seq)s, sidik %(hash)s", seq=last.seq, hash=last.hash or "-")


def stands(session: Session, kept: Head) -> bool:
    """Whether the journal has that entry, as it was when the head was kept."""
    if not kept.seq:
        return not kept.hash
    return session.scalar(select(JournalEntry.hash).filter_by(seq=kept.seq)) == kept.hash


def last_sent(session: Session) -> datetime | None:
    """When a head was mailed last."""
    return session.scalar(
        select(func.max(JournalEntry.at)).where(
            JournalEntry.subject_kind == HeadSent.subject_kind,
            JournalEntry.subject_id == OF_ROWS,
            JournalEntry.action == HeadSent.action,
        )
    )


def take_head(uow: UnitOfWork) -> Head | None:
    """The head that is to be mailed now; None within a week of the last one, and of an empty journal."""
    before, last = last_sent(uow.session), head(uow.session)
    if not last.seq or (before is not None and uow.now - before < EVERY):
        return None
    uow.emit(HeadSent(seq=last.seq, sha256=last.hash))
    return last
