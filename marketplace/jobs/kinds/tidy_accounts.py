"""Forget what no limit looks at any more, and traces of people that nobody needs."""

from marketplace.accounts.services.attempts import forget_old_attempts
from marketplace.accounts.services.erasing import forget_old_traces
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.ports.toolbox import Toolbox


@JOBS.add("tidy_accounts")
def tidy_accounts(uow: UnitOfWork, tools: Toolbox) -> None:
    """The second time finds nothing to forget."""
    forget_old_attempts(uow)
    forget_old_traces(uow)
