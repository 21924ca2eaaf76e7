"""Take back in one act what one source registered."""

from __future__ import annotations

from sqlalchemy import select

from marketplace.db.uow import UnitOfWork
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import _l
from marketplace.outreach import policies, states
from marketplace.outreach.events import FloodUndone
from marketplace.outreach.models import Activity, Attendance
from marketplace.outreach.services.places import fill_free_places
from marketplace.outreach.states import REGISTERED, WAITLISTED


def undo_flood(uow: UnitOfWork, activity_id: int, *, source: str, reason: str) -> int:
    """Give up every place of this source that is not used yet; how many. Those who wait move up.

    Raises Refused where nothing is left of it, or once the activity is over.
    """
    activity = uow.get(Activity, activity_id, lock=True)
    uow.demand(policies.PLAN, activity)
    if activity.closed_at is not None or activity.cancelled_at is not None:
        raise Refused(_l("Kegiatan ini sudah berakhir atau dibatalkan; tidak ada yang perlu dibatalkan."))
    query = select(Attendance).filter_by(activity_id=activity.id, source=source).order_by(Attendance.id)
    query = query.where(Attendance.state.in_((REGISTERED, WAITLISTED))).with_for_update()
    found = uow.session.scalars(query.execution_options(populate_existing=True)).all()
    if not found:
        raise Refused(_l("Pendaftaran dari sumber ini sudah dibatalkan; muat ulang halaman."))
    for attendance in found:
        attendance.state = states.WITHDRAW(attendance.state)
    uow.session.flush()
    uow.emit(FloodUndone(activity_id=activity.id, places=len(found), reason=reason.strip()))
    fill_free_places(uow, activity)
    return len(found)
