"""The calendar of memoranda that end: month by month, who was told of it and who can be, and what follows."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import Organisation
from marketplace.accounts.recipients import owners_of
from marketplace.kernel.ids import OrganisationId, PartnerId
from marketplace.kernel.period import Month
from marketplace.partners.models import Mou, MouReminder
from marketplace.partners.states import DRAFT, ENDED, MouState

MONTHS, LAST = 12, Month(2099, 12)


class Successor(NamedTuple):
    public_id: str
    number: str
    starts_on: date
    signed: bool


class SentReminder(NamedTuple):
    """So many days before the end, and when that was."""

    days: int
    at: datetime


@dataclass(frozen=True)
class Renewal:
    """`readers` are the owners that a letter reaches; none of them means that somebody has to call."""

    public_id: str
    number: str
    partner: str
    partner_public_id: str
    last_day: date
    state: MouState
    readers: Sequence[str]
    reminders: Sequence[SentReminder]
    successor: Successor | None

    @property
    def settled(self) -> bool:
        """Nobody has to do anything: the next one is signed, or this one was ended on purpose."""
        return self.state is ENDED or (self.successor is not None and self.successor.signed)


def renewals(session: Session, first: Month) -> Mapping[Month, Sequence[Renewal]]:
    """What ends in the twelve months from the first on, each month in the order of the days; empty months too."""
    months = [first]
    while len(months) < MONTHS and months[-1] < LAST:
        months.append(months[-1].next)
    found = _ending(session, months[0].first_day, months[-1].last_day)
    readers = owners_of(session, {OrganisationId(mou.partner_id) for mou, _, _ in found})
    reminders, after = _reminders(session, found), _after(session, found)
    calendar: dict[Month, list[Renewal]] = {month: [] for month in months}
    for mou, partner, partner_public_id in found:
        last_day = mou.ended_on or mou.ends_on
        row = Renewal(
            public_id=mou.public_id,
            number=mou.number,
            partner=partner,
            partner_public_id=partner_public_id,
            last_day=last_day,
            state=mou.state,
            readers=[reader.name for reader in readers.get(OrganisationId(mou.partner_id), ())],
            reminders=reminders[mou.id],
            successor=_successor(mou, after[mou.partner_id]),
        )
        calendar[Month.of(last_day)].append(row)
    return calendar


Ending = tuple[Mou, str, str]


def _ending(session: Session, first: date, last: date) -> Sequence[Ending]:
    last_day = func.coalesce(Mou.ended_on, Mou.ends_on)
    query = (
        select(Mou, Organisation.name, Organisation.public_id)
        .join(Organisation, Organisation.id == Mou.partner_id)
        .where(Mou.state != DRAFT, Mou.amends_id.is_(None), last_day.between(first, last))
        .where(last_day >= Mou.starts_on)
        .order_by(last_day, Mou.id)
    )
    return [(mou, name, public_id) for mou, name, public_id in session.execute(query)]


def _reminders(session: Session, found: Sequence[Ending]) -> Mapping[int, Sequence[SentReminder]]:
    query = select(MouReminder).where(MouReminder.mou_id.in_([mou.id for mou, _, _ in found]))
    reminders: dict[int, list[SentReminder]] = defaultdict(list)
    for row in session.scalars(query.order_by(MouReminder.told_at, MouReminder.days.desc())):
        reminders[row.mou_id].append(SentReminder(row.days, row.told_at))
    return reminders


def _after(session: Session, found: Sequence[Ending]) -> Mapping[PartnerId, Sequence[Mou]]:
    """What else each of these partners has, signed first."""
    partners = {mou.partner_id for mou, _, _ in found}
    query = (
        select(Mou)
        .where(Mou.partner_id.in_(partners), Mou.amends_id.is_(None), Mou.state != ENDED)
        .where(Mou.discarded_on.is_(None))
        .order_by((Mou.state == DRAFT), Mou.starts_on, Mou.id)
    )
    after: dict[PartnerId, list[Mou]] = defaultdict(list)
    for mou in session.scalars(query):
        after[mou.partner_id].append(mou)
    return after


def _successor(mou: Mou, others: Sequence[Mou]) -> Successor | None:
    later = (other for other in others if other.id != mou.id and other.starts_on > mou.starts_on)
    other = next(later, None)
    if other is None:
        return None
    return Successor(other.public_id, other.number, other.starts_on, other.accepted_on is not None)
