"""Who sits in an organisation, as its owner and the office read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import case, select

from marketplace.accounts import policies
from marketplace.accounts.models import Seat, User
from marketplace.accounts.queries import LiveSeat, is_live
from marketplace.db.reading import Listing
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.roles import OWNER, Role


@dataclass(frozen=True)
class SeatRow:
    """`ready` is whether the person has a password."""

    seat_id: int
    user_id: UserId
    name: str
    email: str | None
    phone: str | None
    role: Role
    from_at: datetime
    until_at: datetime | None
    ready: bool


@dataclass(frozen=True, kw_only=True)
class SeatList:
    """The seats held now, owners first, then the oldest."""

    organisation_id: OrganisationId
    now: datetime

    def select(self) -> Listing:
        query: Listing = (
            select(
                Seat.id,
                User.id,
                User.name,
                User.email,
                User.phone,
                Seat.role,
                Seat.from_at,
                Seat.until_at,
                User.password_hash.is_not(None),
            )
            .join(User, User.id == Seat.user_id)
            .where(Seat.organisation_id == self.organisation_id, is_live(self.now))
            .order_by(case((Seat.role == OWNER, 0), else_=1), Seat.from_at, Seat.id)
        )
        return query


def to_help(
    uow: UnitOfWork, rows: Sequence[SeatRow], held: Mapping[UserId, Sequence[LiveSeat]]
) -> set[UserId]:
    """Who has no e-mail, and whom the actor may therefore hand a recovery code; `held` is everybody's seats."""
    return {
        row.user_id
        for row in rows
        if row.email is None
        and row.user_id != uow.actor.user_id
        and uow.allows(policies.HELP_IN, policies.Helped(row.user_id, tuple(held[row.user_id])))
    }
