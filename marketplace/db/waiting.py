"""Rows of several tables that wait for a review, as one queue: a page asks for its part, however long it is."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple, Protocol

from sqlalchemy import (
    Integer,
    String,
    Subquery,
    case,
    column,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import Session

from marketplace.db.base import UtcDateTime
from marketplace.db.keyset import Sort
from marketplace.db.listing import AnySelect, Listing, Row, by, col, where
from marketplace.kernel.ids import OrganisationId, UserId

KIND: Any = column("kind", String)
PUBLIC_ID: Any = column("public_id", String)
MAKER, DETAIL = column("maker", String), column("detail", String)
SUBMITTED_AT: Any = column("submitted_at", UtcDateTime)
SUBMITTED_BY: Any = column("submitted_by", Integer)
PRODUCER_ID: Any = column("producer_id", Integer)


def queue_of(selects: Mapping[str, AnySelect]) -> Subquery:
    """By kind, a select of public_id, producer_id, maker, detail, submitted_at and submitted_by."""
    of_kinds = []
    for kind, query in selects.items():
        rows = query.subquery()
        of_kinds.append(
            select(literal(kind).label("kind"), rows).where(rows.c.submitted_at.is_not(None)),
        )
    return union_all(*of_kinds).subquery("queue")


class Waiting(Row):
    """Two kinds may have an equal `public_id`; `key` is one row's alone."""

    key = col(KIND + "." + PUBLIC_ID)
    kind = col(KIND)
    public_id = col(PUBLIC_ID)
    maker = col(MAKER)
    detail = col(DETAIL)
    submitted_at = col(SUBMITTED_AT)


class Queued(Protocol):
    """What of a row says where it is."""

    @property
    def kind(self) -> str: ...
    @property
    def public_id(self) -> str: ...
    @property
    def submitted_at(self) -> datetime: ...


class QueuePosition(NamedTuple):
    """The place of a row, counted from one, among how many."""

    place: int
    all: int


@dataclass(frozen=True)
class WaitingKind:
    """All of one kind that waits."""

    count: int
    late: int
    oldest: Waiting


class WaitingList(Listing[Waiting]):
    """The oldest first: of one kind, or what was submitted before a moment. Its `source` is a `queue_of`."""

    sort = by(SUBMITTED_AT, KIND, PUBLIC_ID)
    named_by = "key"

    only: str = where(KIND, default="")
    before: datetime | None = where(lambda moment: moment > SUBMITTED_AT)

    def find(self, session: Session, kind: str, public_id: str) -> Waiting | None:
        """None for what does not wait."""
        return next(iter(self.rows(session, kind == KIND, public_id == PUBLIC_ID)), None)

    def around(
        self, session: Session, row: Queued, *, before: int, after: int
    ) -> tuple[Sequence[Waiting], Sequence[Waiting]]:
        """So many before and after this one, each in the queue's order."""
        earlier, later = (self.sort.beyond(_place(row), back=back) for back in (True, False))
        found = self.rows(session, earlier, by=self.sort._replace(down=True), limit=before)
        return found[::-1], self.rows(session, later, limit=after)

    def status(self, session: Session, row: Queued) -> QueuePosition:
        earlier = func.count(case((self.sort.beyond(_place(row), back=True), 1)))
        query = select(earlier, func.count()).select_from(self.source).where(*self.rules())
        place, count = session.execute(query).one()
        return QueuePosition(place + 1, count)

    def following(
        self, session: Session, row: Queued, *, person: UserId | None, seated_in: Collection[OrganisationId]
    ) -> Waiting | None:
        """What this person may answer next: after this one, else the first that is left."""
        turn = case((self.sort.beyond(_place(row), back=False), 0), else_=1)
        others = self.rows(
            session,
            or_(row.kind != KIND, row.public_id != PUBLIC_ID),
            or_(SUBMITTED_BY.is_(None), person != SUBMITTED_BY),
            PRODUCER_ID.not_in(seated_in),
            by=Sort((turn, *self.sort.columns)),
            limit=1,
        )
        return next(iter(others), None)

    def by_kind(self, session: Session, *, late_before: datetime) -> Mapping[str, WaitingKind]:
        """How much of each kind waits, and its oldest: one statement."""
        late = case((late_before > SUBMITTED_AT, 1), else_=0)
        numbered = (
            self.select()
            .add_columns(
                func.count().over(partition_by=KIND),
                func.sum(late).over(partition_by=KIND),
                func.row_number().over(partition_by=KIND, order_by=self.sort.columns).label("place"),
            )
            .order_by(None)
            .subquery()
        )
        firsts = session.execute(select(numbered).where(numbered.c.place == 1))
        found = [(Waiting.of(*row), count, many) for *row, count, many, _ in firsts]
        return {oldest.kind: WaitingKind(count, int(many), oldest) for oldest, count, many in found}


def _place(row: Queued) -> Sequence[object]:
    return row.submitted_at, row.kind, row.public_id
