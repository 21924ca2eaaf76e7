"""A way back in for whoever has this address; whether anybody has is only known here, not at the page."""

from marketplace.accounts.letters import RECOVERY
from marketplace.accounts.recipients import recipient
from marketplace.accounts.services.passwords import recovery_for
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS, outward
from marketplace.jobs.mailing import mail_letter
from marketplace.ports.toolbox import Toolbox


@JOBS.add("send_recovery_link")
@outward
def send_recovery_link(uow: UnitOfWork, tools: Toolbox, *, email: str, page: str) -> None:
    """Twice makes a second link, which replaces the first. It is made here, so that no row ever holds it."""
    with uow:
        found = recovery_for(uow, email=email)
        reader = recipient(uow.session, found.user_id) if found else None
    if found and reader:
        figures = {"link": f"{page}{found.token}"}
        mail_letter(
            tools,
            reader.email,
            letter=RECOVERY.name,
            figures=figures,
            called=reader.name,
            language=reader.locale,
        )
