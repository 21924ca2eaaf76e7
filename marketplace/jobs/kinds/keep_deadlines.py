"""What nobody answered in time: orders lapse, handovers count as accepted."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.ordering.services.answering import late_orders
from marketplace.ordering.services.receiving import late_handovers
from marketplace.ports.toolbox import Toolbox

NAME = "keep_deadlines"
SLICE = 1_000
# The job of each late thing, what it is told, and where the late ones are found.
LATE: Mapping[str, tuple[str, Callable[..., Sequence[Any]]]] = {
    "cancel_unanswered_order": ("order_id", late_orders),
    "agree_unanswered_handover": ("handover_id", late_handovers),
}


@JOBS.add(NAME)
def keep_deadlines(uow: UnitOfWork, tools: Toolbox, *, only: str | None = None, after: int = 0) -> None:
    """Deadlines are at five in the afternoon. Each late thing gets a row of its own: one that fails stops no other.

    One slice of each; the rest is another row. Run twice, it writes rows twice, and each of them asks again whether
    its thing is still unanswered.
    """
    for job in [only] if only else LATE:
        key, late = LATE[job]
        ids = late(uow, after=after, most=SLICE)
        uow.later_each(job, [{key: one} for one in ids])
        if len(ids) == SLICE:
            uow.later(NAME, only=job, after=ids[-1])
