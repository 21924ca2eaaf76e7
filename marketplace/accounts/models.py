"""People, the organisations they sit in, and the sessions they opened."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
from marketplace.db.rules import NO_LOCK, declare, group, refuse_when
from marketplace.db.seals import seal
from marketplace.kernel.ids import OrganisationId, UserId, new_public_id
from marketplace.kernel.roles import OrganisationKind, Role


class Organisation(Base):
    __tablename__ = "organisations"

    id: Mapped[OrganisationId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    kind: Mapped[OrganisationKind] = mapped_column(index=True)
    name: Mapped[str]
    created_at: Mapped[datetime]


class User(Base):
    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("email IS NOT NULL OR phone IS NOT NULL", name="reachable"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("totp_secret IS NULL OR totp_sealed IS NULL", name="one_totp_secret"),
    )

    id: Mapped[UserId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True, default=None)
    phone: Mapped[str | None] = mapped_column(unique=True, default=None)
    password_hash: Mapped[str | None] = mapped_column(default=None)
    locale: Mapped[str] = mapped_column(default="id")
    totp_secret: Mapped[str | None] = mapped_column(default=None)  # in clear, of before; a job seals it
    totp_sealed: Mapped[str | None] = mapped_column(default=None)
    totp_confirmed: Mapped[bool] = mapped_column(default=False)
    totp_last_step: Mapped[int] = mapped_column(default=0)  # a code works once
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)
    erased_at: Mapped[datetime | None] = mapped_column(default=None)  # nothing personal is left in this row


class Seat(Base):
    """A person's place in an organisation; live until `until_at`."""

    __tablename__ = "seats"
    __table_args__ = (
        Index(
            "uq_seats_live",
            "user_id",
            "organisation_id",
            "role",
            unique=True,
            sqlite_where=sa.text("until_at IS NULL"),
            postgresql_where=sa.text("until_at IS NULL"),
        ),
        CheckConstraint("until_at IS NULL OR until_at >= from_at", name="ends_after_start"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), index=True)
    organisation_id: Mapped[OrganisationId] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[Role]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime | None] = mapped_column(default=None)


ONE_AT_A_TIME = (
    "EXISTS (SELECT 1 FROM seats o WHERE o.id <> COALESCE(NEW.id, -1) AND o.user_id = NEW.user_id"
    " AND o.organisation_id = NEW.organisation_id AND o.role = NEW.role"
    " AND o.from_at < COALESCE(NEW.until_at, '9999-12-31') AND NEW.from_at < COALESCE(o.until_at, '9999-12-31'))"
)


class Invitation(Base):
    """A seat that waits for somebody: by a letter's link, or by a code that is handed over on paper.

    Both are kept as one hash. It is used once, ends by itself, and can be withdrawn until then.
    """

    __tablename__ = "invitations"
    __table_args__ = (
        CheckConstraint("expires_at > created_at", name="ends_after_start"),
        CheckConstraint("accepted_at IS NULL OR withdrawn_at IS NULL", name="one_end"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    organisation_id: Mapped[OrganisationId] = mapped_column(ForeignKey("organisations.id"), index=True)
    role: Mapped[Role]
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(default=None)
    phone: Mapped[str | None] = mapped_column(default=None)
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    accepted_at: Mapped[datetime | None] = mapped_column(default=None)
    accepted_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    withdrawn_at: Mapped[datetime | None] = mapped_column(default=None)


class Representation(Base):
    """A stretch of time in which an official acts on behalf of a business, with the reason it reads."""

    __tablename__ = "representations"
    __table_args__ = (
        CheckConstraint("until_at > from_at", name="ends_after_start"),
        CheckConstraint("length(reason) > 0", name="says_why"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), index=True)
    organisation_id: Mapped[OrganisationId] = mapped_column(ForeignKey("organisations.id"), index=True)
    reason: Mapped[str]
    from_at: Mapped[datetime]
    until_at: Mapped[datetime]  # ends by itself then
    ended_at: Mapped[datetime | None] = mapped_column(default=None)  # or earlier, by hand


class SignIn(Base):
    """A session: a row that can be listed and revoked; the cookie carries only a token, kept here as its hash."""

    __tablename__ = "sign_ins"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), index=True)
    organisation_id: Mapped[OrganisationId | None] = mapped_column(
        ForeignKey("organisations.id"), default=None
    )
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    second_factor_at: Mapped[datetime | None] = mapped_column(default=None)
    confirmed_at: Mapped[datetime | None] = mapped_column(default=None)  # password asked again
    revoked_at: Mapped[datetime | None] = mapped_column(default=None)
    device: Mapped[str] = mapped_column(default="")
    address: Mapped[str] = mapped_column(default="")
    representation_id: Mapped[int | None] = mapped_column(ForeignKey("representations.id"), default=None)


class OneTimeLink(Base):
    """A letter's link: recover access, or set the first password. Kept as a hash, used once."""

    __tablename__ = "one_time_links"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    token_hash: Mapped[str] = mapped_column(unique=True)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"), index=True)
    purpose: Mapped[str]  # recover, first-password
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class RecoveryCode(Base):
    """One of a set that stands in for a lost telephone: kept as a hash, used once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index("uq_recovery_codes_user_id_code_hash", "user_id", "code_hash", unique=True),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    user_id: Mapped[UserId] = mapped_column(ForeignKey("users.id"))
    code_hash: Mapped[str]
    created_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Attempt(Base):
    """A try at a password, a code or a recovery, counted per key so that guessing is slowed across processes."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_what_key_at", "what", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    what: Mapped[str]  # sign-in, second-factor, recovery and so on
    key: Mapped[str]  # a hash of account and address, or of one of them
    at: Mapped[datetime]


declare(
    Seat.__table__,
    refuse_when(
        "seats",
        "seats_one_at_a_time",
        ONE_AT_A_TIME,
        on="INSERT OR UPDATE",
        says="seats: this person sits there in this role already",
        lock=group("seats_one_at_a_time", "NEW.user_id", "NEW.organisation_id", "NEW.role"),
    ),
)
declare(
    User.__table__,
    refuse_when(
        "users",
        "users_erased_stay",
        "NEW.erased_at IS NOT NULL AND (NEW.phone IS NOT NULL OR NEW.password_hash IS NOT NULL"
        " OR NEW.totp_secret IS NOT NULL OR NEW.totp_sealed IS NOT NULL OR NEW.disabled_at IS NULL)",
        on="INSERT OR UPDATE",
        says="users: nothing personal is left in an erased account",
        lock=NO_LOCK,
    ),
)
seal(Organisation)
