"""Jobs that start by the clock: their names and their hours in Metro (WIB)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, time

from sqlalchemy import select

from marketplace.db.outbox import Outbox
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import WIB
from marketplace.notices.kinds.base import REMINDERS

DAILY: Mapping[str, time] = {
    "refresh_eligibility": time(0, 5),
    "keep_deadlines": time(17, 5),
    "tidy_accounts": time(2, 0),
    "tidy_outbox": time(2, 10),
    **{name: reminder.at for name, reminder in REMINDERS.items()},
}


def due(uow: UnitOfWork, daily: Mapping[str, time] = DAILY) -> Sequence[str]:
    """Jobs whose hour has come today and that were not put into the outbox since."""
    hours = {job: datetime.combine(uow.today, hour, tzinfo=WIB) for job, hour in daily.items()}
    return [job for job, hour in hours.items() if hour <= uow.now and not _written(uow, job, hour)]


def write_due(uow: UnitOfWork, daily: Mapping[str, time] = DAILY) -> None:
    """Put each of them into the outbox, once; a day without a worker is caught up later."""
    for job in due(uow, daily):
        uow.later(job)


def _written(uow: UnitOfWork, job: str, since: datetime) -> bool:
    written = select(Outbox.id).where(Outbox.job == job, Outbox.written_at >= since)
    return uow.session.scalar(written.limit(1)) is not None
