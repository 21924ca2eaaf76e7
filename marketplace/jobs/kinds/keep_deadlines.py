"""What nobody answered in time: orders lapse, handovers count as accepted."""

from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.ordering.services.answering import cancel_unanswered
from marketplace.ordering.services.receiving import agree_unanswered
from marketplace.ports.toolbox import Toolbox


@JOBS.add("keep_deadlines")
def keep_deadlines(uow: UnitOfWork, tools: Toolbox) -> None:
    """Deadlines are at five in the afternoon. The second time finds nothing that is late."""
    cancel_unanswered(uow)
    agree_unanswered(uow)
