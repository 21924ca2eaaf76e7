"""Differences between what a maker sent and what the shop took or counted: the maker's to answer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.money import Rupiah
from marketplace.ordering.models.differences import HandoverDifference
from marketplace.ordering.models.handovers import Handover, HandoverLine


class OpenDifference(NamedTuple):
    public_id: str
    number: str
    partner: str
    answer_by: datetime


class LineDiffers(NamedTuple):
    """A line before and after, in units that the shop takes or pays for, and rupiah (of consigned goods once sold)."""

    line: HandoverLine
    before: int
    after: int

    @property
    def units(self) -> int:
        return self.before - self.after

    def worth(self, units: int) -> Rupiah:
        return Rupiah(units * self.line.unit_price)


def differences_to_answer(
    session: Session, producer_id: ProducerId, now: datetime
) -> Sequence[OpenDifference]:
    """Those whose days are not over, the nearest deadline first; later ones may still be objected to."""
    query = (
        select(Handover.public_id, Handover.number, Organisation.name, HandoverDifference.answer_by)
        .join(Handover, Handover.id == HandoverDifference.handover_id)
        .join(Organisation, Organisation.id == Handover.partner_id)
        .where(
            Handover.producer_id == producer_id,
            HandoverDifference.answer.is_(None),
            HandoverDifference.answer_by >= now,
        )
        .order_by(HandoverDifference.answer_by, Handover.id)
    )
    return [OpenDifference(*row) for row in session.execute(query)]


def difference_of(session: Session, handover: Handover) -> HandoverDifference | None:
    return session.get(HandoverDifference, handover.id) if handover.differs else None


def rest_of(session: Session, handover: Handover) -> Handover | None:
    """What the maker objected with: the units that only it stands by."""
    return session.scalars(select(Handover).filter_by(rest_of_id=handover.id)).one_or_none()


def lines_that_differ(handover: Handover) -> Sequence[LineDiffers]:
    found = []
    for line in handover.lines:
        if line.rejected:
            found.append(LineDiffers(line, line.brought, line.accepted or 0))
        if line.differs:
            after = line.owed_units(handover.loss_on)
            found.append(LineDiffers(line, after + line.differs, after))
    return found
