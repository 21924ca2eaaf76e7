"""A way back in for whoever has this address; whether anybody has is only known here, not at the page."""

from marketplace.accounts.services import passwords
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS
from marketplace.ports.toolbox import Toolbox


@JOBS.add("send_recovery_link")
def send_recovery_link(uow: UnitOfWork, tools: Toolbox, *, email: str, page: str) -> None:
    """Twice makes a second link, which replaces the first."""
    passwords.send_recovery_link(uow, email=email, page=page)
