"""By when the other side answers. Deadlines are at five in the afternoon (WIB) of a working day."""

from __future__ import annotations

from datetime import datetime

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import end_of
from marketplace.places.calendar import workdays_after

ANSWER_WITHIN = 3  # working days, for a maker and for a shop alike


def answer_by(uow: UnitOfWork, *, days: int = ANSWER_WITHIN) -> datetime:
    """The day on which it was asked does not count."""
    return end_of(workdays_after(uow.session, uow.today, days))
