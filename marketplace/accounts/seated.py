"""Who sits in an organisation, as its owner and the office read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import case
from sqlalchemy.orm import join

from marketplace.accounts import policies
from marketplace.accounts.models import Seat, User
from marketplace.accounts.queries import LiveSeat, is_live
from marketplace.db.listing import Listing, Row, by, col, required
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.roles import OWNER


class SeatRow(Row):
    """`ready` is whether the person has a password."""

    seat_id = col(Seat.id)
    user_id = col(User.id)
    name = col(User.name)
    email = col(User.email)
    phone = col(User.phone)
    role = col(Seat.role)
    from_at = col(Seat.from_at)
    until_at = col(Seat.until_at)
    ready = col(User.password_hash.is_not(None))


class SeatList(Listing[SeatRow]):
    """The seats held now, owners first, then the oldest."""

    source = join(Seat, User, User.id == Seat.user_id)
    sort = by(case((Seat.role == OWNER, 0), else_=1), Seat.from_at, Seat.id)
    named_by = "seat_id"

    organisation_id: OrganisationId = required(Seat.organisation_id)
    now: datetime = required(is_live)


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
