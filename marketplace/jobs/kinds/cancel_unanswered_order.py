"""An order that nobody answered in time lapses."""

from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.kernel.ids import OrderId
from marketplace.ordering.services.answering import cancel_unanswered
from marketplace.ports.toolbox import Toolbox


@JOBS.add("cancel_unanswered_order")
def cancel_unanswered_order(uow: UnitOfWork, tools: Toolbox, *, order_id: OrderId) -> None:
    """The second time finds it cancelled; an answer in the meantime is the end of it."""
    cancel_unanswered(uow, order_id)
