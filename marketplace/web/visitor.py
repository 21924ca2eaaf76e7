"""Somebody behind a session: the seats they hold, the organisation they act for, and what that makes of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import ClassVar

from marketplace.accounts.queries import LiveSeat, LiveSession
from marketplace.accounts.represented import Represented
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.roles import OFFICE, OFFICER, STAFF


@dataclass(frozen=True)
class Visitor:
    """As Flask-Login asks for a visitor; who stands here has proven who they are."""

    is_active: ClassVar[bool] = True
    is_authenticated: ClassVar[bool] = True
    is_anonymous: ClassVar[bool] = False

    token: str
    session: LiveSession
    seats: Sequence[LiveSeat] = field(default_factory=tuple)
    represented: Represented | None = None

    def get_id(self) -> str:
        return self.token

    @property
    def here(self) -> LiveSeat | None:
        """A seat at the organisation the visitor acts for, unless they have none there any more."""
        return next((s for s in self.seats if s.organisation_id == self.session.organisation_id), None)

    @property
    def elsewhere(self) -> bool:
        """Whether there is another organisation to act for."""
        return any(seat.organisation_id != self.session.organisation_id for seat in self.seats)

    @property
    def official(self) -> bool:
        return any(seat.kind is OFFICE for seat in self.seats)

    @property
    def pending(self) -> bool:
        """Whether a second factor is still to come."""
        needed = self.official or self.session.totp_confirmed
        return needed and self.session.second_factor_at is None

    @property
    def acts_for(self) -> Represented | None:
        """The business this official stands for; nothing once they are no officer any more, or sit there."""
        business = self.represented
        if business is None or all(seat.role is not OFFICER for seat in self.seats):
            return None
        sits_there = any(seat.organisation_id == business.organisation_id for seat in self.seats)
        return None if sits_there else business

    @property
    def works_for(self) -> str:
        """The name of the organisation that what they do counts for."""
        if business := self.acts_for:
            return business.name
        return self.here.organisation_name if self.here else ""

    @property
    def actor(self) -> Actor:
        """On behalf of a business an official has its staff's rights; their own seats then only forbid."""
        seats = frozenset(ActorSeat(seat.role, seat.organisation_id) for seat in self.seats)
        if business := self.acts_for:
            at = business.organisation_id
            return Actor(
                user_id=self.session.user_id,
                at=at,
                kind=business.kind,
                seats=seats | {ActorSeat(STAFF, at)},
                on_behalf_of=at,
            )
        here = self.here
        return Actor(
            user_id=self.session.user_id,
            at=here.organisation_id if here else None,
            kind=here.kind if here else None,
            seats=seats,
        )
