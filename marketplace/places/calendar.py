"""Working days after the office's list of holidays, which is read once per transaction however often it is asked."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, SessionTransaction

from marketplace.db.statements import run
from marketplace.kernel import workdays
from marketplace.places.models import Holiday

KEPT = "holidays"
DAYS = select(Holiday.day)


class _Kept(NamedTuple):
    within: SessionTransaction | None
    days: frozenset[date]


def holidays(session: Session) -> frozenset[date]:
    kept: _Kept | None = session.info.get(KEPT)
    if kept is None or kept.within is not session.get_transaction():
        days = frozenset(run(session, DAYS).scalars())
        kept = session.info[KEPT] = _Kept(session.get_transaction(), days)
    return kept.days


def is_workday(session: Session, day: date) -> bool:
    return workdays.is_workday(day, holidays(session))


def workdays_after(session: Session, day: date, count: int) -> date:
    """The day on which `count` working days have passed since `day`, which itself does not count."""
    return workdays.workdays_after(day, count, holidays(session))


def forget(session: Session) -> None:
    """The list was changed within this transaction."""
    session.info.pop(KEPT, None)
