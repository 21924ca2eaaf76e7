"""Letters to people who registered for an activity; who gave no address is telephoned."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.events import Event
from marketplace.kernel.labels import Label
from marketplace.kernel.letters import Letter, moment
from marketplace.notices.kinds.base import on
from marketplace.outreach.models import Activity, Attendance
from marketplace.outreach.services.places import reachable


def activity_letter(name: str, subject: Label, body: Label) -> Letter:
    """Says what it likes of an activity's title, time and place, a person's code, and of the event's fields."""
    return Letter(name, subject, body, when=moment)


def write_to_attendees(
    event: type[Event], letter: Letter, *, when: Callable[[Any], bool] = lambda _: True
) -> None:
    """The letter goes to the attendee whom the event names, or to everybody with a place or waiting for one."""

    def write(uow: UnitOfWork, event: Any) -> None:
        activity = uow.get(Activity, event.activity_id)
        if activity.announced_at is None or not when(event):
            return
        about = {"title": activity.title, "when": activity.starts_at.isoformat(), "place": activity.place}
        one = getattr(event, "attendance_id", None)
        people = reachable(
            uow, Attendance.activity_id == activity.id if one is None else Attendance.id == one
        )
        letters = [
            letter.to(person.email, called=person.name, code=person.code, **vars(event) | about)
            for person in people
        ]
        uow.later_each("send_mail", letters)

    on(event)(write)
