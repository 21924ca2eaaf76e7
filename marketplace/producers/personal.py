"""What a maker's record keeps of its owners as persons: sealed numbers, and who has read them."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.accounts.models import Organisation, Seat
from marketplace.accounts.queries import is_live
from marketplace.db.personal import Fact, Kept
from marketplace.db.uow import UnitOfWork
from marketplace.journal.queries import readings
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import OWNER
from marketplace.producers.models import Producer
from marketplace.producers.numbers import PersonalNumber

LOCKED, ABSENT = _l("tersimpan terkunci"), _l("tidak ada")


def numbers(uow: UnitOfWork) -> Kept:
    """Whether there are any, for each business the person owns; what they are is shown behind its own door."""
    rows = [
        (
            Fact("organisation", _l("Usaha"), name),
            *(
                Fact(kind.value, kind.label, LOCKED if getattr(producer, f"{kind.value}_sealed") else ABSENT)
                for kind in PersonalNumber
            ),
        )
        for producer, name in _mine(uow)
    ]
    return Kept("numbers", _l("Nomor pribadi pada usaha Anda"), rows)


def seen(uow: UnitOfWork) -> Kept:
    """Who had one of these numbers shown in full, when, and why."""
    rows = [
        (
            Fact("organisation", _l("Usaha"), name),
            Fact("number", _l("Nomor"), PersonalNumber(reading.field).label),
            Fact("at", _l("Dilihat"), reading.at),
            Fact("by", _l("Oleh"), reading.who),
            Fact("reason", _l("Alasan"), reading.reason),
        )
        for producer, name in _mine(uow)
        for reading in readings(uow.session, producer.id)
    ]
    return Kept("seen", _l("Siapa yang melihat nomor itu"), rows)


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
