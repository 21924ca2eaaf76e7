"""People, the organisations they sit in, and the sessions they opened."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy import CheckConstraint, ForeignKey, Index, Integer
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.db.base import Base
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
    )

    id: Mapped[UserId] = mapped_column(Integer, primary_key=True, init=False)
    public_id: Mapped[str] = mapped_column(unique=True, default_factory=new_public_id)
    name: Mapped[str]
    email: Mapped[str | None] = mapped_column(unique=True, default=None)
    phone: Mapped[str | None] = mapped_column(unique=True, default=None)
    password_hash: Mapped[str | None] = mapped_column(default=None)
    locale: Mapped[str] = mapped_column(default="id")
    totp_secret: Mapped[str | None] = mapped_column(default=None)
    totp_confirmed: Mapped[bool] = mapped_column(default=False)
    totp_last_step: Mapped[int] = mapped_column(default=0)  # a code works once
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None] = mapped_column(default=None)


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


class Attempt(Base):
    """A refused sign-in, code or recovery, counted per key so that guessing is slowed across processes."""

    __tablename__ = "attempts"
    __table_args__ = (Index("ix_attempts_what_key_at", "what", "key", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    what: Mapped[str]  # sign-in, second-factor, recovery
    key: Mapped[str]  # a hash of account and address
    at: Mapped[datetime]
