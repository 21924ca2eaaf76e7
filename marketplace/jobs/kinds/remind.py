"""Whoever has to do something in time is written to before: a daily job for each reminder."""

from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS, Job
from marketplace.notices.kinds.base import REMINDERS, Reminder
from marketplace.notices.services import remind
from marketplace.ports.toolbox import Toolbox


def _job(name: str, reminder: Reminder) -> Job:
    def work(uow: UnitOfWork, tools: Toolbox) -> None:
        """One slice; the rest is another row. The second time everybody was written to, and a row says so for each."""
        if remind(uow, reminder):
            uow.later(name)

    return work


for name, reminder in REMINDERS.items():
    JOBS.add(name)(_job(name, reminder))
