"""The letter of an invitation, with the link by which it is accepted."""

from marketplace.accounts.letters import INVITATION
from marketplace.accounts.services.invitations import letter_of
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS, outward
from marketplace.jobs.mailing import mail_letter
from marketplace.ports.toolbox import Toolbox


@JOBS.add("send_invitation")
@outward
def send_invitation(uow: UnitOfWork, tools: Toolbox, *, invitation_id: int, page: str) -> None:
    """Twice is a second letter, whose link replaces the first. It is made here, so that no row ever holds it.

    An invitation that was withdrawn or accepted meanwhile is not written about.
    """
    with uow:
        said = letter_of(uow, invitation_id)
    if said is not None:
        figures = {"role": said.role, "organisation": said.organisation, "link": f"{page}{said.token}"}
        mail_letter(
            tools, said.email, letter=INVITATION.name, figures=figures, called=said.name, language="id"
        )
