"""A new day may bring what was dated ahead: the end of a suspension, a certificate's first day."""

from marketplace.certification.services.refreshing import refresh_all
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.ports.toolbox import Toolbox


@JOBS.add("refresh_eligibility")
def refresh_eligibility(uow: UnitOfWork, tools: Toolbox) -> None:
    """Run twice, it finds nothing left to change."""
    refresh_all(uow)
