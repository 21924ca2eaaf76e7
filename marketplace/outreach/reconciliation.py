"""Figures of activities that must agree; `flask doctor` asks them."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.db.listing import AnySelect
from marketplace.kernel.reconciliation import Disagreement
from marketplace.outreach.models import Activity, Attendance
from marketplace.outreach.states import HOLD_A_PLACE


def compare_places_with_capacity(session: Session) -> Sequence[Disagreement]:
    """Nowhere do more people have a place than there are."""
    held = func.count(Attendance.id)
    query: AnySelect = (
        select(Activity.id, held, Activity.capacity)
        .join(Attendance, Attendance.activity_id == Activity.id)
        .where(Attendance.state.in_(HOLD_A_PLACE))
        .group_by(Activity.id, Activity.capacity)
        .having(held > Activity.capacity)
        .order_by(Activity.id)
    )
    return [
        Disagreement(f"activity {number}", taken, capacity, "its places")
        for number, taken, capacity in session.execute(query)
    ]
