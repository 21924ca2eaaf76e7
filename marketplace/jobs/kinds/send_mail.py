"""A letter to a person."""

from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS, outward
from marketplace.ports.mail import HOME
from marketplace.ports.toolbox import Toolbox


@JOBS.add("send_mail")
@outward
def send_mail(uow: UnitOfWork, tools: Toolbox, *, to: str, subject: str, body: str) -> None:
    """Twice is one letter too many, which nobody minds; a lost one would matter."""
    tools.mail.send(to=to, subject=subject, body=body.replace(HOME, tools.base_url))
