"""Partners hear in time that their memorandum with the city ends."""

from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.partners.services.reminding import remind
from marketplace.ports.toolbox import Toolbox


@JOBS.add("remind_of_mous")
def remind_of_mous(uow: UnitOfWork, tools: Toolbox) -> None:
    """One slice; the rest is another row. The second time everybody has been told, and a row says so for each."""
    if remind(uow):
        uow.later("remind_of_mous")
