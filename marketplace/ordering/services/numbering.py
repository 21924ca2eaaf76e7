"""Numbers of papers: taken and written down in the transaction of what they are for, so that none is missing."""

from __future__ import annotations

from typing import NamedTuple

from marketplace.db.numbering import next_number, spelled
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import HandoverId, OrderId, OrganisationId
from marketplace.ordering.models.papers import Paper
from marketplace.ordering.states import PaperKind


class Taken(NamedTuple):
    """A number that is taken and has still to be written down."""

    issuer_id: OrganisationId
    kind: PaperKind
    year: int
    sequence: int
    number: str  # 0142/SJ/XI/2026


def take_number(uow: UnitOfWork, kind: PaperKind, issuer_id: OrganisationId) -> Taken:
    """The issuer's next number of this kind and year (WIB); others wait until the transaction ends."""
    sequence = next_number(uow, issuer_id=issuer_id, kind=kind.value)
    return Taken(issuer_id, kind, uow.today.year, sequence, spelled(sequence, kind.value, uow.today))


def write_down(
    uow: UnitOfWork, taken: Taken, *, order_id: OrderId | None = None, handover_id: HandoverId | None = None
) -> Paper:
    return uow.add(Paper(**taken._asdict(), order_id=order_id, handover_id=handover_id, issued_at=uow.now))


def issue_paper(
    uow: UnitOfWork, kind: PaperKind, *, issuer_id: OrganisationId, handover_id: HandoverId
) -> Paper:
    """One more paper of a handover that has its first number already."""
    return write_down(uow, take_number(uow, kind, issuer_id), handover_id=handover_id)
