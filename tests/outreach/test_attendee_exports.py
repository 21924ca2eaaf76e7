import pytest

from marketplace.kernel.errors import Forbidden, NotFound
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER
from marketplace.outreach.attendee_exports import Purpose, export_attendees
from marketplace.outreach.events import AttendeesHandedOut
from marketplace.outreach.models import AttendanceState
from tests.factories.outreach import make_activity, make_attendance, make_candidate
from tests.factories.producers import make_producer


def test_everybody_who_registered_is_on_it(work, session):
    activity = make_activity(session)
    make_attendance(session, activity, make_candidate(session, name="Wartini Contoh", phone="+6281299998888"))
    make_attendance(session, activity, state=AttendanceState.PRESENT)
    make_attendance(session, make_activity(session))

    with work(OFFICER, at=1) as uow:
        table = export_attendees(uow, activity.id, purpose=Purpose.CALLING)

    assert len(list(table.rows)) == 2
    assert ["Wartini Contoh", "+6281299998888"] in [list(row)[:2] for row in table.rows]
    assert all(len(row) == len(table.columns) for row in table.rows)


def test_it_is_noted_without_saying_who_is_on_it(work, session, heard):
    activity = make_activity(session)
    make_attendance(session, activity, make_candidate(session, name="Wartini Contoh"))

    with work(OFFICER, at=1) as uow:
        export_attendees(uow, activity.id, purpose=Purpose.REPORT)

    assert heard == [AttendeesHandedOut(activity_id=activity.id, people=1, purpose="report")]


@pytest.mark.parametrize("role", [AUDITOR, OWNER], ids=str)
def test_nobody_but_officers_gets_it(work, session, role, heard):
    activity = make_activity(session)
    at = make_producer(session).id

    with pytest.raises(Forbidden), work(role, at=at) as uow:
        export_attendees(uow, activity.id, purpose=Purpose.CALLING)
    assert heard == []


def test_of_no_activity_there_is_none(work):
    with pytest.raises(NotFound), work(OFFICER, at=1) as uow:
        export_attendees(uow, 99, purpose=Purpose.CALLING)
