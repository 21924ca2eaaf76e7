"""The one queue of all that officials look over, in the words of a page."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from marketplace.db.uow import UnitOfWork
from marketplace.db.waiting import Waiting, WaitingList, queue_of
from marketplace.kernel import workdays
from marketplace.kernel.clock import WIB, day_of
from marketplace.places import calendar
from marketplace.web.office.subjects.base import PROMISE, SUBJECTS, Item

BEFORE, AFTER = 2, 4  # neighbours that a page shows


@dataclass(frozen=True)
class QueueSummary:
    """All of one kind that waits."""

    kind: str
    count: int
    late: int
    oldest: Item


class Queue(WaitingList):
    """What waits, narrowed to one kind, or to what is past its promise."""

    source = queue_of({kind: subject.waiting() for kind, subject in SUBJECTS.items()})

    @property
    def late(self) -> bool:
        return self.before is not None

    def neighbours(self, uow: UnitOfWork, item: Item) -> tuple[Sequence[Item], Sequence[Item]]:
        """The items before and after this one that its page shows, each in the queue's order."""
        before, after = self.around(uow.session, item, before=BEFORE, after=AFTER)
        return [item_of(uow, row) for row in before], [item_of(uow, row) for row in after]

    def next_item(self, uow: UnitOfWork, item: Item) -> Item | None:
        """The next one, without what the visitor handed in or a business they sit in: others answer that."""
        seated_in = {seat.at for seat in uow.actor.seats}
        found = self.following(uow.session, item, person=uow.actor.user_id, seated_in=seated_in)
        return item_of(uow, found) if found else None


def find_item(uow: UnitOfWork, kind: str, public_id: str) -> Item | None:
    """None for what does not wait."""
    found = Queue().find(uow.session, kind, public_id)
    return item_of(uow, found) if found else None


def summaries(uow: UnitOfWork) -> Sequence[QueueSummary]:
    """How much of each kind waits, and since when."""
    found = Queue().by_kind(uow.session, late_before=late_before(uow.today, calendar.holidays(uow.session)))
    return [
        QueueSummary(kind, summary.count, summary.late, item_of(uow, summary.oldest))
        for kind in SUBJECTS
        if (summary := found.get(kind)) is not None
    ]


def count_waiting(uow: UnitOfWork) -> int:
    return Queue().count(uow.session)


def late_before(today: date, holidays: Container[date]) -> datetime:
    """What was submitted before this moment is past its promise."""
    day = today
    while workdays.workdays_after(day, PROMISE, holidays) >= today:
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=WIB)


def item_of(uow: UnitOfWork, row: Waiting) -> Item:
    due = calendar.workdays_after(uow.session, day_of(row.submitted_at), PROMISE)
    return Item(
        row.kind, row.public_id, row.maker, SUBJECTS[row.kind].title(row.detail), row.submitted_at, due
    )
