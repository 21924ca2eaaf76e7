"""Differences between what one side wrote and the other answered: the writer's to answer."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.states import HandoverKind


class OpenDifference(NamedTuple):
    """`other` is the name of the side that answered otherwise."""

    public_id: str
    number: str
    kind: HandoverKind
    other: str
    answer_by: datetime


class DiffersIn(StrEnum):
    TAKEN, SOLD, BACK = "taken", "sold", "back"


class LineDiffers(NamedTuple):
    """Units of a line as it was sent and as it was answered, and rupiah (of consigned goods once sold).

    The lower of both is booked; the rest waits.
    """

    line: HandoverLine
    what: DiffersIn
    before: int
    after: int

    @property
    def units(self) -> int:
        """Below zero where the answer is the higher one."""
        return self.before - self.after

    @property
    def booked(self) -> int:
        return min(self.before, self.after)

    def worth(self, units: int) -> Rupiah:
        return Rupiah(units * self.line.unit_price)


def differences_to_answer(
    session: Session, issuer_id: OrganisationId, now: datetime
) -> Sequence[OpenDifference]:
    """Those whose days are not over, the nearest deadline first; later ones may still be objected to."""
    other = case((Handover.producer_id == issuer_id, Handover.partner_id), else_=Handover.producer_id)
    query = (
        select(
            Handover.public_id,
            Handover.number,
            Handover.kind,
            Organisation.name,
            HandoverDifference.answer_by,
        )
        .join(Handover, Handover.id == HandoverDifference.handover_id)
        .join(Organisation, Organisation.id == other)
        .where(
            Handover.issuer_id == issuer_id,
            HandoverDifference.answer.is_(None),
            HandoverDifference.answer_by >= now,
        )
        .order_by(HandoverDifference.answer_by, Handover.id)
    )
    return [OpenDifference(*row) for row in session.execute(query)]


def difference_of(session: Session, handover: Handover) -> HandoverDifference | None:
    return session.get(HandoverDifference, handover.id) if handover.differs else None


def rests_of(session: Session, handover: Handover) -> Sequence[Handover]:
    """What became handovers of their own: units that only one side stood by."""
    query = select(Handover).filter_by(rest_of_id=handover.id)
    return session.scalars(query.order_by(Handover.id)).all()


def lines_that_differ(handover: Handover) -> Sequence[LineDiffers]:
    return [found for line in handover.lines for found in _of_line(handover, line)]


def answered_value(handover: Handover) -> Rupiah:
    """Rupiah that the shop would owe by what was answered: what is booked, and what it says beyond that."""
    lines = lines_that_differ(handover)
    beyond = sum(one.worth(one.after - one.booked) for one in lines if moves_money(handover, one))
    return Rupiah(handover.value + beyond)


def moves_money(handover: Handover, one: LineDiffers) -> bool:
    """Consigned goods that come or go back cost nothing yet."""
    return one.what is DiffersIn.SOLD or not handover.consigned


def _of_line(handover: Handover, line: HandoverLine) -> Iterator[LineDiffers]:
    if line.rejected or line.beyond:
        yield LineDiffers(line, DiffersIn.TAKEN, line.brought, (line.accepted or 0) + line.beyond)
    if line.differs:
        back = handover.kind is HandoverKind.RETURN
        booked = line.taken_back if back else line.owed_units(handover.loss_on)
        before, after = booked + max(0, line.differs), booked + max(0, -line.differs)
        yield LineDiffers(line, DiffersIn.BACK if back else DiffersIn.SOLD, before, after)
