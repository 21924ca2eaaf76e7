"""Organisations, people, and who sits where."""

from __future__ import annotations

from sqlalchemy import func, select, update

from marketplace.accounts import policies
from marketplace.accounts.events import LanguageChosen, OrganisationCreated, SeatEnded, SeatGiven, UserCreated
from marketplace.accounts.hashing import hash_of
from marketplace.accounts.models import Organisation, Seat, SignIn, User
from marketplace.adapters import identifiers, second_factor
from marketplace.db.uow import UnitOfWork
from marketplace.kernel import roles
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import BUSINESS_ROLES, OFFICE, OFFICE_ROLES, OrganisationKind, Role

LAST_STAYS = (roles.OWNER, roles.SYSADMIN)


def create_organisation(uow: UnitOfWork, kind: OrganisationKind, name: str) -> Organisation:
    """A maker, a retailer or an office; the package that knows which has demanded its own policy."""
    organisation = uow.add(Organisation(kind=kind, name=name.strip(), created_at=uow.now))
    uow.emit(OrganisationCreated(organisation_id=organisation.id, kind=kind.value))
    return organisation


def create_user(
    uow: UnitOfWork, name: str, email: str | None, phone: str | None = None, password: str | None = None
) -> User:
    """A person, reachable by e-mail or telephone; without a password they get a one-time link first.

    Raises Refused for an address or number that is taken or malformed, and for a weak password.
    """
    email = plain_email(email) if email else None
    number = identifiers.phone(phone) if phone else None
    if phone and number is None:
        raise Refused(_l("Nomor telepon ini tidak lengkap. Tulis seperti 0812 3456 7890."), field="phone")
    if email and _taken(uow, email=email):
        raise Refused(_l("Alamat surel ini sudah dipakai akun lain."), field="email")
    if number and _taken(uow, phone=number):
        raise Refused(_l("Nomor telepon ini sudah dipakai akun lain."), field="phone")
    hashed = hash_of(password, not_like=(email, name)) if password else None
    user = uow.add(
        User(name=name.strip(), email=email, phone=number, password_hash=hashed, created_at=uow.now)
    )
    uow.emit(UserCreated(user_id=user.id))
    return user


def give_seat(uow: UnitOfWork, user_id: UserId, organisation_id: OrganisationId, role: Role) -> Seat:
    """Seat a person; one who sits there in that role already keeps their seat.

    The first seat of a business belongs to whoever founds it. Nobody seats themselves in an office. A change of
    role ends the sessions at that organisation; an office seat brings a second factor with it.
    """
    organisation = uow.get(Organisation, organisation_id, lock=True)
    user = uow.get(User, user_id, lock=True)
    if organisation.kind is OFFICE or _anyone_sits_in(uow, organisation_id):
        uow.demand(policies.MANAGE_SEATS, organisation)
    if role not in (OFFICE_ROLES if organisation.kind is OFFICE else BUSINESS_ROLES):
        raise Refused(_l("Peran ini tidak ada di organisasi ini. Pilih peran lain."), field="role")
    if organisation.kind is OFFICE and uow.actor.user_id == user_id:
        raise Refused(_l("Anda tidak dapat memberi peran kepada diri sendiri; minta pengelola sistem lain."))
    live = _live_seat(uow, user_id, organisation_id, role)
    if live is not None:
        return live

    seat = uow.add(Seat(user_id=user_id, organisation_id=organisation_id, role=role, from_at=uow.now))
    if organisation.kind is OFFICE and user.totp_secret is None:
        user.totp_secret = second_factor.new_secret()
    _end_sessions(uow, user_id, organisation_id)
    uow.emit(SeatGiven(organisation_id=organisation_id, user_id=user_id, role=role.value))
    return seat


def end_seat(uow: UnitOfWork, seat_id: int) -> Seat:
    """End a live seat and the sessions it opened. The last owner and the last sysadmin stay."""
    found = uow.get(Seat, seat_id)
    organisation = uow.get(Organisation, found.organisation_id, lock=True)
    uow.demand(policies.MANAGE_SEATS, organisation)
    seat = uow.get(Seat, seat_id, lock=True)
    if seat.until_at is not None:
        raise Refused(_l("Peran ini sudah berakhir."))
    if seat.role in LAST_STAYS and _holders(uow, seat) == 1:
        raise Refused(
            _l(
                "%(role)s terakhir tidak dapat dilepas. Beri peran ini kepada orang lain dahulu.",
                role=seat.role.label,
            )
        )

    seat.until_at = uow.now
    _end_sessions(uow, seat.user_id, seat.organisation_id)
    uow.emit(SeatEnded(organisation_id=organisation.id, user_id=seat.user_id, role=seat.role.value))
    return seat


def choose_language(uow: UnitOfWork, locale: str) -> None:
    """The language of the actor's pages, on every device."""
    user = uow.get(User, uow.actor.user_id, lock=True)
    if user.locale != locale:
        user.locale = locale
        uow.emit(LanguageChosen(user_id=user.id, locale=locale))


def plain_email(text: str) -> str:
    """As it is stored and compared. Raises Refused where it cannot be an address."""
    email = text.strip().lower()
    name, _, host = email.rpartition("@")
    if not name or "." not in host or any(letter.isspace() for letter in email):
        raise Refused(_l("Alamat surel ini tidak lengkap. Tulis seperti nama@contoh.id."), field="email")
    return email


def _taken(uow: UnitOfWork, **columns: str) -> bool:
    return uow.session.scalar(select(User.id).filter_by(**columns)) is not None


def _anyone_sits_in(uow: UnitOfWork, organisation_id: OrganisationId) -> bool:
    live = select(Seat.id).where(Seat.organisation_id == organisation_id, Seat.until_at.is_(None)).limit(1)
    return uow.session.scalar(live) is not None


def _live_seat(uow: UnitOfWork, user_id: UserId, organisation_id: OrganisationId, role: Role) -> Seat | None:
    query = select(Seat).filter_by(user_id=user_id, organisation_id=organisation_id, role=role, until_at=None)
    return uow.session.scalars(query).one_or_none()


def _holders(uow: UnitOfWork, seat: Seat) -> int:
    """How many people hold this role here now; the organisation's row is locked, so it stays true."""
    holders = select(func.count()).where(
        Seat.organisation_id == seat.organisation_id, Seat.role == seat.role, Seat.until_at.is_(None)
    )
    return uow.session.scalar(holders) or 0


def _end_sessions(uow: UnitOfWork, user_id: UserId, organisation_id: OrganisationId) -> None:
    open_there = update(SignIn).where(
        SignIn.user_id == user_id, SignIn.organisation_id == organisation_id, SignIn.revoked_at.is_(None)
    )
    uow.session.execute(open_there.values(revoked_at=uow.now))
