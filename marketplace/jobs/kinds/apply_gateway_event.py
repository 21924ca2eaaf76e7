"""What a gateway told is looked after there and written down."""

from functools import partial

from marketplace.checkouts.applying import apply_event
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS, outward, write_within
from marketplace.ports.toolbox import Toolbox


@JOBS.add("apply_gateway_event")
@outward
def apply_gateway_event(uow: UnitOfWork, tools: Toolbox, *, event_id: int) -> None:
    """The second time finds it applied; a gateway that does not answer is asked again later."""
    apply_event(uow, partial(write_within, uow), tools.gateways, event_id, tools.base_url)
