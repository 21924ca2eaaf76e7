"""Jobs that start by the clock: their names and their hours in Metro (WIB)."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, time

from sqlalchemy import select

from marketplace.db.outbox import Outbox
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import WIB

DAILY: Mapping[str, time] = {
    "refresh_eligibility": time(0, 5),
    "remind_of_certificates": time(6, 30),
    "remind_of_mous": time(6, 40),
    "remind_of_trade": time(8, 0),
    "keep_deadlines": time(17, 5),
    "tidy_accounts": time(2, 0),
}


def write_due(uow: UnitOfWork, daily: Mapping[str, time] = DAILY) -> None:
    """Put each job whose hour has come today into the outbox, once; a day without a worker is caught up later."""
    for job, hour in daily.items():
        due = datetime.combine(uow.today, hour, tzinfo=WIB)
        written = select(Outbox.id).where(Outbox.job == job, Outbox.written_at >= due).limit(1)
        if due <= uow.now and uow.session.scalar(written) is None:
            uow.later(job)
