"""Who registered for an activity and who is there: the list of the day, for officials alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, SQLColumnExpression, func, or_, select
from sqlalchemy.orm import Session, join

from marketplace.db.keyset import START, ListPage, PageStart, Sort
from marketplace.db.listing import Listing, Row, by, cell, col, maybe, required, where
from marketplace.kernel.labels import _l
from marketplace.outreach.models import Attendance, AttendanceState, Candidate, LicenceCase
from marketplace.outreach.states import UNDER_WAY, WAITLISTED
from marketplace.places.models import Region
from marketplace.ports.sheets import Column

PERSONAL = _l("Data pribadi: hanya untuk tujuan yang tertulis, lalu hapus berkasnya.")


def found_by(text: str, *also: SQLColumnExpression[str]) -> ColumnElement[bool]:
    """Candidates whose name, business or number holds these words, or what else is given."""
    words = text.strip()
    digits = "".join(filter(str.isdigit, words)).removeprefix("62").lstrip("0")
    columns = (Candidate.name, Candidate.business_name, *also)
    found = [column.icontains(words, autoescape=True) for column in columns]
    return or_(*found, Candidate.phone.contains(digits)) if len(digits) >= 4 else or_(*found)


CASES = (
    select(func.count())
    .where(LicenceCase.candidate_id == Candidate.id, LicenceCase.state.in_(UNDER_WAY))
    .correlate(Candidate)
    .scalar_subquery()
)


class Attendee(Row):
    """For officials alone. `candidate` is their public id; `cases` are those under way."""

    id = col(Attendance.id)
    public_id = col(Attendance.public_id)
    candidate_id = col(Candidate.id)
    candidate = col(Candidate.public_id)
    name = col(Candidate.name, Column(_l("Nama"), width=28))
    phone = col(Candidate.phone, Column(_l("Nomor HP"), width=18, note=PERSONAL))
    email = col(Candidate.email, Column(_l("Surel"), width=26))
    business_name = col(Candidate.business_name, Column(_l("Nama usaha"), width=26))
    makes = col(Candidate.makes, Column(_l("Yang dibuat"), width=30))
    kelurahan = maybe(Region.name, Column(_l("Kelurahan"), width=20))
    producer_id = col(Candidate.producer_id)
    code = col(Attendance.code, Column(_l("Kode"), width=10))
    state = col(Attendance.state, Column(_l("Keadaan"), width=16))
    walk_in = col(Attendance.walk_in)

    @cell(Column(_l("Tamu"), width=8, note=_l("Datang tanpa mendaftar.")))
    def guest(self) -> str:
        return _l("ya") if self.walk_in else ""

    registered_at = col(Attendance.registered_at, Column(_l("Mendaftar"), "moment", width=20))
    arrived_at = col(Attendance.arrived_at, Column(_l("Hadir"), "moment", width=20))
    note = col(Attendance.note)
    cases: int = col(CASES, Column(_l("Urusan berjalan"), "number", width=12))


class AttendeeList(Listing[Attendee]):
    """Who registered for an activity: the waiting list in its order, else by name.

    `search`: in names, businesses, telephone numbers and codes.
    """

    source = join(Attendance, Candidate, Candidate.id == Attendance.candidate_id).outerjoin(
        Region, Region.code == Candidate.kelurahan_code
    )
    sheet = _l("Peserta")

    activity_id: int = required(Attendance.activity_id)
    state: AttendanceState | None = where(Attendance.state, arg="state")
    search: str = where(lambda text: found_by(text, Attendance.code), arg="q", default="")

    def order(self) -> Sort:
        waits = self.state is WAITLISTED
        return by(Attendance.registered_at if waits else func.lower(Candidate.name), Attendance.id)


@dataclass(frozen=True)
class DaySheet:
    counts: Mapping[AttendanceState, int]
    walk_ins: int
    cases: int  # opened at this activity
    people: ListPage[Attendee]


def day_sheet(session: Session, listing: AttendeeList, at: PageStart = START, *, size: int = 50) -> DaySheet:
    """Who is expected and who is there, a page of them, and how many in all; five statements, six behind a row."""
    activity_id = listing.activity_id
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
    return DaySheet(
        counts={each: counted.get(each, 0) for each in AttendanceState},
        walk_ins=session.scalar(walked_in) or 0,
        cases=session.scalar(cases) or 0,
        people=listing.page(session, at, size=size),
    )
