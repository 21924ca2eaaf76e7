"""One queue of all that officials look over, as one select: a page asks for its part, however long the queue is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, case, func, literal, or_, select, tuple_, union_all

from marketplace.db.reading import Listing
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import WIB
from marketplace.kernel.labels import Label
from marketplace.kernel.workdays import workdays_after
from marketplace.web.office.subjects.base import PROMISE, SUBJECTS, Item, Subject

BEFORE, AFTER = 2, 4  # neighbours that a page shows


def _waiting(kind: str, subject: Subject) -> Select[Any]:
    rows = subject.waiting().subquery()
    return select(literal(kind).label("kind"), rows).where(rows.c.submitted_at.is_not(None))


ALL = union_all(*(_waiting(kind, subject) for kind, subject in SUBJECTS.items())).subquery("queue")
ROW = ALL.c.kind, ALL.c.public_id, ALL.c.maker, ALL.c.detail, ALL.c.submitted_at
KEY = ALL.c.submitted_at, ALL.c.kind, ALL.c.public_id


class Standing(NamedTuple):
    """The place of an item, counted from one, among how many."""

    place: int
    all: int


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
    only: str = ""
    late: bool = False

    def select(self) -> Listing:
        return self._narrowed(*ROW).order_by(*KEY)

    def around(self, uow: UnitOfWork, item: Item) -> tuple[Sequence[Item], Sequence[Item]]:
        """The items before and after this one that its page shows, each in the queue's order."""
        down = [column.desc() for column in KEY]
        before = self._narrowed(*ROW).where(_key() < _key_of(item)).order_by(*down).limit(BEFORE)
        after = self.select().where(_key() > _key_of(item)).limit(AFTER)
        return _items(uow, before)[::-1], _items(uow, after)

    def standing(self, uow: UnitOfWork, item: Item) -> Standing:
        earlier = func.count(case((_key() < _key_of(item), 1)))
        place, count = uow.session.execute(self._narrowed(earlier, func.count())).one()
        return Standing(place + 1, count)

    def following(self, uow: UnitOfWork, item: Item) -> Item | None:
        """What the visitor may answer next: after this one, else the first that is left."""
        turn = case((_key() > _key_of(item), 0), else_=1)
        others = self.select().where(_key() != _key_of(item), _not_own(uow))
        found = _items(uow, others.order_by(None).order_by(turn, *KEY).limit(1))
        return found[0] if found else None

    def _narrowed(self, *columns: Any) -> Select[Any]:
        query = select(*columns).select_from(ALL)
        if self.only:
            query = query.where(ALL.c.kind == self.only)
        if self.late:
            query = query.where(ALL.c.submitted_at < late_before(self.today))
        return query


def find_item(uow: UnitOfWork, kind: str, public_id: str) -> Item | None:
    """None for what does not wait."""
    found = _items(uow, select(*ROW).where(ALL.c.kind == kind, ALL.c.public_id == public_id))
    return found[0] if found else None


def heaps(uow: UnitOfWork) -> Sequence[Heap]:
    """How much of each kind waits, and since when: one statement."""
    is_late = case((ALL.c.submitted_at < late_before(uow.today), 1), else_=0)
    numbered = select(
        *ROW,
        func.count().over(partition_by=ALL.c.kind).label("count"),
        func.sum(is_late).over(partition_by=ALL.c.kind).label("late"),
        func.row_number().over(partition_by=ALL.c.kind, order_by=KEY).label("place"),
    ).subquery()
    firsts = select(numbered).where(numbered.c.place == 1)
    found = {
        row[0]: Heap(row[0], count, int(late), item_of(*row))
        for *row, count, late, _ in uow.session.execute(firsts)
    }
    return [found[kind] for kind in SUBJECTS if kind in found]


def count_waiting(uow: UnitOfWork) -> int:
    return uow.session.scalar(select(func.count()).select_from(ALL)) or 0


def late_before(today: date) -> datetime:
    """What was submitted before this moment is past its promise."""
    day = today
    while workdays_after(day, PROMISE) >= today:
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), datetime.min.time(), tzinfo=WIB)


def item_of(kind: str, public_id: str, maker: str, detail: str, submitted_at: datetime) -> Item:
    what: Label = SUBJECTS[kind].said(detail)
    return Item(kind, public_id, maker, what, submitted_at)


def _items(uow: UnitOfWork, query: Listing) -> list[Item]:
    return [item_of(*row) for row in uow.session.execute(query)]


def _key() -> Any:
    return tuple_(*KEY)


def _key_of(item: Item) -> Any:
    values = (item.submitted_at, item.kind, item.public_id)
    return tuple_(*(literal(value, column.type) for value, column in zip(values, KEY, strict=True)))


def _not_own(uow: UnitOfWork) -> ColumnElement[bool]:
    """Nobody answers what they handed in, nor for a business they sit in."""
    seated = {seat.at for seat in uow.actor.seats}
    handed_in = or_(ALL.c.submitted_by.is_(None), ALL.c.submitted_by != uow.actor.user_id)
    return handed_in & ALL.c.producer_id.not_in(seated)
