"""Bring a person in: a letter with a link, or a code on paper, and a seat for whoever accepts it."""

from __future__ import annotations

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import update

from marketplace.accounts import hashing, invited, policies, queries
from marketplace.accounts.events import (
    InvitationAccepted,
    InvitationMade,
    InvitationWithdrawn,
    PasswordChanged,
)
from marketplace.accounts.models import Invitation, Organisation, User
from marketplace.accounts.services.seats import (
    HAS_PEOPLE,
    NOT_ONESELF,
    anyone_sits_in,
    create_user,
    plain_email,
    plain_phone,
    seat_person,
)
from marketplace.accounts.tokens import hashed, new_code, new_token, stored_form
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import BUSINESS_ROLES, OFFICE, OFFICE_ROLES, OFFICER, OWNER, SYSADMIN, Role

LIFE = timedelta(days=7)
MAY_INVITE = (OWNER, OFFICER, SYSADMIN)
UNKNOWN = _l(
    "Kode ini tidak dikenal. Periksa tiap hurufnya; tidak ada angka 0 dan 1, tidak ada huruf O dan I."
)


def invite(
    uow: UnitOfWork, *, name: str, email: str, organisation_id: OrganisationId, role: Role, page: str
) -> Invitation:
    """By letter; `page` + secret is the link in it.

    An owner invites to their business, a sysadmin to the office, officials the first owner of a business; nobody
    themselves. A newer invitation of the same person to the same role replaces the older. Raises Forbidden and
    Refused.
    """
    nobody_knows = hashed(new_token())  # until the letter is sent: a row that waits holds no secret
    made = _made(uow, name, organisation_id, role, token_hash=nobody_knows, email=plain_email(email))
    uow.later("send_invitation", invitation_id=made.id, page=page)
    return made


class InvitationLetter(NamedTuple):
    """What stands in it; `token` is the secret part of its link."""

    email: str
    name: str
    role: str
    organisation: str
    token: str


def letter_of(uow: UnitOfWork, invitation_id: int) -> InvitationLetter | None:
    """The letter to be sent now, with a new secret: letters before lose theirs. None once the invitation is over."""
    found = uow.get(Invitation, invitation_id, lock=True)
    organisation = uow.get(Organisation, found.organisation_id)
    uow.demand(policies.MANAGE_SEATS, organisation)
    if found.email is None or invited.why_over(found, uow.now):
        return None
    token = new_token()
    found.token_hash = hashed(token)
    return InvitationLetter(found.email, found.name, found.role.value, organisation.name, token)


def invite_by_code(
    uow: UnitOfWork, *, name: str, phone: str, organisation_id: OrganisationId, role: Role
) -> tuple[Invitation, str]:
    """The same for somebody without e-mail: the code is to be shown once and handed over by hand."""
    code, number = new_code(), plain_phone(phone) if phone else None
    hash_of_code = stored_form(code, salt=invited.SALT)
    return _made(uow, name, organisation_id, role, token_hash=hash_of_code, phone=number), code


def withdraw_invitation(uow: UnitOfWork, public_id: str) -> Invitation:
    """Raises Refused for one that is over already."""
    found = uow.find(Invitation, public_id=public_id, lock=True)
    uow.demand(policies.MANAGE_SEATS, uow.get(Organisation, found.organisation_id))
    if invited.why_over(found, uow.now):
        raise Refused(_l("Undangan ini sudah tidak menunggu lagi; muat ulang daftarnya."))
    found.withdrawn_at = uow.now
    uow.emit(InvitationWithdrawn(organisation_id=found.organisation_id, invitation_id=found.id))
    return found


def hash_for_invitation(
    uow: UnitOfWork, code_or_token: str, password: str, *, name: str = "", phone: str = ""
) -> str:
    """What `accept_invitation` is to keep of a stranger. Only reads. Raises Refused for a weak password."""
    offer = _offer(uow, code_or_token)
    known = queries.find_user(uow.session, offer.email) if offer.email else None
    own = (
        name or offer.name,
        offer.email,
        phone or offer.phone,
        *((known.name, known.phone) if known else ()),
    )
    return hashing.hash_of(password, not_like=own)


