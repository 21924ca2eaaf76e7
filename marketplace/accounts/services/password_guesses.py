"""Slows whoever guesses at a password at the sign-in: the pair of account and address, and the account from anywhere.

After ten wrong ones, which one address alone may send, each further one makes the next wait longer; for an account
that is none as well.
The person's own devices are counted apart and do not wait, so that nobody is shut out by others who guess.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from math import ceil

from sqlalchemy import func, select

from marketplace.accounts.models import Attempt
from marketplace.accounts.services.attempts import SIGN_IN, TooMany, forget_attempts, is_over, note_attempt
from marketplace.accounts.tokens import hashed
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l

WHAT = "sign-in-account"
FREE = 10  # wrong ones from anywhere that slow nobody
WITHIN = timedelta(hours=1)
DOUBLINGS = 6  # 1, 2, 4, 8, 16, 32 seconds, and then
LONGEST = 60  # seconds


@dataclass(frozen=True)
class PasswordTry:
    """`place` is the address it comes from, or the mark of a device of the person's own (`known`)."""

    account: str
    place: str
    known: bool = False

    @property
    def key(self) -> str:
        return hashed(f"{WHAT} {self.account.strip().lower()}")


def note_password(uow: UnitOfWork, tried: PasswordTry) -> list[int]:
    """Count one try from now on, before it is judged; returns the numbers of its rows. Raises TooMany.

    A try that is refused here is not counted, so whoever waits as long as they were told goes on.
    """
    noted = note_attempt(uow, SIGN_IN, account=tried.account, address=tried.place)
    _refuse_early(uow, tried)
    if not tried.known:
        noted.append(uow.add(Attempt(what=WHAT, key=tried.key, at=uow.now)).id)
    return noted


def refuse_crowd(uow: UnitOfWork, tried: PasswordTry, noted: list[int]) -> None:
    """Tries that came side by side were all noted before any is judged. Raises TooMany."""
    if is_over(uow, SIGN_IN, account=tried.account, address=tried.place, noted=1):
        raise TooMany.of(SIGN_IN)
    _refuse_early(uow, tried, but=noted)


def password_was_right(uow: UnitOfWork, tried: PasswordTry, noted: list[int]) -> None:
    """It was no guess. Those of others at the account still count."""
    forget_attempts(uow, SIGN_IN, noted, account=tried.account, address=tried.place)


def _refuse_early(uow: UnitOfWork, tried: PasswordTry, *, but: list[int] | None = None) -> None:
    """Raises TooMany while the account's wait runs; its own rows a try does not wait for."""
    if tried.known:
        return
    others = select(func.count(), func.max(Attempt.at)).where(
        Attempt.what == WHAT,
        Attempt.key == tried.key,
        Attempt.at > uow.now - WITHIN,
        Attempt.id.not_in(but or []),
    )
    made, last = uow.session.execute(others).one()
    if made <= FREE:
        return
    wait = LONGEST if made > FREE + DOUBLINGS else 2 ** (made - FREE - 1)
    left = ceil((last + timedelta(seconds=wait) - uow.now).total_seconds())
    if left > 0:
        raise TooMany(
            _l(
                "Akun ini sedang banyak dicoba dengan kata sandi yang salah. Tunggu %(seconds)s detik, lalu coba lagi.",
                seconds=left,
            ),
            seconds=left,
        )
