"""Letters to people who registered. Who gave no address is telephoned: the day's list has the numbers."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.letters import Letter
from marketplace.outreach.letters import CANCELLED, MOVED, PROMOTED
from marketplace.outreach.models import Activity, Attendance, AttendanceState, Candidate


def tell_promoted(uow: UnitOfWork, activity: Activity, attendance: Attendance) -> None:
    candidate = uow.get(Candidate, attendance.candidate_id)
    _write(uow, activity, [(attendance, candidate)], PROMOTED)


def tell_moved(uow: UnitOfWork, activity: Activity) -> int:
    """Everybody with a place or waiting for one; returns how many were written to."""
    return _write(uow, activity, _expected(uow, activity), MOVED)


def tell_cancelled(uow: UnitOfWork, activity: Activity, reason: str) -> int:
    return _write(uow, activity, _expected(uow, activity), CANCELLED, reason=reason)


def _expected(uow: UnitOfWork, activity: Activity) -> list[tuple[Attendance, Candidate]]:
    expected = (AttendanceState.REGISTERED, AttendanceState.WAITLISTED)
    query = (
        select(Attendance, Candidate)
        .join(Candidate, Candidate.id == Attendance.candidate_id)
        .where(Attendance.activity_id == activity.id, Attendance.state.in_(expected))
        .order_by(Attendance.id)
    )
    return [(attendance, candidate) for attendance, candidate in uow.session.execute(query)]


def _write(
    uow: UnitOfWork,
    activity: Activity,
    people: Iterable[tuple[Attendance, Candidate]],
    letter: Letter,
    **more: str,
) -> int:
    about = {"title": activity.title, "when": activity.starts_at.isoformat(), "place": activity.place} | more
    told = [
        letter.to(candidate.email, called=candidate.name, code=attendance.code, **about)
        for attendance, candidate in people
        if candidate.email
    ]
    uow.later_each("send_mail", told)
    return len(told)
