"""A device that somebody signed in from in the last 90 days is known as theirs: guesses of others do not slow it.

It carries a signed cookie with a mark for each of the last five people. A mark is worth something at its person's
account alone, and nothing once their password changed or was hashed anew.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from flask import Response, after_this_request, current_app, request
from flask.sessions import SecureCookieSessionInterface

from marketplace.accounts.models import User
from marketplace.accounts.queries import find_user
from marketplace.accounts.tokens import hashed
from marketplace.kernel import clock
from marketplace.web.context import reading

LIFE = timedelta(days=90)
PEOPLE = 5  # who share a device


class _Signing(SecureCookieSessionInterface):
    """As sessions are signed, and no session."""

    salt = "mb2-known-device"


def mark_here(account: str) -> str | None:
    """The mark of the person with this address or number, where this device is one of theirs."""
    marks = _marks()
    if not marks:
        return None
    user = find_user(reading().session, account)
    mark = _mark(user) if user is not None else None
    return mark if mark in marks else None


def remember(user: User) -> None:
    """The person has just proven all they are asked for, so this device is theirs from now on."""
    now = int(clock.now().timestamp())
    marks = _marks() | {_mark(user): now}
    newest = dict(sorted(marks.items(), key=lambda mark: mark[1])[-PEOPLE:])

    @after_this_request
    def write(response: Response) -> Response:
        response.set_cookie(
            cookie_name(),
            _serializer().dumps(newest),
            max_age=LIFE,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def cookie_name() -> str:
    return f"{current_app.config['SESSION_COOKIE_NAME']}-device"


def _marks() -> dict[str, int]:
    """Mark -> when it was made, in seconds since 1970; none in a cookie that is old or not signed by us."""
    ours, kept = _serializer().loads_unsafe(request.cookies.get(cookie_name(), ""))
    oldest = (clock.now() - LIFE).timestamp()
    return {mark: made for mark, made in kept.items() if made > oldest} if ours else {}


def _mark(user: User) -> str:
    """Nobody can make it from what they know of the person, nor tell the person or the password from it."""
    return hashed(f"known device {user.public_id} {user.password_hash}")[:32]


def _serializer() -> Any:
    return _Signing().get_signing_serializer(current_app)
