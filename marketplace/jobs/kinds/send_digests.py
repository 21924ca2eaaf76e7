"""Whoever asked for one letter a day gets it."""

from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.notices import digest
from marketplace.ports.toolbox import Toolbox


@JOBS.add("send_digests")
def send_digests(uow: UnitOfWork, tools: Toolbox) -> None:
    """One slice; the rest is another row. The second time nothing waits for a digest any more."""
    if digest.send_digests(uow):
        uow.later("send_digests")
