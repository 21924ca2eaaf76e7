"""A new day may end what was eligible, and bring what was dated ahead: the end of a suspension or a requirement."""

from datetime import date

from marketplace.certification.services.passing import pass_day
from marketplace.db.outbox import last_done
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.kernel.clock import day_of
from marketplace.ports.toolbox import Toolbox

NAME = "refresh_eligibility"


@JOBS.add(NAME)
def refresh_eligibility(uow: UnitOfWork, tools: Toolbox, *, since: str | None = None, after: int = 0) -> None:
    """One slice; the rest is another row. Run twice, it finds nothing left to change and nobody to tell.

    A night that was missed is caught up: `since` is the day of the last one that was done.
    """
    if since is None:
        done = last_done(uow.session, NAME)
        since = day_of(done).isoformat() if done else ""
    following = pass_day(uow, since=date.fromisoformat(since) if since else None, after=after)
    if following is not None:
        uow.later(NAME, since=since, after=following)
