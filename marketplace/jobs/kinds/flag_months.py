"""Every night the ledger is read for what auditors should look at."""

from marketplace.db.uow import UnitOfWork
from marketplace.flags.ledger import MonthLedger
from marketplace.flags.services import found_in, months_to_flag, write_flags
from marketplace.jobs.kinds.base import JOBS, outward
from marketplace.kernel.period import Month
from marketplace.ports.toolbox import Toolbox


@JOBS.add("flag_months")
def flag_months(uow: UnitOfWork, tools: Toolbox) -> None:
    """A row for each month to be read. Twice reads them twice, which changes nothing."""
    uow.later_each("flag_month", [{"month": str(month)} for month in months_to_flag(uow)])


@JOBS.add("flag_month")
@outward
def flag_month(uow: UnitOfWork, tools: Toolbox, *, month: str) -> None:
    """The ledger is read while others write; then what is new is written. The second time finds it there."""
    span = Month.parse(month)
    found = list(found_in(MonthLedger(uow.session, span, uow.today)))
    with uow:
        write_flags(uow, span, found)
