"""The one queue of all that officials look over, in the words of a page."""

from __future__ import annotations

from collections.abc import Container, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from marketplace.db.reading import Listing
from marketplace.db.uow import UnitOfWork
from marketplace.db.waiting import Narrow, Standing, Waiting, WaitingList
from marketplace.kernel import workdays
from marketplace.kernel.clock import WIB, day_of
from marketplace.places import calendar
from marketplace.web.office.subjects.base import PROMISE, SUBJECTS, Item

BEFORE, AFTER = 2, 4  # neighbours that a page shows
WAITING = WaitingList({kind: subject.waiting() for kind, subject in SUBJECTS.items()})


@dataclass(frozen=True)
class Heap:
    """All of one kind that waits."""

    kind: str
    count: int
    late: int
    oldest: Item


@dataclass(frozen=True, kw_only=True)
class Queue:
    """What waits, the oldest first; narrowed to one kind, or to what is past its promise."""

    today: date
    holidays: Container[date]
    only: str = ""
    late: bool = False

    @property
    def narrow(self) -> Narrow:
        return Narrow(only=self.only, before=late_before(self.today, self.holidays) if self.late else None)

    def select(self) -> Listing:
        return WAITING.select(self.narrow)

    def around(self, uow: UnitOfWork, item: Item) -> tuple[Sequence[Item], Sequence[Item]]:
        """The items before and after this one that its page shows, each in the queue's order."""
        before, after = WAITING.around(uow.session, self.narrow, _row(item), before=BEFORE, after=AFTER)
        return [item_of(uow, *row) for row in before], [item_of(uow, *row) for row in after]

    def standing(self, uow: UnitOfWork, item: Item) -> Standing:
        return WAITING.standing(uow.session, self.narrow, _row(item))

    def following(self, uow: UnitOfWork, item: Item) -> Item | None:
        """The next one, without what the visitor handed in or a business they sit in: others answer that."""
        seated_in = {seat.at for seat in uow.actor.seats}
        found = WAITING.following(
            uow.session, self.narrow, _row(item), person=uow.actor.user_id, seated_in=seated_in
        )
        return found and item_of(uow, *found)


def find_item(uow: UnitOfWork, kind: str, public_id: str) -> Item | None:
    """None for what does not wait."""
    found = WAITING.find(uow.session, kind, public_id)
    return found and item_of(uow, *found)


def heaps(uow: UnitOfWork) -> Sequence[Heap]:
    """How much of each kind waits, and since when."""
    found = WAITING.heaps(uow.session, late_before=late_before(uow.today, calendar.holidays(uow.session)))
    return [
        Heap(kind, heap.count, heap.late, item_of(uow, *heap.oldest))
        for kind in SUBJECTS
        if (heap := found.get(kind)) is not None
    ]


def count_waiting(uow: UnitOfWork) -> int:
    return WAITING.count(uow.session)


def late_before(today: date, holidays: Container[date]) -> datetime:
    """What was submitted before this moment is past its promise."""
    day = today
    while workdays.workdays_after(day, PROMISE, holidays) >= today:
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time.min, tzinfo=WIB)


def item_of(
    uow: UnitOfWork, kind: str, public_id: str, maker: str, detail: str, submitted_at: datetime
) -> Item:
    due = calendar.workdays_after(uow.session, day_of(submitted_at), PROMISE)
    return Item(kind, public_id, maker, SUBJECTS[kind].said(detail), submitted_at, due)


def _row(item: Item) -> Waiting:
    return Waiting(item.kind, item.public_id, item.maker, "", item.submitted_at)
