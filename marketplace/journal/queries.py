"""Reading the journal: a record's history, the list officials search, and the proof that nothing was changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Integer, String, column, func, select, table, tuple_
from sqlalchemy import Row as Found
from sqlalchemy.orm import Session, outerjoin

from marketplace.db.listing import Listing, Row, by, col, contains, where
from marketplace.journal.chain import link, payload_of, seals_of, text_of
from marketplace.journal.models import JournalEntry, JournalHead
from marketplace.journal.naming import Subject
from marketplace.kernel.clock import end_of
from marketplace.kernel.events import EVENTS, SUBJECTS
from marketplace.kernel.labels import Label, _l

# Accounts stand on the same floor: their names are read as plain columns, not through their models.
USERS = table("users", column("id", Integer), column("name", String))
ORGANISATIONS = table("organisations", column("id", Integer), column("name", String))
REPRESENTED = ORGANISATIONS.alias("represented")
SLICE = 1000
# An INTEGER of PostgreSQL begins there: an entry that was put in before the first is read too.
BEFORE_ALL = -(2**31)
OUTCOMES: Mapping[str, Label] = {
    "approved": _l("disetujui"),
    "returned": _l("dikembalikan"),
    "rejected": _l("ditolak"),
    "refused": _l("ditolak"),
}


class EntryRow(Row):
    """One fact as people read it; without a user it was the system."""

    seq = col(JournalEntry.seq)
    at = col(JournalEntry.at)
    user: str | None = col(USERS.c.name)
    organisation: str | None = col(ORGANISATIONS.c.name)
    on_behalf_of: str | None = col(REPRESENTED.c.name)
    action = col(JournalEntry.action)
    subject_kind = col(JournalEntry.subject_kind)
    subject_id = col(JournalEntry.subject_id)
    stored = col(JournalEntry.stored)
    hash = col(JournalEntry.hash)

    @property
    def payload(self) -> dict[str, Any]:
        return payload_of(self.stored)

    @property
    def text(self) -> Label:
        """What happened, with the outcome of what was decided; the bare action where no event has it any more."""
        event = EVENTS.get(self.action)
        fact = event.label if event else Label(self.action)
        outcome = OUTCOMES.get(str(self.payload.get("outcome", "")))
        return _l("%(fact)s: %(outcome)s", fact=fact, outcome=outcome) if outcome else fact

    @property
    def details(self) -> Sequence[Label]:
        """Its figures, where its event says how they are read."""
        event = EVENTS.get(self.action)
        return event.figures_in_words(self.payload) if event else ()

    @property
    def subject(self) -> Subject:
        return self.subject_kind, self.subject_id

    @property
    def about(self) -> Label:
        subject = SUBJECTS.get(self.subject_kind)
        return subject.subject_label if subject else Label(self.subject_kind)

    @property
    def who(self) -> str | None:
        """The person and where they sit, where a person did it; an official on behalf of a business is both."""
        if self.on_behalf_of:
            return _l("%(who)s (petugas) atas nama %(business)s", who=self.user, business=self.on_behalf_of)
        return ", ".join(part for part in (self.user, self.organisation) if part) or None

    @property
    def reason(self) -> str | None:
        return self.payload.get("reason") or None


class EntryList(Listing[EntryRow]):
    """Entries, newest first, narrowed by whatever is given."""

    source = (
        outerjoin(JournalEntry, USERS, USERS.c.id == JournalEntry.user_id)
        .outerjoin(ORGANISATIONS, ORGANISATIONS.c.id == JournalEntry.organisation_id)
        .outerjoin(REPRESENTED, REPRESENTED.c.id == JournalEntry.on_behalf_of)
    )
    base = JournalEntry
    sort = by(JournalEntry.seq, down=True)
    named_by = "seq"

    sheet = _l("Jurnal")

    subject_kind: str | None = where(JournalEntry.subject_kind, arg="kind")
    subject_id: int | None = where(JournalEntry.subject_id, arg="number")
    action: str | None = where(JournalEntry.action, arg="action")
    person: str | None = where(
        lambda words: JournalEntry.user_id.in_(select(USERS.c.id).where(contains(words, USERS.c.name))),
        arg="person",
    )
    from_on: date | None = where(lambda day: JournalEntry.at >= end_of(day, hour=0), arg="from")
    until_on: date | None = where(
        lambda day: JournalEntry.at < end_of(day + timedelta(days=1), hour=0), arg="until"
    )
    about: Sequence[Subject] | None = where(
        lambda subjects: tuple_(JournalEntry.subject_kind, JournalEntry.subject_id).in_(subjects)
    )
    on_behalf_of: int | None = where(JournalEntry.on_behalf_of, own=True)


def history(session: Session, kind: str, id: int, *parts: Subject, limit: int = 100) -> Sequence[EntryRow]:
    """What happened to one record and to its parts, as the variants of a product with their prices; newest first."""
    if parts:
        return EntryList(about=[(kind, id), *parts]).rows(session, limit=limit)
    return EntryList(subject_kind=kind, subject_id=id).rows(session, limit=limit)


@dataclass(frozen=True)
class Head:
    seq: int
    hash: str


def head(session: Session) -> Head:
    """The last entry's number and hash; whoever keeps it can prove later that the past stayed as it was.

    Where somebody took its row away it is that of an empty journal, which no entry agrees with.
    """
    found = session.execute(select(JournalHead.seq, JournalHead.hash).where(JournalHead.id == 1)).first()
    return Head(*found) if found else Head(0, "")


@dataclass(frozen=True)
class ChainCheck:
    """How many entries hold, the head, and the number of the first entry that does not."""

    entries: int
    head: Head
    first_bad_seq: int | None = None

    @property
    def whole(self) -> bool:
        return self.first_bad_seq is None


def verify(session: Session) -> ChainCheck:
    """Read the whole chain in slices: numbers without a gap, every hash, columns that agree with their text.

    What is written meanwhile does not disturb: the count is taken before the head, and nothing behind the head
    is looked at.
    """
    written = session.scalar(select(func.max(JournalEntry.seq))) or 0
    top = head(session)
    good, last = 0, ""
    for entry in entries_from(session, until=top.seq):
        if not holds(entry, seq=good + 1, prev_hash=last):
            return ChainCheck(good, top, good + 1)
        good, last = good + 1, entry.hash
    if good != top.seq or written > top.seq:
        return ChainCheck(good, top, good + 1)
    return ChainCheck(good, top, None if last == top.hash else top.seq)


def entries_from(session: Session, *, until: int | None = None) -> Iterator[Found[Any]]:
    """All entries in their order, read in slices; up to one, or to the last."""
    at, within = BEFORE_ALL, () if until is None else (JournalEntry.seq <= until,)
    while True:
        few = (
            select(*JournalEntry.__table__.columns)
            .where(JournalEntry.seq > at, *within)
            .order_by(JournalEntry.seq)
            .limit(SLICE)
        )
        rows = session.execute(few).all()
        if not rows:
            return
        yield from rows
        at = rows[-1].seq


def holds(entry: Found[Any], *, seq: int, prev_hash: str) -> bool:
    """Its columns agree with its text, and its hash with both and with the entry before."""
    try:
        text = text_of(dict(entry._mapping), payload=payload_of(entry.stored), seals=seals_of(entry.stored))
    except (ValueError, KeyError, TypeError):
        return False
    chained: bool = entry.seq == seq and entry.prev_hash == prev_hash
    return chained and text == entry.stored and entry.hash == link(prev_hash, entry.stored)
