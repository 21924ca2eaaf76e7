"""Shops and makers hear in time that an order, a proposal or a handover waits for their answer."""

from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.ordering.services.reminding import SLICE, remind_of_trade
from marketplace.ports.toolbox import Toolbox


@JOBS.add("remind_of_trade")
def remind(uow: UnitOfWork, tools: Toolbox) -> None:
    """One slice; the rest is another row. The second time everybody was reminded, and a row says so for each."""
    if remind_of_trade(uow) == SLICE:
        uow.later("remind_of_trade")
