"""What the journal says of one record, and whether that entry still stands as it was written."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.journal.chain import payload_of
from marketplace.journal.models import JournalEntry, JournalHead
from marketplace.journal.queries import holds
from marketplace.kernel.events import Event


@dataclass(frozen=True)
class JournalFact:
    """`whole` tells that the entry agrees with its hash and stands between its neighbours in the chain."""

    seq: int
    at: datetime
    payload: Mapping[str, Any]
    whole: bool


def fact_about(session: Session, event: type[Event], subject_id: int) -> JournalFact | None:
    """The first such fact about a record; what is written later under the same name does not replace it."""
    entry = session.execute(
        select(*JournalEntry.__table__.columns)
        .where(
            JournalEntry.subject_kind == event.subject_kind,
            JournalEntry.subject_id == subject_id,
            JournalEntry.action == event.action,
        )
        .order_by(JournalEntry.seq)
        .limit(1)
    ).one_or_none()
    if entry is None:
        return None
    before = session.scalar(select(JournalEntry.hash).where(JournalEntry.seq == entry.seq - 1)) or ""
    after = session.scalar(select(JournalEntry.prev_hash).where(JournalEntry.seq == entry.seq + 1))
    if after is None:
        after = session.scalar(select(JournalHead.hash).where(JournalHead.seq == entry.seq))
    whole = holds(entry, seq=entry.seq, prev_hash=before) and after == entry.hash
    return JournalFact(entry.seq, entry.at, _payload(entry.stored), whole)


def hash_about(session: Session, event: type[Event], subject_id: int) -> str | None:
    """The hash of the first such entry about a record; None where there is none."""
    return session.scalar(
        select(JournalEntry.hash)
        .where(
            JournalEntry.subject_kind == event.subject_kind,
            JournalEntry.subject_id == subject_id,
            JournalEntry.action == event.action,
        )
        .order_by(JournalEntry.seq)
        .limit(1)
    )


def _payload(stored: str) -> Mapping[str, Any]:
    """Nothing where somebody wrote over the text."""
    try:
        return payload_of(stored)
    except (ValueError, KeyError, TypeError):
        return {}
