"""Places that were taken from one source faster than people type."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.db.listing import Row, col
from marketplace.outreach.models import Attendance
from marketplace.outreach.states import REGISTERED, WAITLISTED

MANY = 8
A_FORM_TAKES = timedelta(minutes=1)  # on average, of one connection that several people share


class Flood(Row):
    source = col(Attendance.source)
    places: int = col(func.count())
    first_at: datetime = col(func.min(Attendance.registered_at))
    last_at: datetime = col(func.max(Attendance.registered_at))

    @property
    def fast(self) -> bool:
        return self.last_at - self.first_at <= A_FORM_TAKES * self.places


def floods_of(session: Session, activity_id: int) -> Sequence[Flood]:
    """Of who has a place or waits for one; the largest first."""
    query = (
        select(*(one.of(None) for one in Flood.columns.values()))
        .where(Attendance.activity_id == activity_id, Attendance.source.is_not(None))
        .where(Attendance.state.in_((REGISTERED, WAITLISTED)))
        .group_by(Attendance.source)
        .having(func.count() >= MANY)
        .order_by(func.count().desc(), Attendance.source)
    )
    return [flood for row in session.execute(query) if (flood := Flood.of(*row)).fast]
