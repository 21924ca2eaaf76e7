"""The secret of a person's second factor at rest: sealed under the city's key, as personal numbers are.

Those of before they were sealed stand in clear until a job has been there (`seal_second_factors`).
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.accounts.models import User
from marketplace.db.uow import UnitOfWork
from marketplace.ports.sealing import Sealer

SLICE = 200  # people in one transaction, so that none of them waits long to sign in


def secret_of(user: User, sealer: Sealer) -> str | None:
    """In base 32. Raises ValueError for one that was sealed with another key."""
    return sealer.open(user.totp_sealed) if user.totp_sealed else user.totp_secret


def set_secret(user: User, secret: str, sealer: Sealer) -> None:
    user.totp_sealed, user.totp_secret = sealer.seal(secret), None


def seal_secrets(uow: UnitOfWork, sealer: Sealer) -> bool:
    """Seal one slice of those in clear; whether there may be more."""
    clear = select(User).where(User.totp_secret.is_not(None)).order_by(User.id).limit(SLICE)
    found = uow.session.scalars(clear.with_for_update(key_share=True)).all()
    for user in found:
        if user.totp_secret is not None:
            set_secret(user, user.totp_secret, sealer)
    return len(found) == SLICE


def count_in_clear(session: Session) -> int:
    return session.scalar(select(func.count()).where(User.totp_secret.is_not(None))) or 0


def one_sealed(session: Session) -> str | None:
    """A sealed secret, the newest, for whoever wonders whether the key still opens it."""
    sealed = select(User.totp_sealed).where(User.totp_sealed.is_not(None))
    return session.scalar(sealed.order_by(User.id.desc()).limit(1))
