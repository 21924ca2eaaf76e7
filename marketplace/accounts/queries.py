"""People, seats and sessions as pages and the door-keeper read them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, DateTime, Integer, String, and_, column, func, or_, select, table
from sqlalchemy.orm import Session, join

from marketplace.accounts.models import OneTimeLink, Organisation, RecoveryCode, Seat, SignIn, User
from marketplace.accounts.tokens import hashed
from marketplace.adapters import identifiers
from marketplace.db.listing import AnySelect, Listing, Row, by, col, contains, required, where
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.roles import OFFICE, OrganisationKind, Role

# Notices stand on a higher floor: how many are unread is counted over plain columns, in the statement that every page
# of somebody signed in asks anyway.
NOTICES = table(
    "notices",
    column("reader_id", Integer),
    column("organisation_id", Integer),
    column("mail", String),
    column("read_at", DateTime),
)
UNREAD = (
    select(func.count())
    .where(NOTICES.c.reader_id == SignIn.user_id, NOTICES.c.organisation_id == SignIn.organisation_id)
    .where(NOTICES.c.read_at.is_(None), NOTICES.c.mail != "muted")
    .correlate(SignIn)
    .scalar_subquery()
)


class LiveSession(Row):
    """Whom a token stands for; `unread` counts what they were told about the organisation they act for."""

    sign_in_id = col(SignIn.id)
    user_id = col(User.id)
    user_name = col(User.name)
    locale = col(User.locale)
    organisation_id = col(SignIn.organisation_id)
    second_factor_at = col(SignIn.second_factor_at)
    totp_confirmed = col(User.totp_confirmed)
    confirmed_at = col(SignIn.confirmed_at)
    representation_id = col(SignIn.representation_id)
    unread: int = col(UNREAD)


class LiveSessions(Listing[LiveSession]):
    source = join(SignIn, User, User.id == SignIn.user_id)
    sort = by(SignIn.id)
    always = (SignIn.revoked_at.is_(None), User.disabled_at.is_(None))

    token_hash: str = required(SignIn.token_hash)
    now: datetime = required(lambda now: SignIn.expires_at > now)


@dataclass(frozen=True)
class LiveSeat:
    user_id: UserId
    seat_id: int
    role: Role
    organisation_id: OrganisationId
    organisation_public_id: str
    organisation_name: str
    kind: OrganisationKind
    until_at: datetime | None  # a planned end


def live_session(session: Session, token: str, now: datetime) -> LiveSession | None:
    """None for a token that is unknown, revoked or expired, or whose person is disabled."""
    return LiveSessions(token_hash=hashed(token), now=now).one(session)


def is_live(now: datetime) -> ColumnElement[bool]:
    """Whether a seat is held at that moment: it has begun, and its end, planned or not, has not come."""
    return and_(Seat.from_at <= now, or_(Seat.until_at.is_(None), Seat.until_at > now))


def live_seats(now: datetime) -> AnySelect:
    query: AnySelect = (
        select(
            Seat.user_id,
            Seat.id,
            Seat.role,
            Organisation.id,
            Organisation.public_id,
            Organisation.name,
            Organisation.kind,
            Seat.until_at,
        )
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(is_live(now))
        .order_by(Seat.id)
    )
    return query


def seats(session: Session, user_id: UserId, now: datetime) -> Sequence[LiveSeat]:
    """The seats a person holds at that moment, the oldest first."""
    return [LiveSeat(*row) for row in session.execute(live_seats(now).where(Seat.user_id == user_id))]


def plain_name(typed: str) -> str:
    """What a person calls themselves at the door, as it is stored: an e-mail address or a telephone number."""
    name = typed.strip().lower()
    return name if "@" in name else identifiers.phone(name) or name


def find_user(session: Session, typed: str) -> User | None:
    """The person with this e-mail address or telephone number, however it is written."""
    name = plain_name(typed)
    return session.scalars(select(User).where(or_(User.email == name, User.phone == name))).one_or_none()


class PersonRow(Row):
    id = col(User.id)
    public_id = col(User.public_id)
    name = col(User.name)
    email = col(User.email)
    phone = col(User.phone)
    second_factor = col(User.totp_confirmed)
    disabled_at = col(User.disabled_at)


class PersonList(Listing[PersonRow]):
    """Everybody with an account, by name; `words` narrows by name or address."""

    sort = by(func.lower(User.name), User.id)
    words: str = where(lambda words: contains(words, User.name, User.email), arg="q", default="")


def seats_of(session: Session, user_ids: Sequence[UserId], now: datetime) -> dict[UserId, list[LiveSeat]]:
    """The live seats of several people in one statement."""
    held: dict[UserId, list[LiveSeat]] = {user_id: [] for user_id in user_ids}
    for row in session.execute(live_seats(now).where(Seat.user_id.in_(user_ids))):
        held[row.user_id].append(LiveSeat(*row))
    return held


class OrganisationRow(Row):
    id = col(Organisation.id)
    public_id = col(Organisation.public_id)
    kind = col(Organisation.kind)
    name = col(Organisation.name)


class OrganisationList(Listing[OrganisationRow]):
    """Organisations, the oldest first."""

    sort = by(Organisation.id)
    kind: OrganisationKind | None = where(Organisation.kind)


@dataclass(frozen=True)
class SecondFactor:
    """`account` is what the authenticator calls it; `last_step` the half minute whose code was used last.

    `codes_left` counts the recovery codes that were not used yet.
    """

    confirmed: bool
    last_step: int
    account: str
    codes_left: int


def second_factor_of(session: Session, user_id: UserId) -> SecondFactor:
    account = func.coalesce(User.email, User.name)
    unused = (
        select(func.count(RecoveryCode.id))
        .where(RecoveryCode.user_id == User.id, RecoveryCode.used_at.is_(None))
        .scalar_subquery()
    )
    columns = select(User.totp_confirmed, User.totp_last_step, account, unused)
    return SecondFactor(*session.execute(columns.where(User.id == user_id)).one())


def link_is_open(session: Session, token: str, now: datetime) -> bool:
    """Whether a one-time link may still be used."""
    query = select(OneTimeLink.id).where(
        OneTimeLink.token_hash == hashed(token), OneTimeLink.used_at.is_(None), OneTimeLink.expires_at > now
    )
    return session.scalar(query) is not None


@dataclass(frozen=True)
class Unready:
    """Somebody with a live seat who cannot work yet: no password, or in an office no second factor."""

    public_id: str
    name: str
    kind: OrganisationKind
    since: datetime
    password: bool


def unready_people(session: Session, now: datetime) -> Sequence[Unready]:
    """Who was seated and never came in, the longest waiting first."""
    unconfirmed = and_(Organisation.kind == OFFICE, User.totp_confirmed.is_(False))
    query = (
        select(
            User.public_id,
            User.name,
            Organisation.kind,
            func.min(Seat.from_at),
            User.password_hash.is_not(None),
        )
        .join(Seat, Seat.user_id == User.id)
        .join(Organisation, Organisation.id == Seat.organisation_id)
        .where(is_live(now), User.disabled_at.is_(None))
        .where(or_(User.password_hash.is_(None), unconfirmed))
        .group_by(User.id, Organisation.kind)
        .order_by(func.min(Seat.from_at), User.id)
    )
    return [Unready(*row) for row in session.execute(query)]
