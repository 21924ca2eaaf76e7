"""Lists of people that leave the program: for a stated purpose, and never unnoticed."""

from __future__ import annotations

from marketplace.db.exports import table_of
from marketplace.db.uow import UnitOfWork
from marketplace.kernel.labels import Labelled, _l
from marketplace.outreach import policies
from marketplace.outreach.attendees import Attendee, AttendeeList
from marketplace.outreach.events import AttendeesHandedOut
from marketplace.outreach.models import Activity
from marketplace.ports.sheets import Table


class Purpose(Labelled):
    CALLING = "calling", _l("Menghubungi peserta")
    PAPERS = "papers", _l("Mengurus surat peserta")
    REPORT = "report", _l("Laporan kegiatan")


def export_attendees(uow: UnitOfWork, activity_id: int, *, purpose: Purpose) -> Table:
    """Everybody who registered for an activity, with their numbers; who took it and for what is written down."""
    activity = uow.get(Activity, activity_id)
    uow.demand(policies.RECEIVE, activity)
    people = AttendeeList(activity_id=activity.id).rows(uow.session)
    uow.emit(AttendeesHandedOut(activity_id=activity.id, people=len(people), purpose=purpose.value))
    return table_of(Attendee, people, AttendeeList.sheet)
