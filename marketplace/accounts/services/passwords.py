"""Change a password, or set one by a letter's one-time link or a code that was handed over.

What is typed is judged and hashed in a unit that only reads; the one that writes is handed the hash.
"""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import select, update

from marketplace.accounts import hashing, letters, policies, queries
from marketplace.accounts.events import LinkIssued, PasswordChanged
from marketplace.accounts.hashing import NewHash
from marketplace.accounts.models import OneTimeLink, User
from marketplace.accounts.services.signing_in import end_sessions
from marketplace.accounts.tokens import new_code, new_token, stored_form
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import UserId
from marketplace.kernel.labels import _l

RECOVER, FIRST_PASSWORD, BY_HAND = "recover", "first-password", "by-hand"
LIVES = {RECOVER: timedelta(hours=1), FIRST_PASSWORD: timedelta(days=7), BY_HAND: timedelta(days=1)}

SALT = "recovery"


WRONG = _l("Kata sandi lama tidak cocok.")


def judged_change(uow: UnitOfWork, user_id: UserId, *, old: str, new: str) -> NewHash:
    """The hash of the new password once the old one is right. Only reads. Raises Refused."""
    user = uow.get(User, user_id)
    uow.demand(policies.TEND_ACCOUNT, user)
    if not hashing.matches(user.password_hash, old):
        raise Refused(WRONG, field="old")
    return NewHash(_hash(user, new, field="new"), replaces=user.password_hash)


def change_password(uow: UnitOfWork, user_id: UserId, new: NewHash, *, here: int) -> None:
    """Keep the new password, and end every session but `here`, the one it is done in.

    Raises Refused where the password it was judged by has been changed meanwhile.
    """
    user = uow.get(User, user_id, lock=True)
    uow.demand(policies.TEND_ACCOUNT, user)
    if user.password_hash != new.replaces:
        raise Refused(WRONG, field="old")
    _set(uow, user, new.text)
    end_sessions(uow, user_id, but=here)


def issue_link(uow: UnitOfWork, user_id: UserId, purpose: str) -> str:
    """The secret part of a link by which the person sets a password; earlier links and codes stop working."""
    token = new_token()
    _issue(uow, user_id, purpose, token)
    return token


def issue_code(uow: UnitOfWork, user_id: UserId) -> str:
    """For somebody without e-mail: a code that sets a password once within a day, to be handed over by hand.

    By a sysadmin for anybody, by an officer for people of businesses, by an owner for those who sit nowhere else.
    """
    user = uow.get(User, user_id)
    held = tuple(queries.seats(uow.session, user_id, uow.now))
    uow.demand(policies.HELP_IN, policies.Helped(user.id, held))
    if user.email and not uow.allows(policies.MANAGE_PEOPLE, user):
        raise Refused(_l("Orang ini punya surel: minta ia memilih “Lupa kata sandi?” di halaman masuk."))
    code = new_code()
    _issue(uow, user_id, BY_HAND, code)
    return code


def drop_links(uow: UnitOfWork, user_id: UserId) -> None:
    """Links and codes that were issued and not used stop working."""
    uow.session.execute(update(OneTimeLink).filter_by(user_id=user_id, used_at=None).values(used_at=uow.now))


def _issue(uow: UnitOfWork, user_id: UserId, purpose: str, secret: str) -> None:
    uow.get(User, user_id, lock=True)
    drop_links(uow, user_id)
    uow.add(
        OneTimeLink(
            token_hash=stored_form(secret, salt=SALT),
            user_id=user_id,
            purpose=purpose,
            created_at=uow.now,
            expires_at=uow.now + LIVES[purpose],
        )
    )
    uow.emit(LinkIssued(user_id=user_id, purpose=purpose))


class Recovery(NamedTuple):
    """Whom a letter lets back in, and the secret part of its link."""

    user_id: UserId
    token: str


def recovery_for(uow: UnitOfWork, *, email: str) -> Recovery | None:
    """A link for whoever has this address, to be written to them at once; None for a stranger's address."""
    user = queries.find_user(uow.session, email)
    if user is None or user.email is None or user.disabled_at is not None:
        return None
    return Recovery(user.id, issue_link(uow, user.id, RECOVER))


def hash_for_link(uow: UnitOfWork, token: str, password: str) -> str:
    """What `use_link` is to keep. Only reads. Raises Refused as it does, and for a weak password."""
    return _hash(uow.get(User, _link(uow, token).user_id), password, field="password")


def use_link(uow: UnitOfWork, token: str, *, password_hash: str) -> UserId:
    """Set a password by a one-time link or code; every session ends. Raises Refused for one used or expired."""
    link = _link(uow, token, lock=True)
    user = uow.get(User, link.user_id, lock=True)
    _set(uow, user, password_hash)
    link.used_at = uow.now
    end_sessions(uow, user.id)
    return user.id


def _link(uow: UnitOfWork, token: str, *, lock: bool = False) -> OneTimeLink:
    query = select(OneTimeLink).filter_by(token_hash=stored_form(token, salt=SALT), used_at=None)
    link = uow.session.scalars(query.with_for_update() if lock else query).one_or_none()
    if link is None or link.expires_at <= uow.now:
        raise Refused(
            _l("Tautan atau kode ini tidak dikenal, sudah dipakai, atau kedaluwarsa. Minta yang baru.")
        )
    return link


def _hash(user: User, password: str, *, field: str) -> str:
    return hashing.hash_of(password, field=field, not_like=(user.email, user.name))


def _set(uow: UnitOfWork, user: User, password_hash: str) -> None:
    user.password_hash = password_hash
    uow.emit(PasswordChanged(user_id=user.id))
    if user.email:
        uow.later("send_mail", **letters.PASSWORD_CHANGED.to(user.id))
