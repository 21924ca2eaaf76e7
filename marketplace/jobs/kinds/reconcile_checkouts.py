"""How each checkout stands is asked of its gateway, for messages get lost."""

from functools import partial

from marketplace.checkouts.asking import reconcile
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS, outward, write_within
from marketplace.ports.toolbox import Toolbox


@JOBS.add("reconcile_checkouts")
@outward
def reconcile_checkouts(uow: UnitOfWork, tools: Toolbox) -> None:
    """A slice; the sweep writes the next. The second time finds nothing whose time has come."""
    reconcile(uow, partial(write_within, uow), tools.gateways, tools.base_url)