def accept_invitation(
    uow: UnitOfWork,
    code_or_token: str,
    *,
    name: str = "",
    phone: str = "",
    password_hash: str | None = None,
    here: int | None = None,
) -> User:
    """The seat goes to the actor, whose session `here` goes on; a stranger gets an account with name and password.

    A stranger's `password_hash` is that of `hash_for_invitation`.

    Raises Refused for an invitation that is unknown, over, or whose inviter may not invite any more, and for
    somebody who has an account and is not signed in.
    """
    offer = _offer(uow, code_or_token)
    organisation = uow.get(Organisation, offer.organisation_id, lock=True)
    invitation = uow.get(Invitation, offer.id, lock=True)
    if over := invited.why_over(invitation, uow.now):
        raise Refused(over)
    if not _still_stands(uow, offer):
        raise Refused(
            _l("Yang mengundang Anda tidak lagi berwenang. Minta undangan baru dari yang berwenang.")
        )
    if uow.actor.user_id is not None:
        user = uow.get(User, uow.actor.user_id)
    else:
        user = _newcomer(uow, offer, name=name, phone=phone, password_hash=password_hash)
    if offer.created_by == user.id:
        raise Refused(NOT_ONESELF)

    seat_person(uow, user.id, organisation, offer.role, here=here)
    invitation.accepted_at, invitation.accepted_by = uow.now, user.id
    uow.emit(
        InvitationAccepted(organisation_id=organisation.id, invitation_id=invitation.id, user_id=user.id)
    )
    return user


def _offer(uow: UnitOfWork, code_or_token: str) -> invited.InvitationOffer:
    offer = invited.offer_of(uow.session, code_or_token)
    if offer is None:
        raise Refused(UNKNOWN, field="code")
    return offer


def _made(
    uow: UnitOfWork,
    name: str,
    organisation_id: OrganisationId,
    role: Role,
    *,
    token_hash: str,
    email: str | None = None,
    phone: str | None = None,
) -> Invitation:
    _check(uow, uow.get(Organisation, organisation_id, lock=True), role)
    _not_oneself(uow, email=email, phone=phone)
    if email or phone:
        _withdraw_older(uow, organisation_id=organisation_id, role=role, email=email, phone=phone)
    made = uow.add(
        Invitation(
            organisation_id=organisation_id,
            role=role,
            name=name.strip(),
            email=email,
            phone=phone,
            token_hash=token_hash,
            created_by=uow.actor.user_id,
            created_at=uow.now,
            expires_at=uow.now + LIFE,
        )
    )
    uow.emit(
        InvitationMade(
            organisation_id=organisation_id,
            invitation_id=made.id,
            role=role.value,
            by="letter" if email else "code",
        )
    )
    return made


def _check(uow: UnitOfWork, organisation: Organisation, role: Role) -> None:
    """Whether the actor may invite to this role here, and the role is there."""
    uow.demand(policies.MANAGE_SEATS, organisation)
    if role not in (OFFICE_ROLES if organisation.kind is OFFICE else BUSINESS_ROLES):
        raise Refused(_l("Peran ini tidak ada di organisasi ini. Pilih peran lain."), field="role")
    peopled = anyone_sits_in(uow, organisation.id)
    if peopled and not uow.allows(policies.INVITE_ANYBODY, organisation):
        raise Refused(HAS_PEOPLE)
    if not peopled and organisation.kind is not OFFICE and role is not OWNER:
        raise Refused(
            _l("Orang pertama di sebuah usaha adalah pemiliknya. Pilih peran Pemilik."), field="role"
        )


def _not_oneself(uow: UnitOfWork, **reached: str | None) -> None:
    """Raises Refused for the actor's own address or number."""
    me = uow.session.get(User, uow.actor.user_id) if uow.actor.user_id is not None else None
    for field, value in reached.items():
        if me is not None and value is not None and getattr(me, field) == value:
            raise Refused(NOT_ONESELF, field=field)


def _withdraw_older(uow: UnitOfWork, **same: object) -> None:
    waiting = update(Invitation).filter_by(**same, accepted_at=None, withdrawn_at=None)
    uow.session.execute(waiting.values(withdrawn_at=uow.now))


def _still_stands(uow: UnitOfWork, offer: invited.InvitationOffer) -> bool:
    """A grant must not outlive its reason: whoever invited still holds a seat that lets them."""
    if offer.created_by is None:
        return True
    return any(
        seat.role in MAY_INVITE and (seat.kind is OFFICE or seat.organisation_id == offer.organisation_id)
        for seat in queries.seats(uow.session, offer.created_by, uow.now)
    )


def _newcomer(
    uow: UnitOfWork, offer: invited.InvitationOffer, *, name: str, phone: str, password_hash: str | None
) -> User:
    """An account, or the first password of one that only a letter's reader can have opened."""
    if offer.email is not None:
        known = queries.find_user(uow.session, offer.email)
        if known is not None and known.password_hash is None:
            return _with_password(uow, known.id, password_hash)
        if known is not None:
            raise Refused(_l("Anda sudah punya akun. Masuk dahulu, lalu terima undangan ini."))
        user = create_user(uow, name or offer.name, offer.email)
    else:
        user = create_user(uow, name or offer.name, None, phone or offer.phone or "")
    return _with_password(uow, user.id, password_hash)


def _with_password(uow: UnitOfWork, user_id: UserId, password_hash: str | None) -> User:
    if password_hash is None:
        raise LookupError("a stranger's password is hashed before the account is made")
    user = uow.get(User, user_id, lock=True)
    user.password_hash = password_hash
    uow.emit(PasswordChanged(user_id=user.id))
    return user
