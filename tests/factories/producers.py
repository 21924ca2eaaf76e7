"""Makers and people for tests: an approved micro maker of chips in Iring Mulyo, unless told otherwise."""

from itertools import count
from typing import Any

from sqlalchemy.orm import Session

from marketplace.accounts.models import Seat, User
from marketplace.kernel import roles
from marketplace.kernel.ids import OrganisationId, ProducerId
from marketplace.kernel.names import same_name
from marketplace.kernel.review import APPROVED
from marketplace.producers.models import Producer, ProducerAccount, Scale
from tests.conftest import NOW
from tests.factories.partners import make_organisation

numbers = count(1)


def make_person(session: Session, **given: Any) -> User:
    number = next(numbers)
    person = User(
        **{"name": f"Orang {number}", "email": f"orang{number}@contoh.test", "created_at": NOW} | given
    )
    session.add(person)
    session.commit()
    return person


def make_seat(session: Session, person: User, producer: Producer, role: roles.Role = roles.OWNER) -> Seat:
    seat = Seat(user_id=person.id, organisation_id=OrganisationId(producer.id), role=role, from_at=NOW)
    session.add(seat)
    session.commit()
    return seat


def make_producer(session: Session, *, name: str | None = None, **given: Any) -> Producer:
    number = next(numbers)
    organisation = make_organisation(session, roles.PRODUCER, **({"name": name} if name else {}))
    producer = Producer(
        **{
            "id": organisation.id,
            "slug": f"produsen-{number}",
            "same_name": same_name(organisation.name),
            "nib": f"{number:013}",
            "scale": Scale.MICRO,
            "kbli_code": "10794",
            "address": "Gg. Contoh 7",
            "kelurahan_code": "18.72.04.1003",
            "whatsapp": "+6281234567890",
            "state": APPROVED,
        }
        | given
    )
    session.add(producer)
    session.commit()
    return producer


def make_account(session: Session, producer_id: ProducerId, ending: str = "7890") -> ProducerAccount:
    """Of a number that nobody opens."""
    account = ProducerAccount(
        producer_id=producer_id,
        bank_name="Bank Lampung",
        bank_holder="Tini",
        account_sealed="x",
        account_mark="x",
        ending=ending,
        qris_id=None,
        written_by=None,
        written_at=NOW,
    )
    session.add(account)
    session.commit()
    return account
