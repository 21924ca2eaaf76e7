"""A letter to a person, written out in their language when it is sent."""

from typing import Any

from marketplace.accounts.recipients import recipient
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS, outward
from marketplace.jobs.mailing import mail_letter, mail_text
from marketplace.kernel.ids import UserId
from marketplace.ports.toolbox import Toolbox


@JOBS.add("send_mail")
@outward
def send_mail(uow: UnitOfWork, tools: Toolbox, *, to: int | str, **what: Any) -> None:
    """Twice is one letter too many, which nobody minds; a lost one would matter.

    Whoever was erased, shut out or lost their address since is not written to.
    """
    if isinstance(to, int):
        reader = recipient(uow.session, UserId(to))
        if reader is not None:
            mail_letter(tools, reader.email, called=reader.name, language=reader.locale, **what)
    elif "letter" in what:
        mail_letter(tools, to, **what)
    else:  # a row of before letters were written out here holds its text
        mail_text(tools, to, **what)
