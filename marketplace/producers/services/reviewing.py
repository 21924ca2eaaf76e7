"""A maker's profile goes to the officials and comes back."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.db import review
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.labels import _l
from marketplace.producers import policies
from marketplace.producers.events import ProducerReviewed, ProducerSubmitted
from marketplace.producers.models import LocalityBasis, Producer
from marketplace.producers.profile import missing
from marketplace.producers.queries import local_on
from marketplace.producers.services.locality_and_holds import record_locality


def submit_producer(uow: UnitOfWork, producer_id: ProducerId) -> Producer:
    """Refused until the profile is complete, naming what is missing."""
    producer = uow.get(Producer, producer_id, lock=True)
    uow.demand(policies.SUBMIT, producer)
    if parts := [name for _, name in missing(producer)]:
        raise Refused(_l("Belum dapat diajukan. Lengkapi: %(parts)s.", parts=", ".join(parts)))
    review.submit(uow, producer)
    uow.emit(ProducerSubmitted(producer_id=producer.id))
    return producer


def approve_producer(uow: UnitOfWork, producer_id: ProducerId) -> Producer:
    """The reviewer saw an address in the city, so from today the maker is local, unless it already was."""
    producer = _reviewed(uow, producer_id)
    review.approve(uow, producer, of=producer.id)
    if not local_on(uow.session, producer.id, uow.today):
        record_locality(uow, producer.id, basis=LocalityBasis.NIB_ADDRESS, from_on=uow.today)
    return _answer(uow, producer, "approved")


def return_producer(
    uow: UnitOfWork, producer_id: ProducerId, *, notes: Mapping[str, str], reason: str = ""
) -> Producer:
    """`notes` says per field what to mend; without any, a reason is needed."""
    producer = _reviewed(uow, producer_id)
    if not notes and not reason:
        raise Refused(_l("Tulis apa yang perlu diperbaiki."), field="reason")
    review.return_with_notes(uow, producer, of=producer.id, notes=dict(notes), reason=reason or None)
    return _answer(uow, producer, "returned", reason)


def reject_producer(uow: UnitOfWork, producer_id: ProducerId, *, reason: str) -> Producer:
    producer = _reviewed(uow, producer_id)
    review.reject(uow, producer, of=producer.id, reason=reason)
    return _answer(uow, producer, "rejected", reason)


def _reviewed(uow: UnitOfWork, producer_id: ProducerId) -> Producer:
    producer = uow.get(Producer, producer_id, lock=True)
    uow.demand(policies.REVIEW, producer)
    return producer


def _answer(uow: UnitOfWork, producer: Producer, outcome: str, reason: str = "") -> Producer:
    uow.emit(ProducerReviewed(producer_id=producer.id, outcome=outcome, reason=reason))
    return producer
