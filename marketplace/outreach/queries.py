"""Activities as pages show them, and the ticket of who has a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import User
from marketplace.certification.kinds.base import KINDS
from marketplace.db.reading import Listing, page_of
from marketplace.kernel.clock import end_of
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import UserId
from marketplace.kernel.labels import Label
from marketplace.kernel.paging import Page
from marketplace.outreach.models import (
    Activity,
    ActivityKind,
    Attendance,
    AttendanceState,
    TeamMember,
)
from marketplace.outreach.states import HOLD_A_PLACE, WAITLISTED, Standing
from marketplace.places.models import Region


@dataclass(frozen=True)
class ActivityRow:
    id: int
    public_id: str
    kind: ActivityKind
    title: str
    kelurahan: str | None
    place: str
    starts_at: datetime
    ends_at: datetime
    capacity: int
    taken: int
    waiting: int
    announced_at: datetime | None
    cancelled_at: datetime | None
    closed_at: datetime | None

    @property
    def places_left(self) -> int:
        return self.capacity - self.taken

    @property
    def standing(self) -> Standing:
        if self.cancelled_at is not None:
            return Standing.CANCELLED
        if self.closed_at is not None:
            return Standing.CLOSED
        return Standing.DRAFT if self.announced_at is None else Standing.ANNOUNCED


@dataclass(frozen=True, kw_only=True)
class ActivityList:
    """Activities narrowed by whatever is given: those that end on or after a day (WIB) with the next one first, or
    those before a day with the last one first. `public` leaves what strangers may come to."""

    from_on: date | None = None
    before: date | None = None
    kind: ActivityKind | None = None
    kelurahan_code: str | None = None
    public: bool = False
    team_member: UserId | None = None
    unclosed: bool = False

    def select(self) -> Listing:
        order = Activity.starts_at if self.from_on is not None else Activity.starts_at.desc()
        return _rows().where(*self._narrow()).order_by(order, Activity.id)

    def _narrow(self) -> list[ColumnElement[bool]]:
        found: list[ColumnElement[bool]] = []
        if self.from_on is not None:
            found.append(Activity.ends_at >= end_of(self.from_on, hour=0))
        if self.before is not None:
            found.append(Activity.ends_at < end_of(self.before, hour=0))
        if self.kind is not None:
            found.append(Activity.kind == self.kind)
        if self.kelurahan_code:
            found.append(Activity.kelurahan_code == self.kelurahan_code)
        if self.public:
            found += [
                Activity.announced_at.is_not(None),
                Activity.cancelled_at.is_(None),
                Activity.closed_at.is_(None),
            ]
        if self.unclosed:
            found += [Activity.cancelled_at.is_(None), Activity.closed_at.is_(None)]
        if self.team_member is not None:
            team = select(TeamMember.activity_id).where(TeamMember.user_id == self.team_member)
            found.append(Activity.id.in_(team))
        return found


def next_visits(
    session: Session, today: date, kelurahan_code: str | None = None, limit: int = 3
) -> Sequence[ActivityRow]:
    """Announced visits (Silaturahmi) from today (WIB) on, the next one first."""
    asked = ActivityList(from_on=today, kind=ActivityKind.VISIT, kelurahan_code=kelurahan_code, public=True)
    return [ActivityRow(*row) for row in session.execute(asked.select().limit(limit))]


def upcoming(
    session: Session, today: date, *, kelurahan_code: str | None = None, number: int = 1, size: int = 25
) -> Page[ActivityRow]:
    """A page of all that strangers may come to from today (WIB) on, the next one first."""
    asked = ActivityList(from_on=today, kelurahan_code=kelurahan_code, public=True)
    return page_of(session, asked.select(), ActivityRow, number=number, size=size)


@dataclass(frozen=True)
class ActivityPage:
    row: ActivityRow
    about: str
    serves: Sequence[Label]  # names of the papers that are handled on the spot
    cancelled_because: str | None
    kelurahan_code: str | None
    version: int


def activity_page(session: Session, public_id: str, *, public: bool = True) -> ActivityPage:
    """Raises NotFound, for strangers also while it is not announced. A cancelled one stays, with its reason."""
    more = (Activity.about, Activity.serves, Activity.cancelled_because)
    query = _rows().add_columns(*more, Activity.kelurahan_code, Activity.version)
    query = query.where(Activity.public_id == public_id)
    if public:
        query = query.where(Activity.announced_at.is_not(None))
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound(f"Activity {public_id}")
    *row, about, serves, because, kelurahan_code, version = found
    papers = [KINDS[kind].label for kind in serves if kind in KINDS]
    return ActivityPage(ActivityRow(*row), about, papers, because, kelurahan_code, version)


def team_of(session: Session, activity_id: int) -> Mapping[UserId, str]:
    query = select(User.id, User.name).join(TeamMember, TeamMember.user_id == User.id)
    return dict(session.execute(query.where(TeamMember.activity_id == activity_id).order_by(User.name)).all())


@dataclass(frozen=True)
class Ticket:
    """What somebody shows at the door; it says nothing of who they are."""

    public_id: str
    code: str
    state: AttendanceState
    ahead: int  # of them on the waiting list
    activity: ActivityRow


def ticket(session: Session, public_id: str) -> Ticket:
    """Raises NotFound."""
    query = select(Attendance, Activity.public_id).join(Activity, Activity.id == Attendance.activity_id)
    found = session.execute(query.where(Attendance.public_id == public_id)).one_or_none()
    if found is None:
        raise NotFound(f"Attendance {public_id}")
    attendance, activity = found
    earlier = or_(
        Attendance.registered_at < attendance.registered_at,
        (Attendance.registered_at == attendance.registered_at) & (Attendance.id < attendance.id),
    )
    ahead = select(func.count()).where(
        Attendance.activity_id == attendance.activity_id, Attendance.state == WAITLISTED, earlier
    )
    waits = attendance.state is WAITLISTED
    number = session.scalar(ahead) if waits else 0
    page = activity_page(session, activity, public=False)
    return Ticket(attendance.public_id, attendance.code, attendance.state, number or 0, page.row)


def _rows() -> Listing:
    return select(
        Activity.id,
        Activity.public_id,
        Activity.kind,
        Activity.title,
        Region.name,
        Activity.place,
        Activity.starts_at,
        Activity.ends_at,
        Activity.capacity,
        _held(*HOLD_A_PLACE),
        _held(WAITLISTED),
        Activity.announced_at,
        Activity.cancelled_at,
        Activity.closed_at,
    ).outerjoin(Region, Region.code == Activity.kelurahan_code)


def _held(*states: AttendanceState) -> ColumnElement[int]:
    return (
        select(func.count())
        .where(Attendance.activity_id == Activity.id, Attendance.state.in_(states))
        .correlate(Activity)
        .scalar_subquery()
    )
