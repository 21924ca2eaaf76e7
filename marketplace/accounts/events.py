"""Facts about people and their seats; names, addresses and secrets stay out."""

from __future__ import annotations

from dataclasses import dataclass

from marketplace.kernel.events import Event
from marketplace.kernel.ids import OrganisationId, UserId


@dataclass(frozen=True, kw_only=True)
class OrganisationCreated(Event):
    organisation_id: OrganisationId
    kind: str


@dataclass(frozen=True, kw_only=True)
class UserCreated(Event):
    user_id: UserId


@dataclass(frozen=True, kw_only=True)
class SeatGiven(Event):
    organisation_id: OrganisationId
    user_id: UserId
    role: str


@dataclass(frozen=True, kw_only=True)
class SeatEnded(Event):
    organisation_id: OrganisationId
    user_id: UserId
    role: str


@dataclass(frozen=True, kw_only=True)
class SignedIn(Event):
    user_id: UserId
    sign_in_id: int
    organisation_id: OrganisationId | None


@dataclass(frozen=True, kw_only=True)
class SignInRevoked(Event):
    user_id: UserId
    sign_in_id: int


@dataclass(frozen=True, kw_only=True)
class SecondFactorPassed(Event):
    user_id: UserId
    sign_in_id: int
    first_time: bool


@dataclass(frozen=True, kw_only=True)
class SecondFactorStarted(Event):
    user_id: UserId


@dataclass(frozen=True, kw_only=True)
class SecondFactorReset(Event):
    user_id: UserId


@dataclass(frozen=True, kw_only=True)
class OrganisationChosen(Event):
    user_id: UserId
    sign_in_id: int
    organisation_id: OrganisationId


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    user_id: UserId


@dataclass(frozen=True, kw_only=True)
class LinkIssued(Event):
    user_id: UserId
    purpose: str


@dataclass(frozen=True, kw_only=True)
class LanguageChosen(Event):
    user_id: UserId
    locale: str
