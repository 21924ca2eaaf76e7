"""Organisations, people, and who sits where."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Update, select, update

from marketplace.accounts import policies
from marketplace.accounts.events import (
    LanguageChosen,
    OrganisationCreated,
    SeatEnded,
    SeatEndPlanned,
    SeatGiven,
    UserCreated,
)
from marketplace.accounts.models import Organisation, Seat, SignIn, User
from marketplace.accounts.queries import is_live
from marketplace.adapters import identifiers
from marketplace.db.uow import UnitOfWork
from marketplace.kernel import roles
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.labels import _l
from marketplace.kernel.roles import BUSINESS_ROLES, OFFICE, OFFICE_ROLES, OrganisationKind, Role

LAST_STAYS = (roles.OWNER, roles.SYSADMIN)
NOT_ONESELF = _l("Anda tidak dapat memberi peran kepada diri sendiri; minta orang lain yang berwenang.")
HAS_PEOPLE = _l("Usaha ini sudah punya orang. Pemiliknya yang mengundang orang lain.")


def create_organisation(uow: UnitOfWork, kind: OrganisationKind, name: str) -> Organisation:
    """A maker, a retailer or an office; the package that knows which has demanded its own policy."""
    organisation = uow.add(Organisation(kind=kind, name=name.strip(), created_at=uow.now))
    uow.emit(OrganisationCreated(organisation_id=organisation.id, kind=kind.value))
    return organisation


def create_user(
    uow: UnitOfWork, name: str, email: str | None, phone: str | None = None, password_hash: str | None = None
) -> User:
    """A person, reachable by e-mail or telephone; without a password they get a one-time link first.

    Raises Refused for an address or number that is taken or malformed.
    """
    email = plain_email(email) if email else None
    number = plain_phone(phone) if phone else None
    check_free(uow, email=email, phone=number)
    user = uow.add(
        User(name=name.strip(), email=email, phone=number, password_hash=password_hash, created_at=uow.now)
    )
    uow.emit(UserCreated(user_id=user.id))
    return user


def give_seat(
    uow: UnitOfWork,
    user_id: UserId,
    organisation_id: OrganisationId,
    role: Role,
    *,
    until: datetime | None = None,
) -> Seat:
    """Seat a person, perhaps with a planned end; one who sits there in that role already keeps their seat.

    The first seat of a business belongs to whoever founds it, the others are its owner's to give. Officials seat
    themselves nowhere.
    """
    organisation = uow.get(Organisation, organisation_id, lock=True)
    peopled = anyone_sits_in(uow, organisation_id)
    if organisation.kind is OFFICE or peopled:
        uow.demand(policies.MANAGE_SEATS, organisation)
    if uow.actor.user_id == user_id and (organisation.kind is OFFICE or uow.actor.has(*OFFICE_ROLES)):
        raise Refused(NOT_ONESELF)
    if peopled and not uow.allows(policies.INVITE_ANYBODY, organisation):
        raise Refused(HAS_PEOPLE, field="organisation")
    return seat_person(uow, user_id, organisation, role, until=until)


def seat_person(
    uow: UnitOfWork,
    user_id: UserId,
    organisation: Organisation,
    role: Role,
    *,
    until: datetime | None = None,
    here: int | None = None,
) -> Seat:
    """Seat a person by whatever gave the right to it; `organisation` is locked.

    A change of role ends the person's sessions there, but for the one called `here`.
    """
    user = uow.get(User, user_id, lock=True)
    if user.erased_at is not None:
        raise Refused(_l("Akun ini sudah dihapus pemiliknya; undang orangnya dengan akun baru."))
    if role not in (OFFICE_ROLES if organisation.kind is OFFICE else BUSINESS_ROLES):
        raise Refused(_l("Peran ini tidak ada di organisasi ini. Pilih peran lain."), field="role")
    live = live_seat(uow, user_id, organisation.id, role)
    if live is not None:
        if live.until_at != until:
            _plan(uow, live, until)
        return live
    if until is not None:
        _check_end(uow, until)
        _keep_one(uow, organisation.id, role)

    seat = uow.add(
        Seat(user_id=user_id, organisation_id=organisation.id, role=role, from_at=uow.now, until_at=until)
    )
    _end_sessions(uow, user_id, organisation.id, but=here)
    uow.emit(SeatGiven(organisation_id=organisation.id, user_id=user_id, role=role.value))
    return seat


def end_seat(uow: UnitOfWork, seat_id: int) -> Seat:
    """End a live seat and the sessions it opened. The last owner and the last sysadmin stay."""
    seat = _managed_seat(uow, seat_id)
    _keep_one(uow, seat.organisation_id, seat.role, but=seat_id)
    close_seat(uow, seat)
    return seat


def plan_end(uow: UnitOfWork, seat_id: int, until: datetime | None) -> Seat:
    """A live seat ends by itself at that moment, and so do its sessions; None takes the plan back.

    The last owner and the last sysadmin without a planned end stay.
    """
    seat = _managed_seat(uow, seat_id)
    if seat.until_at != until:
        _plan(uow, seat, until)
    return seat


def close_seat(uow: UnitOfWork, seat: Seat, *, here: int | None = None) -> None:
    """The seat ends now, with the sessions there but for `here`; whoever calls keeps the last owner."""
    seat.until_at = uow.now
    uow.session.flush()
    _end_sessions(uow, seat.user_id, seat.organisation_id, but=here)
    uow.emit(SeatEnded(organisation_id=seat.organisation_id, user_id=seat.user_id, role=seat.role.value))


def live_seat(uow: UnitOfWork, user_id: UserId, organisation_id: OrganisationId, role: Role) -> Seat | None:
    query = select(Seat).filter_by(user_id=user_id, organisation_id=organisation_id, role=role)
    return uow.session.scalars(query.where(is_live(uow.now))).one_or_none()


def anyone_sits_in(uow: UnitOfWork, organisation_id: OrganisationId) -> bool:
    live = select(Seat.id).where(Seat.organisation_id == organisation_id, is_live(uow.now)).limit(1)
    return uow.session.scalar(live) is not None


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


def plain_phone(text: str) -> str:
    """As it is stored and compared. Raises Refused where it cannot be a number."""
    number = identifiers.phone(text)
    if number is None:
        raise Refused(_l("Nomor telepon ini tidak lengkap. Tulis seperti 0812 3456 7890."), field="phone")
    return number


def check_free(uow: UnitOfWork, *, email: str | None, phone: str | None, but: UserId | None = None) -> None:
    """Raises Refused where an account, save one, has this address or number, or where there is neither."""
    if email is None and phone is None:
        raise Refused(_l("Isi nomor HP atau alamat surel, agar Anda dapat masuk."), field="phone")
    if email and _taken(uow, but, email=email):
        raise Refused(_l("Alamat surel ini sudah dipakai akun lain."), field="email")
    if phone and _taken(uow, but, phone=phone):
        raise Refused(_l("Nomor telepon ini sudah dipakai akun lain."), field="phone")


def _taken(uow: UnitOfWork, but: UserId | None, **columns: str) -> bool:
    others = select(User.id).filter_by(**columns).where(User.id != (but or 0))
    return uow.session.scalar(others) is not None


def _managed_seat(uow: UnitOfWork, seat_id: int) -> Seat:
    """A live seat that the actor may end, its organisation locked."""
    found = uow.get(Seat, seat_id)
    organisation = uow.get(Organisation, found.organisation_id, lock=True)
    uow.demand(policies.MANAGE_SEATS, organisation)
    seat = uow.get(Seat, seat_id, lock=True)
    if seat.until_at is not None and seat.until_at <= uow.now:
        raise Refused(_l("Peran ini sudah berakhir."))
    return seat


def _plan(uow: UnitOfWork, seat: Seat, until: datetime | None) -> None:
    if until is not None:
        _check_end(uow, until)
        _keep_one(uow, seat.organisation_id, seat.role, but=seat.id)
        sessions = _open_there(seat.user_id, seat.organisation_id).where(SignIn.expires_at > until)
        uow.session.execute(sessions.values(expires_at=until))
    seat.until_at = until
    uow.session.flush()
    uow.emit(
        SeatEndPlanned(
            organisation_id=seat.organisation_id,
            user_id=seat.user_id,
            role=seat.role.value,
            until_at=until.isoformat() if until else None,
        )
    )


def _check_end(uow: UnitOfWork, until: datetime) -> None:
    if until <= uow.now:
        raise Refused(_l("Hari terakhir paling awal hari ini."), field="last_day")


def _keep_one(
    uow: UnitOfWork, organisation_id: OrganisationId, role: Role, *, but: int | None = None
) -> None:
    """Somebody else holds this role here for good; the organisation's row is locked, so it stays true."""
    if role not in LAST_STAYS:
        return
    others = select(Seat.id).filter_by(organisation_id=organisation_id, role=role, until_at=None)
    if uow.session.scalar(others.where(Seat.id != (but or 0)).limit(1)) is None:
        raise Refused(
            _l(
                "%(role)s terakhir tidak dapat dilepas. Beri peran ini kepada orang lain dahulu.",
                role=role.label,
            )
        )


def _end_sessions(
    uow: UnitOfWork, user_id: UserId, organisation_id: OrganisationId, *, but: int | None
) -> None:
    others = _open_there(user_id, organisation_id).where(SignIn.id != (but or 0))
    uow.session.execute(others.values(revoked_at=uow.now))


def _open_there(user_id: UserId, organisation_id: OrganisationId) -> Update:
    return update(SignIn).where(
        SignIn.user_id == user_id, SignIn.organisation_id == organisation_id, SignIn.revoked_at.is_(None)
    )
