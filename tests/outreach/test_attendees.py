from datetime import timedelta

import pytest
from sqlalchemy import event

from marketplace.db.keyset import PageStart
from marketplace.outreach.attendees import AttendeeList, day_sheet
from marketplace.outreach.models import AttendanceState, CaseState
from tests.conftest import NOW
from tests.factories.outreach import make_activity, make_attendance, make_candidate, make_case

REGISTERED, WAITLISTED, PRESENT, ABSENT, CANCELLED = AttendanceState


@pytest.fixture
def hall(session):
    """Ani and Budi with a place, Cici there as a guest with a case, Dodi and Eko waiting."""
    activity = make_activity(session)
    people = {}
    for number, (name, state) in enumerate(
        [
            ("budi", REGISTERED),
            ("Ani", REGISTERED),
            ("Cici", PRESENT),
            ("Dodi", WAITLISTED),
            ("Eko", WAITLISTED),
        ]
    ):
        candidate = make_candidate(
            session, name=name, phone=f"+6281230000{number:03}", business_name=f"Dapur {name}"
        )
        people[name] = make_attendance(
            session,
            activity,
            candidate,
            state=state,
            walk_in=state is PRESENT,
            registered_at=NOW - timedelta(minutes=number),
        )
        if state is PRESENT:
            make_case(session, candidate=candidate, activity_id=activity.id)
            make_case(
                session,
                candidate=candidate,
                activity_id=activity.id,
                kind="halal",
                state=CaseState.CLOSED,
                closed_because="x",
            )
    make_attendance(session, make_activity(session))
    return activity


def names(session, hall, **filters):
    return [row.name for row in day_sheet(session, AttendeeList(activity_id=hall.id, **filters)).people]


def test_the_list_of_the_day(session, hall):
    sheet = day_sheet(session, AttendeeList(activity_id=hall.id))
    assert sheet.counts == {REGISTERED: 2, WAITLISTED: 2, PRESENT: 1, ABSENT: 0, CANCELLED: 0}
    assert (sheet.walk_ins, sheet.cases) == (1, 2)
    assert [row.name for row in sheet.people] == ["Ani", "budi", "Cici", "Dodi", "Eko"]
    cici = sheet.people.rows[2]
    assert (cici.cases, cici.business_name, cici.kelurahan) == (1, "Dapur Cici", "Iring Mulyo")


def test_those_who_wait_stand_in_their_turn(session, hall):
    assert names(session, hall, state=WAITLISTED) == ["Eko", "Dodi"]
    assert names(session, hall, state=PRESENT) == ["Cici"]


@pytest.mark.parametrize(
    ("search", "found"),
    [("ani", ["Ani"]), ("dapur b", ["budi"]), ("0812 3000 0003", ["Dodi"]), ("%", []), ("  ", 5)],
)
def test_somebody_is_found_by_what_they_say(session, hall, search, found):
    seen = names(session, hall, search=search)
    assert (len(seen) if isinstance(found, int) else seen) == found


def test_somebody_is_found_by_their_code(session, hall):
    code = next(
        row.code for row in day_sheet(session, AttendeeList(activity_id=hall.id)).people if row.name == "Eko"
    )
    assert "Eko" in names(session, hall, search=code.lower())


def test_a_page_of_it_costs_as_much_as_all_of_it(session, hall):
    activity_id, sent = hall.id, []
    connection = session.connection()
    event.listen(connection, "before_cursor_execute", lambda *given: sent.append(given[2]))
    first = day_sheet(session, AttendeeList(activity_id=activity_id), size=2)
    assert len(sent) == 5
    sheet = day_sheet(
        session, AttendeeList(activity_id=activity_id), PageStart(after=first.people.after), size=2
    )
    assert [row.name for row in sheet.people] == ["Cici", "Dodi"] and sheet.people.total == 5
    assert len(sent) == 11  # with where the row stands that it begins behind
