"""A large register is read, so that its page can show what it asks and says."""

from marketplace.db.uow import UnitOfWork
from marketplace.imports.large_files import READ_JOB, read_queued
from marketplace.jobs.kinds.base import JOBS, outward
from marketplace.ports.toolbox import Toolbox


@JOBS.add(READ_JOB)
@outward
def read_register(uow: UnitOfWork, tools: Toolbox, *, batch_id: int) -> None:
    """The second time finds it read; two at once find the same, and one of them writes it down."""
    read_queued(uow, tools, batch_id)
