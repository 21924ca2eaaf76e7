"""Activities as pages show them, and the ticket of who has a place."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ScalarSelect, and_, func, or_, select
from sqlalchemy.orm import Session, outerjoin

from marketplace.accounts.models import User
from marketplace.certification.kinds.base import KINDS
from marketplace.db.keyset import Sort
from marketplace.db.listing import Listing, Row, by, col, maybe, where
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
from marketplace.outreach.states import HOLD_A_PLACE, WAITLISTED, ActivityStatus
from marketplace.places.models import Region

UNCLOSED = and_(Activity.cancelled_at.is_(None), Activity.closed_at.is_(None))


def _held(*states: AttendanceState) -> ScalarSelect[Any]:
    return (
        select(func.count())
        .where(Attendance.activity_id == Activity.id, Attendance.state.in_(states))
        .correlate(Activity)
        .scalar_subquery()
    )


class ActivityRow(Row):
    id = col(Activity.id)
    public_id = col(Activity.public_id)
    kind = col(Activity.kind)
    title = col(Activity.title)
    kelurahan = maybe(Region.name)
    place = col(Activity.place)
    starts_at = col(Activity.starts_at)
    ends_at = col(Activity.ends_at)
    capacity = col(Activity.capacity)
    taken: int = col(_held(*HOLD_A_PLACE))
    waiting: int = col(_held(WAITLISTED))
    announced_at = col(Activity.announced_at)
    cancelled_at = col(Activity.cancelled_at)
    closed_at = col(Activity.closed_at)

    @property
    def places_left(self) -> int:
        return self.capacity - self.taken

    @property
    def status(self) -> ActivityStatus:
        if self.cancelled_at is not None:
            return ActivityStatus.CANCELLED
        if self.closed_at is not None:
            return ActivityStatus.CLOSED
        return ActivityStatus.DRAFT if self.announced_at is None else ActivityStatus.ANNOUNCED


class ActivityList(Listing[ActivityRow]):
    """Activities narrowed by whatever is given: those that end on or after a day (WIB) with the next one first, or
    those before a day with the last one first. `public` leaves what strangers may come to."""

    source = outerjoin(Activity, Region, Region.code == Activity.kelurahan_code)

    from_on: date | None = where(lambda day: Activity.ends_at >= end_of(day, hour=0))
    before: date | None = where(lambda day: Activity.ends_at < end_of(day, hour=0))
    kind: ActivityKind | None = where(Activity.kind, arg="kind")
    kelurahan_code: str | None = where(Activity.kelurahan_code, arg="kelurahan")
    public: bool = where(lambda _: and_(Activity.announced_at.is_not(None), UNCLOSED), default=False)
    team_member: UserId | None = where(
        lambda person: Activity.id.in_(select(TeamMember.activity_id).where(TeamMember.user_id == person))
    )
    unclosed: bool = where(lambda _: UNCLOSED, default=False)
    public_id: str | None = where(Activity.public_id)

    def order(self) -> Sort:
        """What starts at once in the order it was planned, both ways."""
        if self.from_on is not None:
            return by(Activity.starts_at, Activity.id)
        return by(Activity.starts_at, -Activity.id, down=True)


def next_visits(
    session: Session, today: date, kelurahan_code: str | None = None, limit: int = 3
) -> Sequence[ActivityRow]:
    """Announced visits (Silaturahmi) from today (WIB) on, the next one first."""
    listing = ActivityList(from_on=today, kind=ActivityKind.VISIT, kelurahan_code=kelurahan_code, public=True)
    return listing.rows(session, limit=limit)


def upcoming(
    session: Session, today: date, *, kelurahan_code: str | None = None, number: int = 1, size: int = 25
) -> Page[ActivityRow]:
    """A page of all that strangers may come to from today (WIB) on, the next one first."""
    listing = ActivityList(from_on=today, kelurahan_code=kelurahan_code, public=True)
    return listing.numbered(session, number, size=size)


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
    query = ActivityList(public_id=public_id).select()
    query = query.add_columns(*more, Activity.kelurahan_code, Activity.version)
    if public:
        query = query.where(Activity.announced_at.is_not(None))
    found = session.execute(query).one_or_none()
    if found is None:
        raise NotFound(f"Activity {public_id}")
    *row, about, serves, because, kelurahan_code, version = found
    papers = [KINDS[kind].label for kind in serves if kind in KINDS]
    return ActivityPage(ActivityRow.of(*row), about, papers, because, kelurahan_code, version)


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
