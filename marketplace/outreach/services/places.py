"""How many places an activity has left, and who gets the next one. The activity's row is locked by who asks."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, func, select

from marketplace.db.uow import UnitOfWork
from marketplace.outreach import states
from marketplace.outreach.events import PlacePromoted
from marketplace.outreach.models import Activity, Attendance, Candidate
from marketplace.outreach.states import HOLD_A_PLACE, REGISTERED, WAITLISTED

LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ"  # none that is misheard or misread as a number
LENGTH = 5


def taken(uow: UnitOfWork, activity: Activity) -> int:
    held = select(func.count()).where(
        Attendance.activity_id == activity.id, Attendance.state.in_(HOLD_A_PLACE)
    )
    return uow.session.scalar(held) or 0


def has_room(uow: UnitOfWork, activity: Activity) -> bool:
    return taken(uow, activity) < activity.capacity


def fill_free_places(uow: UnitOfWork, activity: Activity) -> None:
    """A step of acts that are refused once it is over or cancelled: free places go to who waited longest, who is told.

    Once it has begun, places are for who is there.
    """
    if uow.now >= activity.starts_at:
        return
    free = activity.capacity - taken(uow, activity)
    waiting = (
        select(Attendance)
        .filter_by(activity_id=activity.id, state=WAITLISTED)
        .order_by(Attendance.registered_at, Attendance.id)
        .limit(max(0, free))
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    for attendance in uow.session.scalars(waiting).all():
        attendance.state = states.PROMOTE(attendance.state)
        uow.session.flush()
        uow.emit(PlacePromoted(attendance_id=attendance.id, activity_id=activity.id))


def reachable(uow: UnitOfWork, of: ColumnElement[bool]) -> Sequence[Any]:
    """Name, email and code of those with a place or waiting for one, who gave an address; `of` selects attendances."""
    query = (
        select(Candidate.name, Candidate.email, Attendance.code)
        .join(Candidate, Candidate.id == Attendance.candidate_id)
        .where(of, Attendance.state.in_((REGISTERED, WAITLISTED)), Candidate.email != "")
        .order_by(Attendance.id)
    )
    return uow.session.execute(query).all()


def free_code(uow: UnitOfWork, activity: Activity) -> str:
    """Five letters to say at the door, used once in this activity."""
    used = set(uow.session.scalars(select(Attendance.code).filter_by(activity_id=activity.id)))
    while (code := "".join(secrets.choice(LETTERS) for _ in range(LENGTH))) in used:
        continue
    return code
