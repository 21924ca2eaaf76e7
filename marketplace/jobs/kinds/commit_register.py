"""A large register that was looked at is recorded."""

from marketplace.db.uow import UnitOfWork
from marketplace.imports.large_files import COMMIT_JOB, commit_queued
from marketplace.jobs.kinds.base import JOBS, outward
from marketplace.ports.toolbox import Toolbox


@JOBS.add(COMMIT_JOB)
@outward
def commit_register(uow: UnitOfWork, tools: Toolbox, *, batch_id: int) -> None:
    """The second time finds it recorded; of two at once the second waits for the first, and is refused."""
    commit_queued(uow, tools, batch_id)
