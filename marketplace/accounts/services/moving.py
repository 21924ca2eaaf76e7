"""The people of one organisation sit in another, and back again: for two records that turn out to be one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import func, select, update

from marketplace.accounts.events import SeatEnded, SeatGiven
from marketplace.accounts.models import Seat, SignIn
from marketplace.accounts.queries import is_live
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.ids import OrganisationId


def move_seats(uow: UnitOfWork, source: OrganisationId, target: OrganisationId) -> Mapping[str, Any]:
    """Live seats go over; one whose holder sits or sat there in that role at the same time ends instead.

    Returns what `return_seats` needs to put everything back. Whoever calls has demanded its own policy.
    """
    moved, ended = [], []
    query = select(Seat).where(Seat.organisation_id == source, is_live(uow.now)).order_by(Seat.id)
    for seat in uow.session.scalars(query.with_for_update()).all():
        uow.emit(SeatEnded(organisation_id=source, user_id=seat.user_id, role=seat.role.value))
        if _sits(uow, seat, target):
            ended.append([seat.id, seat.until_at.isoformat() if seat.until_at else None])
            seat.until_at = uow.now
        else:
            moved.append(seat.id)
            seat.organisation_id = target
            uow.emit(SeatGiven(organisation_id=target, user_id=seat.user_id, role=seat.role.value))
    _close_doors(uow, source)
    return {"seats": moved, "ended_seats": ended}


def return_seats(
    uow: UnitOfWork, moved: Mapping[str, Any], source: OrganisationId, target: OrganisationId
) -> None:
    """What `move_seats` did, undone: the same seats with the same days."""
    for seat_id in moved["seats"]:
        seat = uow.get(Seat, seat_id, lock=True)
        seat.organisation_id = source
        uow.emit(SeatEnded(organisation_id=target, user_id=seat.user_id, role=seat.role.value))
        uow.emit(SeatGiven(organisation_id=source, user_id=seat.user_id, role=seat.role.value))
    for seat_id, until in moved["ended_seats"]:
        seat = uow.get(Seat, seat_id, lock=True)
        seat.until_at = datetime.fromisoformat(until) if until else None
        uow.emit(SeatGiven(organisation_id=source, user_id=seat.user_id, role=seat.role.value))
    _close_doors(uow, target)


def _sits(uow: UnitOfWork, seat: Seat, there: OrganisationId) -> bool:
    """Whether a seat of this person and role there holds at any moment at which this one does."""
    end = seat.until_at or datetime.max.replace(tzinfo=uow.now.tzinfo)
    clash = select(Seat.id).where(
        Seat.user_id == seat.user_id,
        Seat.organisation_id == there,
        Seat.role == seat.role,
        Seat.from_at < end,
        (Seat.until_at.is_(None)) | (Seat.until_at > seat.from_at),
    )
    return uow.session.scalar(clash.limit(1)) is not None


def _close_doors(uow: UnitOfWork, organisation_id: OrganisationId) -> None:
    """A change of seats ends the sessions that were opened through them."""
    uow.session.flush()
    open_there = update(SignIn).where(SignIn.organisation_id == organisation_id, SignIn.revoked_at.is_(None))
    uow.session.execute(open_there.values(revoked_at=uow.now))


def people_in(uow: UnitOfWork, organisation_id: OrganisationId) -> int:
    """How many seats are live there."""
    seats = select(func.count()).where(Seat.organisation_id == organisation_id, is_live(uow.now))
    return uow.session.scalar(seats) or 0
