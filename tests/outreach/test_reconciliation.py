from sqlalchemy import text

from marketplace.outreach.models import AttendanceState
from marketplace.outreach.reconciliation import compare_places_with_capacity
from tests.factories.outreach import make_activity, make_attendance


def test_what_fits_agrees(session):
    activity = make_activity(session, capacity=2)
    for state in AttendanceState:
        make_attendance(session, activity, state=state)
    assert compare_places_with_capacity(session) == []


def test_more_people_than_places_are_found(session):
    activity = make_activity(session, capacity=2)
    for _ in range(2):
        make_attendance(session, activity)
    if session.get_bind().dialect.name == "sqlite":
        session.execute(text("DROP TRIGGER activities_hold_update"))
    else:
        session.execute(text("ALTER TABLE activities DISABLE TRIGGER activities_hold"))
    session.execute(text("UPDATE activities SET capacity = 1"))
    (one,) = compare_places_with_capacity(session)
    assert (one.stands, one.due) == (2, 1)
