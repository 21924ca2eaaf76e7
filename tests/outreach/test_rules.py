"""What the database keeps by itself, tried around the services."""

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from marketplace.outreach.models import AttendanceState, CaseState
from tests.factories.outreach import (
    make_activity,
    make_attendance,
    make_candidate,
    make_case,
)
from tests.factories.producers import make_producer

AGAIN = (
    "INSERT INTO licence_cases (public_id, client_id, candidate_id, producer_id, kind, state, blocker,"
    " external_ref, note, opened_at, version) SELECT :code, :code, candidate_id, producer_id, kind, :state,"
    " '', '', '', opened_at, 1 FROM licence_cases WHERE id = :id"
)
ANOTHER = (
    "INSERT INTO attendances (public_id, client_id, activity_id, candidate_id, code, state, walk_in,"
    " registered_at, note, version) SELECT :code, :code, activity_id, :candidate, :code, :state, walk_in,"
    " registered_at, '', 1 FROM attendances WHERE id = :id"
)


@pytest.fixture
def refused(session):
    def check(statement, **values):
        with pytest.raises(DBAPIError):
            session.execute(text(statement), values)
            session.commit()
        session.rollback()

    return check


@pytest.fixture
def taken(session):
    def check(statement, **values):
        session.execute(text(statement), values)
        session.commit()

    return check


@pytest.mark.parametrize("state", ["open", "sent"])
def test_a_candidate_has_one_case_of_a_kind_under_way(session, refused, state):
    case = make_case(session)
    refused(AGAIN, id=case.id, code="again", state=state)
    case.state = CaseState.SENT
    session.commit()
    refused(AGAIN, id=case.id, code="again", state=state)


@pytest.mark.parametrize("state", ["open", "sent"])
def test_a_maker_has_one_case_of_a_kind_under_way(session, refused, state):
    case = make_case(session, producer_id=make_producer(session).id)
    refused(AGAIN, id=case.id, code="again", state=state)


def test_a_closed_case_makes_room_for_another(session, taken, refused):
    case = make_case(session, state=CaseState.CLOSED, closed_because="Pindah kota")
    taken(AGAIN, id=case.id, code="again", state="open")
    refused("UPDATE licence_cases SET state = 'open' WHERE id = :id", id=case.id)


def test_two_candidates_and_two_kinds_stand_side_by_side(session, taken):
    case = make_case(session)
    make_case(session)
    taken("UPDATE licence_cases SET kind = 'halal' WHERE id = :id", id=case.id)
    taken(AGAIN.replace("kind, :state", "'pirt', :state"), id=case.id, code="again", state="open")


def test_a_case_is_somebody_s_and_says_how_it_ended(session, refused):
    case = make_case(session)
    refused("UPDATE licence_cases SET candidate_id = NULL WHERE id = :id", id=case.id)
    refused("UPDATE licence_cases SET state = 'closed' WHERE id = :id", id=case.id)
    refused("UPDATE licence_cases SET state = 'issued' WHERE id = :id", id=case.id)


def test_a_person_has_one_attendance_of_an_activity(session, refused):
    attendance = make_attendance(session, make_activity(session))
    refused(ANOTHER, id=attendance.id, code="again", candidate=attendance.candidate_id, state="waitlisted")


def test_a_code_is_used_once_in_an_activity(session, refused):
    activity = make_activity(session)
    attendance, other = (make_attendance(session, activity) for _ in range(2))
    refused("UPDATE attendances SET code = :code WHERE id = :id", code=attendance.code, id=other.id)


@pytest.mark.parametrize("table", ["attendances", "licence_cases"])
def test_what_a_sender_made_is_used_once(session, refused, table):
    make = {
        "attendances": lambda: make_attendance(session, make_activity(session)),
        "licence_cases": lambda: make_case(session),
    }[table]
    first, second = make(), make()
    refused(f"UPDATE {table} SET client_id = :client WHERE id = :id", client=first.client_id, id=second.id)


@pytest.mark.parametrize("state", ["registered", "present"])
def test_no_more_have_a_place_than_there_are(session, refused, state):
    activity = make_activity(session, capacity=2)
    first = make_attendance(session, activity)
    make_attendance(session, activity, state=AttendanceState.PRESENT)
    candidate = make_candidate(session)

    refused(ANOTHER, id=first.id, code="again", candidate=candidate.id, state="registered")
    waiting = make_attendance(session, activity, candidate, state=AttendanceState.WAITLISTED)
    refused(
        "UPDATE attendances SET state = :state, arrived_at = registered_at WHERE id = :id",
        state=state,
        id=waiting.id,
    )


def test_who_gives_up_makes_room(session, taken):
    activity = make_activity(session, capacity=1)
    first = make_attendance(session, activity)
    waiting = make_attendance(session, activity, state=AttendanceState.WAITLISTED)
    taken("UPDATE attendances SET state = 'cancelled' WHERE id = :id", id=first.id)
    taken("UPDATE attendances SET state = 'registered' WHERE id = :id", id=waiting.id)


def test_an_arrival_keeps_the_place_it_had(session, taken):
    attendance = make_attendance(session, make_activity(session, capacity=1))
    taken(
        "UPDATE attendances SET state = 'present', arrived_at = registered_at WHERE id = :id",
        id=attendance.id,
    )


def test_places_are_not_taken_away_from_under_people(session, refused, taken):
    activity = make_activity(session, capacity=3)
    make_attendance(session, activity)
    make_attendance(session, activity, state=AttendanceState.PRESENT)
    make_attendance(session, activity, state=AttendanceState.CANCELLED)
    refused("UPDATE activities SET capacity = 1 WHERE id = :id", id=activity.id)
    refused("UPDATE activities SET capacity = 0 WHERE id = :id", id=activity.id)
    taken("UPDATE activities SET capacity = 2 WHERE id = :id", id=activity.id)


def test_who_is_present_came_at_some_moment(session, refused):
    attendance = make_attendance(session, make_activity(session))
    refused("UPDATE attendances SET state = 'present' WHERE id = :id", id=attendance.id)


def test_an_activity_ends_after_it_began(session, refused):
    refused("UPDATE activities SET ends_at = starts_at WHERE id = :id", id=make_activity(session).id)


def test_a_telephone_number_is_one_candidate_s_and_none_is_nobody_s(session, refused, taken):
    first, second = make_candidate(session), make_candidate(session)
    refused("UPDATE candidates SET phone = :phone WHERE id = :id", phone=first.phone, id=second.id)
    taken("UPDATE candidates SET phone = NULL")
