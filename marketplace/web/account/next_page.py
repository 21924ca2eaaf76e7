"""Where a visitor goes once they are in."""

from __future__ import annotations

from flask import request

from marketplace.web.doors import Frame
from marketplace.web.redirects import local_path


def next_path() -> str | None:
    """The page that was asked for before, if it is one of ours."""
    return local_path(request.values.get("next"))


def next_page() -> str:
    """That page, else the home of the door whose organisation the visitor acts for."""
    return next_path() or Frame().home
