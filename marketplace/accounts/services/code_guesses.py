"""Slows whoever guesses at a second factor: per person, over all their sign-ins and from every address.

Whoever gets so far knows the password. So too many wrong codes end the sign-ins that wait for one, and the person is
told by letter.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from marketplace.accounts.events import SignInRevoked
from marketplace.accounts.letters import CODES_GUESSED
from marketplace.accounts.models import SignIn, User
from marketplace.accounts.services.attempts import Limit, TooMany, forget_attempts, is_over, note_attempt
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import UserId
from marketplace.kernel.labels import _l

SHORT = Limit(
    "second-factor",
    per_pair=5,
    within=timedelta(minutes=15),
    sentence=_l("Terlalu banyak kode salah. Tunggu 15 menit, lalu masuk lagi."),
)
A_DAY = Limit(
    "second-factor-day",
    per_pair=20,
    within=timedelta(days=1),
    sentence=_l(
        "Terlalu banyak kode salah hari ini. Coba lagi besok, atau minta pengelola sistem mengatur ulang kode Anda."
    ),
)
LIMITS = (A_DAY, SHORT)
ANYWHERE = ""
TOLD = Limit("second-factor-told", per_pair=1, within=timedelta(hours=1), sentence=SHORT.sentence)


def note_code(uow: UnitOfWork, user_id: UserId) -> list[int]:
    """Count one code from now on, before it is judged; returns the numbers of its rows, none where no try is left."""
    if too_many(uow, user_id):
        return []
    return [
        row
        for limit in LIMITS
        for row in note_attempt(uow, limit, account=_account(user_id), address=ANYWHERE)
    ]


def too_many(uow: UnitOfWork, user_id: UserId, *, noted: int = 0) -> TooMany | None:
    """The refusal to answer with, where more codes than `noted` ones leave room for were wrong.

    Codes that come side by side are all noted before one is judged: together they may be too many.
    """
    over = (
        limit
        for limit in LIMITS
        if is_over(uow, limit, account=_account(user_id), address=ANYWHERE, noted=noted)
    )
    return next(map(TooMany.of, over), None)


def code_was_right(uow: UnitOfWork, user_id: UserId, noted: list[int]) -> None:
    """It was no guess, and those of the last minutes do not count any more; those of the day do."""
    forget_attempts(uow, SHORT, noted, account=_account(user_id), address=ANYWHERE)


def forget_codes(uow: UnitOfWork, user_id: UserId) -> None:
    """They were guesses at a secret that is gone."""
    for limit in LIMITS:
        forget_attempts(uow, limit, [], account=_account(user_id), address=ANYWHERE)


def stop_guessing(uow: UnitOfWork, user_id: UserId) -> TooMany | None:
    """Once too many codes were wrong, end the person's sign-ins that wait for one; the refusal to answer with.

    The person is told, once an hour at most. None while there are tries left.
    """
    user = uow.get(User, user_id, lock=True)
    over = too_many(uow, user_id)
    if over is None:
        return None
    waiting = select(SignIn).filter_by(user_id=user_id, revoked_at=None, second_factor_at=None)
    for sign_in in uow.session.scalars(waiting.where(SignIn.expires_at > uow.now).order_by(SignIn.id)):
        sign_in.revoked_at = uow.now
        uow.emit(SignInRevoked(user_id=user_id, sign_in_id=sign_in.id))
    if user.email and not is_over(uow, TOLD, account=_account(user_id), address=ANYWHERE):
        note_attempt(uow, TOLD, account=_account(user_id), address=ANYWHERE)
        uow.later("send_mail", **CODES_GUESSED.to(user_id))
    return over


def _account(user_id: UserId) -> str:
    return f"user {user_id}"
