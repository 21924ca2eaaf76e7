"""Slows whoever guesses at a page: each try is noted before it is judged, and taken back once it was right.

Noting and judging are two steps, because hashing takes a while on purpose and must not keep writers waiting.
"""

from __future__ import annotations

from flask import request

from marketplace.accounts.services import attempts
from marketplace.accounts.services.attempts import Limit, TooMany
from marketplace.db.uow import UnitOfWork
from marketplace.web.context import reading, transact


def begin(limit: Limit, account: str) -> list[int]:
    """One more try for this account from this address; returns the numbers of its rows. Raises TooMany."""
    return transact(lambda uow: attempts.note_attempt(uow, limit, account=account, address=address()))


def refuse_crowds(limit: Limit, account: str) -> None:
    """Guesses made side by side were all noted before any was judged: together they may be too many."""
    if attempts.is_over(reading(), limit, account=account, address=address(), noted=1):
        raise TooMany.of(limit)


def was_right(uow: UnitOfWork, limit: Limit, noted: list[int], account: str) -> None:
    """It was no guess: neither it nor those of the pair before it count any more."""
    attempts.forget_attempts(uow, limit, noted, account=account, address=address())


def address() -> str:
    return request.remote_addr or ""
