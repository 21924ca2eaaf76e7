"""Rows of several tables that wait for a review, as one queue: a page asks for its part, however long it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, Subquery, case, func, literal, or_, select, tuple_, union_all
from sqlalchemy.orm import Session

from marketplace.db.reading import Listing
from marketplace.kernel.ids import OrganisationId, UserId


class Waiting(NamedTuple):
    kind: str
    public_id: str
    maker: str
    detail: str
    submitted_at: datetime


class Standing(NamedTuple):
    """The place of a row, counted from one, among how many."""

    place: int
    all: int


@dataclass(frozen=True)
class Heap:
    """All of one kind that waits."""

    count: int
    late: int
    oldest: Waiting


@dataclass(frozen=True, kw_only=True)
class Narrow:
    """What of it is wanted: one kind, or what was submitted before a moment."""

    only: str = ""
    before: datetime | None = None


class WaitingList:
    """By kind, a select of public_id, producer_id, maker, detail, submitted_at and submitted_by. The oldest first."""

    def __init__(self, selects: Mapping[str, Listing]) -> None:
        self._all = union_all(*(_of_kind(kind, query) for kind, query in selects.items())).subquery("queue")
        columns = self._all.c
        self._row = columns.kind, columns.public_id, columns.maker, columns.detail, columns.submitted_at
        self._order = columns.submitted_at, columns.kind, columns.public_id
        self._key: Any = tuple_(*self._order)

    def select(self, narrow: Narrow) -> Listing:
        return self._narrowed(narrow, *self._row).order_by(*self._order)

    def find(self, session: Session, kind: str, public_id: str) -> Waiting | None:
        """None for what does not wait."""
        columns = self._all.c
        found = select(*self._row).where(columns.kind == kind, columns.public_id == public_id)
        return next(iter(_rows(session, found)), None)

    def around(
        self, session: Session, narrow: Narrow, row: Waiting, *, before: int, after: int
    ) -> tuple[Sequence[Waiting], Sequence[Waiting]]:
        """So many before and after this one, each in the queue's order."""
        down = [column.desc() for column in self._order]
        earlier = self._narrowed(narrow, *self._row).where(self._key < self._key_of(row)).order_by(*down)
        later = self.select(narrow).where(self._key > self._key_of(row))
        return _rows(session, earlier.limit(before))[::-1], _rows(session, later.limit(after))

    def standing(self, session: Session, narrow: Narrow, row: Waiting) -> Standing:
        earlier = func.count(case((self._key < self._key_of(row), 1)))
        place, count = session.execute(self._narrowed(narrow, earlier, func.count())).one()
        return Standing(place + 1, count)

    def following(
        self,
        session: Session,
        narrow: Narrow,
        row: Waiting,
        *,
        person: UserId | None,
        seated_in: Collection[OrganisationId],
    ) -> Waiting | None:
        """What this person may answer next: after this one, else the first that is left."""
        columns, mine = self._all.c, self._key_of(row)
        turn = case((self._key > mine, 0), else_=1)
        others = self._narrowed(narrow, *self._row).where(
            self._key != mine,
            or_(columns.submitted_by.is_(None), columns.submitted_by != person),
            columns.producer_id.not_in(seated_in),
        )
        return next(iter(_rows(session, others.order_by(turn, *self._order).limit(1))), None)

    def heaps(self, session: Session, *, late_before: datetime) -> Mapping[str, Heap]:
        """How much of each kind waits, and its oldest: one statement."""
        columns = self._all.c
        late = case((columns.submitted_at < late_before, 1), else_=0)
        numbered = select(
            *self._row,
            func.count().over(partition_by=columns.kind).label("count"),
            func.sum(late).over(partition_by=columns.kind).label("late"),
            func.row_number().over(partition_by=columns.kind, order_by=self._order).label("place"),
        ).subquery()
        firsts = session.execute(select(numbered).where(numbered.c.place == 1))
        return {row[0]: Heap(count, int(many), Waiting(*row)) for *row, count, many, _ in firsts}

    def count(self, session: Session) -> int:
        return session.scalar(select(func.count()).select_from(self._all)) or 0

    def _narrowed(self, narrow: Narrow, *columns: Any) -> Select[Any]:
        query = select(*columns).select_from(self._all)
        if narrow.only:
            query = query.where(self._all.c.kind == narrow.only)
        if narrow.before is not None:
            query = query.where(self._all.c.submitted_at < narrow.before)
        return query

    def _key_of(self, row: Waiting) -> Any:
        values = zip((row.submitted_at, row.kind, row.public_id), self._order, strict=True)
        return tuple_(*(literal(value, column.type) for value, column in values))


def _of_kind(kind: str, query: Listing) -> Select[Any]:
    rows: Subquery = query.subquery()
    return select(literal(kind).label("kind"), rows).where(rows.c.submitted_at.is_not(None))


def _rows(session: Session, query: Listing) -> list[Waiting]:
    return [Waiting(*row) for row in session.execute(query)]
