"""Jobs that start by the clock, with their hours in Metro (WIB), or as soon as there is something for them to do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, time

from sqlalchemy import select

from marketplace.checkouts.asking import waits
from marketplace.db.outbox import Outbox
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import WIB
from marketplace.notices.kinds.base import REMINDERS
from marketplace.uptake.stored import waiting_months

DAILY: Mapping[str, time] = {
    "refresh_eligibility": time(0, 5),
    "keep_deadlines": time(17, 5),
    "tidy_accounts": time(2, 0),
    "tidy_outbox": time(2, 10),
    "seal_rows": time(2, 20),
    "mark_photos": time(2, 30),
    "flag_months": time(4, 0),
    "issue_invoices": time(5, 30),
    "mail_journal_head": time(6, 0),
    "send_digests": time(6, 30),
    **{name: reminder.at for name, reminder in REMINDERS.items()},
}

NEEDED: Mapping[str, Callable[[UnitOfWork], bool]] = {
    "refresh_uptake": lambda uow: bool(waiting_months(uow.session, uow.today)),
    "reconcile_checkouts": lambda uow: waits(uow.session, uow.now),
}


def due(uow: UnitOfWork, daily: Mapping[str, time] = DAILY) -> Sequence[str]:
    """Jobs whose hour has come today and that were not put into the outbox since; and those that are needed now."""
    hours = {job: datetime.combine(uow.today, hour, tzinfo=WIB) for job, hour in daily.items()}
    needed = [job for job, is_needed in NEEDED.items() if is_needed(uow) and not _waits(uow, job)]
    return [
        *(job for job, hour in hours.items() if hour <= uow.now and not _written(uow, job, hour)),
        *needed,
    ]


def write_due(uow: UnitOfWork, daily: Mapping[str, time] = DAILY) -> None:
    """Put each of them into the outbox, once; a day without a worker is caught up later."""
    for job in due(uow, daily):
        uow.later(job)


def _written(uow: UnitOfWork, job: str, since: datetime) -> bool:
    written = select(Outbox.id).where(Outbox.job == job, Outbox.written_at >= since)
    return uow.session.scalar(written.limit(1)) is not None


def _waits(uow: UnitOfWork, job: str) -> bool:
    """Whether it is in the outbox already, or being done."""
    waiting = select(Outbox.id).where(
        Outbox.job == job, Outbox.delivered_at.is_(None), Outbox.given_up_at.is_(None)
    )
    return uow.session.scalar(waiting.limit(1)) is not None
