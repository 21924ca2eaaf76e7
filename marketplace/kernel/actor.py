"""Who is acting: a person, the seats they hold, and the organisation they act for now."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple

from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.roles import SYSTEM as SYSTEM_ROLE
from marketplace.kernel.roles import OrganisationKind, Role


class ActorSeat(NamedTuple):
    role: Role
    at: OrganisationId


@dataclass(frozen=True)
class Actor:
    """Rights come from the seats at the chosen organisation; the other seats only ever forbid."""

    user_id: UserId | None
    at: OrganisationId | None = None
    kind: OrganisationKind | None = None
    seats: frozenset[ActorSeat] = field(default_factory=frozenset)
    on_behalf_of: OrganisationId | None = None

    def has(self, *roles: Role, at: OrganisationId | None = None) -> bool:
        """Whether any of these roles is held here; `at` must be the organisation acted for."""
        if self.at is None or at not in (None, self.at):
            return False
        return any(ActorSeat(role, self.at) in self.seats for role in roles)

    def sits_in(self, organisation_id: OrganisationId) -> bool:
        return any(seat.at == organisation_id for seat in self.seats)

    @property
    def organisation(self) -> OrganisationId:
        """The organisation acted for; pages behind a door always have one."""
        if self.at is None:
            raise LookupError("this actor acts for no organisation")
        return self.at


NOBODY = Actor(user_id=None)
SYSTEM = Actor(
    user_id=None, at=OrganisationId(0), seats=frozenset({ActorSeat(SYSTEM_ROLE, OrganisationId(0))})
)
