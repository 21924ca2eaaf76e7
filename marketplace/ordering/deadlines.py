"""By when the other side answers. Deadlines are at five in the afternoon (WIB) of a working day.

The only place that says how long: three working days for a shop and for a maker, five for an officer who decides.
"""

from __future__ import annotations

from datetime import datetime

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.clock import end_of
from marketplace.places.calendar import workdays_after

SHOP, MAKER, OFFICER = 3, 3, 5  # working days
ANSWER_WITHIN = SHOP  # for an order or a handover, whichever of both sides it waits for


def answer_by(uow: UnitOfWork, *, days: int = ANSWER_WITHIN) -> datetime:
    """The day on which it was asked does not count."""
    return end_of(workdays_after(uow.session, uow.today, days))


def decide_by(uow: UnitOfWork) -> datetime:
    """When an officer has decided what both sides cannot agree on."""
    return answer_by(uow, days=OFFICER)
