"""Columns and steps of a review. The reviewer is never the one who submitted, and never of that organisation."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column

from marketplace.db.uow import UnitOfWork
from marketplace.kernel import review
from marketplace.kernel.errors import Refused
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.labels import _l
from marketplace.kernel.review import DRAFT, ReviewState


class Reviewed(MappedAsDataclass, kw_only=True):
    """For a row that officials look over; `review_notes` says per field what to mend."""

    state: Mapped[ReviewState] = mapped_column(default=DRAFT, index=True)
    submitted_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    submitted_at: Mapped[datetime | None] = mapped_column(default=None)
    reviewed_by: Mapped[UserId | None] = mapped_column(ForeignKey("users.id"), default=None)
    reviewed_at: Mapped[datetime | None] = mapped_column(default=None)
    review_reason: Mapped[str | None] = mapped_column(default=None)
    review_notes: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)


def submit(uow: UnitOfWork, row: Reviewed) -> None:
    row.state = review.SUBMIT(row.state)
    row.submitted_by, row.submitted_at = uow.actor.user_id, uow.now
    row.review_reason, row.review_notes = None, {}


def approve(uow: UnitOfWork, row: Reviewed, *, of: OrganisationId) -> None:
    """`of` is the organisation the row belongs to. Refused to its own people and to who submitted it."""
    _review(uow, row, of)
    row.state = review.APPROVE(row.state)


def return_with_notes(
    uow: UnitOfWork, row: Reviewed, *, of: OrganisationId, notes: dict[str, str], reason: str | None = None
) -> None:
    _review(uow, row, of)
    row.state = review.RETURN(row.state)
    row.review_reason, row.review_notes = reason, dict(notes)


def reject(uow: UnitOfWork, row: Reviewed, *, of: OrganisationId, reason: str) -> None:
    _review(uow, row, of)
    row.state = review.REJECT(row.state)
    row.review_reason = reason


def is_own(uow: UnitOfWork, row: Reviewed, *, of: OrganisationId) -> bool:
    """Whether the actor submitted the row or sits in its organisation: another has to review it."""
    me = uow.actor
    return me.user_id is not None and (me.user_id == row.submitted_by or me.sits_in(of))


def refuse_own(uow: UnitOfWork, row: Reviewed, *, of: OrganisationId) -> None:
    """Raises Refused where the actor submitted the row or sits in its organisation."""
    if is_own(uow, row, of=of):
        raise Refused(_l("Anda mengajukan ini sendiri atau duduk di usahanya; minta petugas lain memeriksa."))


def _review(uow: UnitOfWork, row: Reviewed, of: OrganisationId) -> None:
    refuse_own(uow, row, of=of)
    row.reviewed_by, row.reviewed_at = uow.actor.user_id, uow.now
