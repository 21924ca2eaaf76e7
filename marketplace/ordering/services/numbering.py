"""Numbers of papers: taken and written down in the transaction of what they are for, so that none is missing."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import insert

from marketplace.db.numbering import formatted, next_numbers
from marketplace.db.statements import run
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import HandoverId, OrderId, OrganisationId
from marketplace.ordering.models.papers import Paper
from marketplace.ordering.states import PaperKind

PAPERS = insert(Paper)


class TakenNumber(NamedTuple):
    """A number that is taken and has still to be written down."""

    issuer_id: OrganisationId
    kind: PaperKind
    year: int
    sequence: int
    number: str  # 0142/SJ/XI/2026
    order_id: OrderId | None = None
    handover_id: HandoverId | None = None


def take_numbers(
    uow: UnitOfWork, count: int, kind: PaperKind, issuer_id: OrganisationId
) -> list[TakenNumber]:
    """The issuer's next numbers of this kind and year (WIB); others wait until the transaction ends."""
    sequences = next_numbers(uow, count, issuer_id=issuer_id, kind=kind.value)
    day = uow.today
    return [TakenNumber(issuer_id, kind, day.year, one, formatted(one, kind.value, day)) for one in sequences]


def take_number(uow: UnitOfWork, kind: PaperKind, issuer_id: OrganisationId) -> TakenNumber:
    (taken,) = take_numbers(uow, 1, kind, issuer_id)
    return taken


def write_numbers(uow: UnitOfWork, *papers: TakenNumber) -> None:
    """Each of them says by now what it is the number of."""
    run(uow.session, PAPERS, [one._asdict() | {"issued_at": uow.now} for one in papers])


def issue_paper(
    uow: UnitOfWork, kind: PaperKind, *, issuer_id: OrganisationId, handover_id: HandoverId
) -> None:
    """One more paper of a handover that has its first number already."""
    write_numbers(uow, take_number(uow, kind, issuer_id)._replace(handover_id=handover_id))
