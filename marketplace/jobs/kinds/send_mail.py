"""A letter to a person, written out in their language when it is sent."""

from collections.abc import Mapping
from functools import partial
from typing import Any

from marketplace.accounts.recipients import recipient
from marketplace.db.uow import UnitOfWork
from marketplace.jobs.kinds.base import JOBS, outward
from marketplace.kernel.ids import UserId
from marketplace.kernel.letters import HOME, LETTERS
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
            _send(tools, reader.email, called=reader.name, language=reader.locale, **what)
    elif "letter" in what:
        _send(tools, to, **what)
    else:  # a row of before letters were written out here holds its text
        _post(tools, to, **what)


def _send(
    tools: Toolbox, to: str, *, letter: str, figures: Mapping[str, Any], called: str, language: str
) -> None:
    translate = partial(tools.translator.translate, language=language)
    subject, body = LETTERS[letter].written(translate, called, figures)
    _post(tools, to, subject=subject, body=body)


def _post(tools: Toolbox, to: str, *, subject: str, body: str) -> None:
    tools.mail.send(to=to, subject=subject, body=body.replace(HOME, tools.base_url))
