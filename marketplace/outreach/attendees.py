"""Who registered for an activity and who is there: the list of the day, for officials alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import Session

from marketplace.db.reading import Listing, page_of
from marketplace.kernel.ids import ProducerId
from marketplace.kernel.paging import Page
from marketplace.outreach.models import Attendance, AttendanceState, Candidate, LicenceCase
from marketplace.outreach.states import UNDER_WAY, WAITLISTED
from marketplace.places.models import Region


@dataclass(frozen=True)
class Attendee:
    """For officials alone."""

    id: int
    public_id: str
    candidate_id: int
    candidate: str  # their public id
    name: str
    phone: str | None
    email: str | None
    business_name: str
    makes: str
    kelurahan: str | None
    producer_id: ProducerId | None
    code: str
    state: AttendanceState
    walk_in: bool
    registered_at: datetime
    arrived_at: datetime | None
    note: str
    cases: int  # under way


@dataclass(frozen=True, kw_only=True)
class AttendeeList:
    """Who registered for an activity: the waiting list in its order, else by name."""

    activity_id: int
    state: AttendanceState | None = None
    search: str = ""  # in names, businesses, telephone numbers and codes

    def select(self) -> Listing:
        cases = (
            select(func.count())
            .where(LicenceCase.candidate_id == Candidate.id, LicenceCase.state.in_(UNDER_WAY))
            .correlate(Candidate)
            .scalar_subquery()
        )
        query: Listing = (
            select(
                Attendance.id,
                Attendance.public_id,
                Candidate.id,
                Candidate.public_id,
                Candidate.name,
                Candidate.phone,
                Candidate.email,
                Candidate.business_name,
                Candidate.makes,
                Region.name,
                Candidate.producer_id,
                Attendance.code,
                Attendance.state,
                Attendance.walk_in,
                Attendance.registered_at,
                Attendance.arrived_at,
                Attendance.note,
                cases,
            )
            .join(Candidate, Candidate.id == Attendance.candidate_id)
            .outerjoin(Region, Region.code == Candidate.kelurahan_code)
            .where(Attendance.activity_id == self.activity_id)
            .order_by(Attendance.registered_at if self.state is WAITLISTED else func.lower(Candidate.name))
            .order_by(Attendance.id)
        )
        if self.state is not None:
            query = query.where(Attendance.state == self.state)
        return query.where(found_by(self.search, Attendance.code)) if self.search.strip() else query


def found_by(text: str, *also: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Candidates whose name, business or number holds these words, or what else is given."""
    words = text.strip()
    digits = "".join(filter(str.isdigit, words)).removeprefix("62").lstrip("0")
    columns = (Candidate.name, Candidate.business_name, *also)
    found = [column.icontains(words, autoescape=True) for column in columns]
    return or_(*found, Candidate.phone.contains(digits)) if len(digits) >= 4 else or_(*found)


@dataclass(frozen=True)
class DaySheet:
    counts: Mapping[AttendanceState, int]
    walk_ins: int
    cases: int  # opened at this activity
    people: Page[Attendee]


def day_sheet(
    session: Session,
    activity_id: int,
    *,
    state: AttendanceState | None = None,
    search: str = "",
    number: int = 1,
    size: int = 50,
) -> DaySheet:
    """Who is expected and who is there, a page of them, and how many in all; five statements."""
    by_state = (
        select(Attendance.state, func.count())
        .where(Attendance.activity_id == activity_id)
        .group_by(Attendance.state)
    )
    walked_in = select(func.count()).where(
        Attendance.activity_id == activity_id, Attendance.walk_in.is_(True)
    )
    cases = select(func.count()).where(LicenceCase.activity_id == activity_id)
    counted = dict(session.execute(by_state).all())
    asked = AttendeeList(activity_id=activity_id, state=state, search=search)
    return DaySheet(
        counts={each: counted.get(each, 0) for each in AttendanceState},
        walk_ins=session.scalar(walked_in) or 0,
        cases=session.scalar(cases) or 0,
        people=page_of(session, asked.select(), Attendee, number=number, size=size),
    )
