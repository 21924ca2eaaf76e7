"""What a maker's record keeps of its owners as persons: sealed numbers, and who has read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from marketplace.accounts.models import Organisation, Seat
from marketplace.accounts.queries import is_live
from marketplace.db.personal import PersonalFact, PersonalRecords
from marketplace.db.uow import UnitOfWork
from marketplace.journal.models import JournalEntry
from marketplace.journal.queries import EntryList, EntryRow
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import OWNER
from marketplace.producers.events import PersonalNumberRevealed
from marketplace.producers.models import Producer
from marketplace.producers.numbers import PersonalNumber

LOCKED, ABSENT = _l("tersimpan terkunci"), _l("tidak ada")


@dataclass(frozen=True)
class RevealedNumber:
    """Somebody had a personal number shown in full: whose, which, and why, never the number."""

    at: datetime
    who: str | None
    subject_id: int
    whose: str | None
    field: str
    reason: str


def readings(session: Session, producer_id: int | None = None) -> Sequence[RevealedNumber]:
    """Whose personal numbers were seen by whom, newest first; of one maker, or of all."""
    kind, action = PersonalNumberRevealed.subject_kind, PersonalNumberRevealed.action
    query = EntryList(subject_kind=kind, subject_id=producer_id, action=action).select()
    whose = aliased(Organisation)
    query = query.add_columns(whose.name).outerjoin(whose, whose.id == JournalEntry.subject_id)
    found = [(EntryRow.of(*values), name) for *values, name in session.execute(query)]
    return [
        RevealedNumber(
            at=entry.at,
            who=entry.who,
            subject_id=entry.subject_id,
            whose=name,
            field=entry.payload["field"],
            reason=entry.reason or "",
        )
        for entry, name in found
    ]


def numbers(uow: UnitOfWork) -> PersonalRecords:
    """Whether there are any, for each business the person owns; what they are is shown behind its own door."""
    rows = [
        (
            PersonalFact("organisation", _l("Usaha"), name),
            *(
                PersonalFact(
                    kind.value, kind.label, LOCKED if getattr(producer, f"{kind.value}_mark") else ABSENT
                )
                for kind in PersonalNumber
            ),
        )
        for producer, name in _mine(uow)
    ]
    return PersonalRecords("numbers", _l("Nomor pribadi pada usaha Anda"), rows)


def seen(uow: UnitOfWork) -> PersonalRecords:
    """Who had one of these numbers shown in full, when, and why."""
    rows = [
        (
            PersonalFact("organisation", _l("Usaha"), name),
            PersonalFact("number", _l("Nomor"), PersonalNumber(reading.field).label),
            PersonalFact("at", _l("Dilihat"), reading.at),
            PersonalFact("by", _l("Oleh"), reading.who),
            PersonalFact("reason", _l("Alasan"), reading.reason),
        )
        for producer, name in _mine(uow)
        for reading in readings(uow.session, producer.id)
    ]
    return PersonalRecords("seen", _l("Siapa yang melihat nomor itu"), rows)


def _mine(uow: UnitOfWork) -> list[tuple[Producer, str]]:
    query = (
        select(Producer, Organisation.name)
        .join(Organisation, Organisation.id == Producer.id)
        .join(Seat, Seat.organisation_id == Producer.id)
        .where(Seat.user_id == uow.actor.user_id, Seat.role == OWNER, is_live(uow.now))
        .order_by(Producer.id)
    )
    return [(producer, name) for producer, name in uow.session.execute(query)]


SOURCES = (numbers, seen)
