"""From a password to a session, and on to a second factor."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from marketplace.accounts import hashing, policies, queries
from marketplace.accounts.events import (
    OrganisationChosen,
    SecondFactorPassed,
    SecondFactorReset,
    SecondFactorStarted,
    SignedIn,
    SignInRevoked,
)
from marketplace.accounts.hashing import NewHash
from marketplace.accounts.models import Organisation, SignIn, User
from marketplace.accounts.services.code_guesses import forget_codes
from marketplace.accounts.services.recovery_codes import forget_recovery_codes, use_recovery_code
from marketplace.accounts.tokens import hashed, new_token
from marketplace.accounts.totp import secret_of, set_secret
from marketplace.adapters import second_factor
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import NotFound
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.roles import OFFICE
from marketplace.ports.sealing import Sealer

LIFE = timedelta(days=14)
OFFICE_LIFE = timedelta(hours=12)


@dataclass(frozen=True)
class Opened:
    """A session that stands: its token goes into the visitor's signed cookie and nowhere else."""

    sign_in_id: int
    token: str


def who_has(uow: UnitOfWork, name: str, password: str) -> User | None:
    """The person with this address or number and password; only reads, and takes as long for a stranger."""
    user = queries.find_user(uow.session, name)
    right = hashing.matches(user.password_hash if user else None, password)
    return user if right and user is not None and user.disabled_at is None else None


def open_session(
    uow: UnitOfWork, user_id: UserId, *, device: str, address: str, renewed: NewHash | None = None
) -> Opened:
    """A new session for a person who just proved themselves, where they worked last.

    Lasts 14 days, in an office 12 hours. `renewed` is kept unless the password was changed meanwhile.
    """
    user = uow.get(User, user_id, lock=True)
    if renewed is not None and user.password_hash == renewed.replaces:
        user.password_hash = renewed.text
    organisation = _where_last(uow, user_id)
    token = new_token()
    sign_in = uow.add(
        SignIn(
            token_hash=hashed(token),
            user_id=user_id,
            organisation_id=organisation.id if organisation else None,
            created_at=uow.now,
            expires_at=_ends(uow, user_id, organisation),
            device=device[:200],
            address=address,
        )
    )
    uow.emit(SignedIn(user_id=user_id, sign_in_id=sign_in.id, organisation_id=sign_in.organisation_id))
    return Opened(sign_in.id, token)


def pass_second_factor(uow: UnitOfWork, sign_in_id: int, code: str, *, sealer: Sealer) -> Opened | None:
    """The session under a new token once the code, or a recovery code, is right; None for a wrong or used one."""
    user = uow.get(User, uow.actor.user_id, lock=True)  # before their sign-ins, as whoever ends those
    sign_in = own_session(uow, sign_in_id)
    first_time = not user.totp_confirmed
    secret = secret_of(user, sealer)
    step = second_factor.verify(code, secret, uow.now) if secret else None
    if step is not None and step > user.totp_last_step:
        user.totp_last_step, user.totp_confirmed = step, True
    elif first_time or not use_recovery_code(uow, user, code):
        return None
    sign_in.second_factor_at = uow.now
    uow.emit(SecondFactorPassed(user_id=user.id, sign_in_id=sign_in.id, first_time=first_time))
    return renewed(sign_in)


def start_second_factor(uow: UnitOfWork, *, sealer: Sealer) -> None:
    """Give the actor, who has none yet, a secret to put into their authenticator; a code confirms it."""
    user = uow.get(User, uow.actor.user_id, lock=True)
    if user.totp_sealed is None and user.totp_secret is None:
        set_secret(user, second_factor.new_secret(), sealer)
        uow.emit(SecondFactorStarted(user_id=user.id))


def reset_second_factor(uow: UnitOfWork, user_id: UserId) -> None:
    """For a lost telephone: a new one is set up at the next sign-in; every session ends."""
    user = uow.get(User, user_id, lock=True)
    uow.demand(policies.MANAGE_PEOPLE, user)
    user.totp_secret, user.totp_sealed = None, None
    user.totp_confirmed, user.totp_last_step = False, 0
    forget_recovery_codes(uow, user_id)
    forget_codes(uow, user_id)
    end_sessions(uow, user_id)
    uow.emit(SecondFactorReset(user_id=user_id))


