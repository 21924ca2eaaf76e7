"""Stored figures of what was bought follow the ledger."""

from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS, outward
from marketplace.ports.toolbox import Toolbox
from marketplace.uptake.refreshing import refresh_month
from marketplace.uptake.stored import waiting_months

NAME = "refresh_uptake"
MONTHS = 6  # at a time; the next minute goes on


@JOBS.add(NAME)
@outward
def refresh_uptake(uow: UnitOfWork, tools: Toolbox) -> None:
    """A transaction for each month. Run twice, it finds nothing marked; of two at once one gives way."""
    for month in waiting_months(uow.session, uow.today)[:MONTHS]:
        refresh_month(uow, month)
