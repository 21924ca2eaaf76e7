"""Rows of the outbox that are done with are deleted once nobody asks after them any more."""

from marketplace.db.outbox import prune
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.ports.toolbox import Toolbox


@JOBS.add("tidy_outbox")
def tidy_outbox(uow: UnitOfWork, tools: Toolbox) -> None:
    """One slice; the rest is another row. The second time finds nothing that is old enough."""
    if prune(uow.session, uow.now):
        uow.later("tidy_outbox")