def choose_organisation(uow: UnitOfWork, sign_in_id: int, public_id: str) -> Opened:
    """Act for another organisation one sits in, under a new token; the session never lasts longer by it."""
    sign_in = own_session(uow, sign_in_id)
    organisation = uow.find(Organisation, public_id=public_id)
    if not any(
        seat.organisation_id == organisation.id
        for seat in queries.seats(uow.session, sign_in.user_id, uow.now)
    ):
        raise NotFound(f"no seat at organisation {organisation.id}")
    sign_in.organisation_id = organisation.id
    sign_in.expires_at = min(sign_in.expires_at, _ends(uow, sign_in.user_id, organisation))
    uow.emit(
        OrganisationChosen(user_id=sign_in.user_id, sign_in_id=sign_in.id, organisation_id=organisation.id)
    )
    return renewed(sign_in)


def confirm_again(uow: UnitOfWork, sign_in_id: int) -> None:
    """The password was asked again and was right: the moment is kept with the session."""
    own_session(uow, sign_in_id).confirmed_at = uow.now


def revoke(uow: UnitOfWork, sign_in_id: int) -> None:
    """End a session of one's own; it is gone at the next request it makes."""
    sign_in = own_session(uow, sign_in_id)
    sign_in.revoked_at = uow.now
    uow.emit(SignInRevoked(user_id=sign_in.user_id, sign_in_id=sign_in.id))


def end_sessions(uow: UnitOfWork, user_id: UserId, *, but: int | None = None) -> None:
    """End all of a person's sessions, except perhaps the one they are in."""
    for sign_in in uow.session.scalars(select(SignIn).filter_by(user_id=user_id, revoked_at=None)):
        if sign_in.id != but:
            sign_in.revoked_at = uow.now
            uow.emit(SignInRevoked(user_id=user_id, sign_in_id=sign_in.id))


def renew(uow: UnitOfWork, sign_in_id: int) -> Opened:
    """The same session under a new token."""
    return renewed(own_session(uow, sign_in_id))


def own_session(uow: UnitOfWork, sign_in_id: int) -> SignIn:
    """A live session of the actor's. Raises NotFound for anybody else's."""
    sign_in = uow.get(SignIn, sign_in_id, lock=True)
    if sign_in.user_id != uow.actor.user_id or sign_in.revoked_at or sign_in.expires_at <= uow.now:
        raise NotFound(f"sign-in {sign_in_id}")
    return sign_in


def renewed(sign_in: SignIn) -> Opened:
    """The session goes on under a new token; the old one is worth nothing from here on."""
    token = new_token()
    sign_in.token_hash = hashed(token)
    return Opened(sign_in.id, token)


def _where_last(uow: UnitOfWork, user_id: UserId) -> Organisation | None:
    """Where the person worked last, else where they sit longest, among the seats they hold now."""
    live = [seat.organisation_id for seat in queries.seats(uow.session, user_id, uow.now)]
    last = select(SignIn.organisation_id).filter_by(user_id=user_id).order_by(SignIn.id.desc()).limit(1)
    chosen: OrganisationId | None = uow.session.scalar(last)
    if chosen not in live:
        chosen = live[0] if live else None
    return uow.get(Organisation, chosen) if chosen is not None else None


def _ends(uow: UnitOfWork, user_id: UserId, organisation: Organisation | None) -> datetime:
    """When a session there is over: after its life, or earlier where a seat ends as planned."""
    if organisation is None:
        return uow.now + LIFE
    held = queries.seats(uow.session, user_id, uow.now)
    planned = [seat.until_at for seat in held if seat.organisation_id == organisation.id and seat.until_at]
    return min([uow.now + (OFFICE_LIFE if organisation.kind is OFFICE else LIFE), *planned])
