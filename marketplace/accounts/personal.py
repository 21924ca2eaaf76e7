"""What accounts keep about their person, for the person."""

from __future__ import annotations

from sqlalchemy import func, select

from marketplace.accounts.models import Invitation, Organisation, Representation, Seat, SignIn, User
from marketplace.db.personal import PersonalFact, PersonalRecords
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import _l

LANGUAGES = {"id": "Bahasa Indonesia", "en": "English"}
YES, NO = _l("ya"), _l("tidak")


def account(uow: UnitOfWork) -> PersonalRecords:
    mine = uow.get(User, uow.actor.user_id)
    facts = (
        PersonalFact("name", _l("Nama"), mine.name),
        PersonalFact("email", _l("Surel"), mine.email),
        PersonalFact("phone", _l("Nomor HP"), mine.phone),
        PersonalFact("language", _l("Bahasa"), LANGUAGES.get(mine.locale, mine.locale)),
        PersonalFact("second_factor", _l("Kode masuk dari ponsel"), YES if mine.totp_confirmed else NO),
        PersonalFact("since", _l("Akun dibuat"), mine.created_at),
    )
    return PersonalRecords("account", _l("Akun"), [facts])


def seats(uow: UnitOfWork) -> PersonalRecords:
    query = (
        select(Organisation.name, Seat.role, Seat.from_at, Seat.until_at)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(Seat.user_id == uow.actor.user_id)
        .order_by(Seat.id.desc())
    )
    rows = [
        (
            PersonalFact("organisation", _l("Usaha atau instansi"), organisation),
            PersonalFact("role", _l("Peran"), role.label),
            PersonalFact("from", _l("Sejak"), since),
            PersonalFact("until", _l("Sampai"), until),
        )
        for organisation, role, since, until in uow.session.execute(query)
    ]
    return PersonalRecords("seats", _l("Peran"), rows)


def sign_ins(uow: UnitOfWork) -> PersonalRecords:
    ended = func.coalesce(SignIn.revoked_at, SignIn.expires_at)
    query = (
        select(SignIn.created_at, ended, SignIn.device, SignIn.address)
        .where(SignIn.user_id == uow.actor.user_id)
        .order_by(SignIn.id.desc())
    )
    rows = [
        (
            PersonalFact("from", _l("Masuk"), since),
            PersonalFact("until", _l("Sampai"), until),
            PersonalFact("device", _l("Perangkat"), device),
            PersonalFact("address", _l("Alamat internet"), address),
        )
        for since, until, device, address in uow.session.execute(query)
    ]
    return PersonalRecords("sign_ins", _l("Sesi masuk"), rows)


def invitations(uow: UnitOfWork) -> PersonalRecords:
    query = (
        select(Organisation.name, Invitation.role, Invitation.name, Invitation.accepted_at)
        .join(Organisation, Organisation.id == Invitation.organisation_id)
        .where(Invitation.accepted_by == uow.actor.user_id)
        .order_by(Invitation.id.desc())
    )
    rows = [
        (
            PersonalFact("organisation", _l("Usaha atau instansi"), organisation),
            PersonalFact("role", _l("Peran"), role.label),
            PersonalFact("name", _l("Nama pada undangan"), name),
            PersonalFact("accepted_at", _l("Diterima"), accepted),
        )
        for organisation, role, name, accepted in uow.session.execute(query)
    ]
    return PersonalRecords("invitations", _l("Undangan"), rows)


def representations(uow: UnitOfWork) -> PersonalRecords:
    query = (
        select(Organisation.name, Representation.reason, Representation.from_at)
        .join(Organisation, Organisation.id == Representation.organisation_id)
        .where(Representation.user_id == uow.actor.user_id)
        .order_by(Representation.id.desc())
    )
    rows = [
        (
            PersonalFact("organisation", _l("Usaha"), organisation),
            PersonalFact("reason", _l("Alasan"), reason),
            PersonalFact("from", _l("Sejak"), since),
        )
        for organisation, reason, since in uow.session.execute(query)
    ]
    return PersonalRecords("representations", _l("Bertindak atas nama usaha"), rows)


SOURCES = (account, seats, sign_ins, invitations, representations)
