"""A handover that nobody answered in time counts as accepted."""

from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.kernel.ids import HandoverId
from marketplace.ordering.services.receiving import agree_unanswered
from marketplace.ports.toolbox import Toolbox


@JOBS.add("agree_unanswered_handover")
def agree_unanswered_handover(uow: UnitOfWork, tools: Toolbox, *, handover_id: HandoverId) -> None:
    """The second time finds it agreed; an answer in the meantime is the end of it."""
    agree_unanswered(uow, handover_id)
