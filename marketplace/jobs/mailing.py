"""A letter becomes words in its reader's language and is posted."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from marketplace.kernel.letters import HOME, LETTERS
from marketplace.ports.toolbox import Toolbox


def mail_letter(
    tools: Toolbox, to: str, *, letter: str, figures: Mapping[str, Any], called: str, language: str
) -> None:
    """`letter` and `figures` as a row of the outbox names them."""
    say = partial(tools.translator.translate, language=language)
    subject, body = LETTERS[letter].written(say, called, figures)
    mail_text(tools, to, subject=subject, body=body)


def mail_text(tools: Toolbox, to: str, *, subject: str, body: str) -> None:
    tools.mail.send(to=to, subject=subject, body=body.replace(HOME, tools.base_url))
