"""Facts about people and their seats; names, addresses and secrets stay out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

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
class SeatEndPlanned(Event):
    """`until_at` in ISO 8601; None takes the plan back."""

    organisation_id: OrganisationId
    user_id: UserId
    role: str
    until_at: str | None


@dataclass(frozen=True, kw_only=True)
class OwnershipTransferred(Event):
    organisation_id: OrganisationId
    from_user_id: UserId
    to_user_id: UserId
    stays: bool


@dataclass(frozen=True, kw_only=True)
class InvitationMade(Event):
    organisation_id: OrganisationId
    invitation_id: int
    role: str
    by: str  # letter, code


@dataclass(frozen=True, kw_only=True)
class InvitationAccepted(Event):
    organisation_id: OrganisationId
    invitation_id: int
    user_id: UserId


@dataclass(frozen=True, kw_only=True)
class InvitationWithdrawn(Event):
    organisation_id: OrganisationId
    invitation_id: int


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
class RecoveryCodesMade(Event):
    user_id: UserId


@dataclass(frozen=True, kw_only=True)
class RecoveryCodeUsed(Event):
    user_id: UserId
    left: int


@dataclass(frozen=True, kw_only=True)
class OrganisationChosen(Event):
    user_id: UserId
    sign_in_id: int
    organisation_id: OrganisationId


@dataclass(frozen=True, kw_only=True)
class PasswordChanged(Event):
    user_id: UserId


@dataclass(frozen=True, kw_only=True)
class AccountChanged(Event):
    """`fields` names what changed, never to what."""

    user_id: UserId
    fields: str


@dataclass(frozen=True, kw_only=True)
class LinkIssued(Event):
    user_id: UserId
    purpose: str


@dataclass(frozen=True, kw_only=True)
class LanguageChosen(Event):
    user_id: UserId
    locale: str


@dataclass(frozen=True, kw_only=True)
class RepresentationStarted(Event):
    """An official acts on behalf of a business, until `until_at` at most."""

    organisation_id: OrganisationId
    representation_id: int
    user_id: UserId
    until_at: datetime
    reason: str


@dataclass(frozen=True, kw_only=True)
class RepresentationEnded(Event):
    organisation_id: OrganisationId
    representation_id: int
    user_id: UserId


@dataclass(frozen=True, kw_only=True)
class PersonErased(Event):
    """Nothing personal is left in this account; whoever keeps something else about the person forgets it now."""

    user_id: UserId
