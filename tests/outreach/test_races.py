"""Many at once, each thread with a connection of its own."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from marketplace.adapters.queue.memory import MemoryQueue
from marketplace.db.uow import UnitOfWork
from marketplace.journal.models import JournalEntry
from marketplace.journal.queries import verify
from marketplace.journal.reactions import REACTIONS as JOURNAL
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.errors import Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OFFICE, OFFICER
from marketplace.notices.reactions import REACTIONS as NOTICES
from marketplace.outreach.models import Attendance, AttendanceState, Candidate, LicenceCase
from marketplace.outreach.reactions import REACTIONS as OUTREACH
from marketplace.outreach.reconciliation import compare_places_with_capacity
from marketplace.outreach.services.attending import check_in, register, walk_in, withdraw
from marketplace.outreach.services.cases import OpenCase, open_case
from tests.conftest import NOW
from tests.factories.officials import make_official
from tests.factories.outreach import make_activity, make_attendance, make_candidate, new_client_id, person
from tests.factories.producers import make_producer

AT_ONCE = 10


@pytest.fixture
def at_once(engine, session):
    """Run these acts of an officer side by side; returns what each gave or how it was refused."""
    seats = frozenset({ActorSeat(OFFICER, 1)})
    officer = Actor(user_id=make_official(session), at=1, kind=OFFICE, seats=seats)
    bus = Bus(OUTREACH, NOTICES, JOURNAL)

    def run(*acts, now=NOW):
        gate = Barrier(AT_ONCE)

        def one(act):
            with Session(engine) as own:
                gate.wait(timeout=60)
                try:
                    with UnitOfWork(own, actor=officer, now=now, bus=bus, queue=MemoryQueue()) as uow:
                        return act(uow)
                except Refused as refusal:
                    return refusal

        with ThreadPoolExecutor(AT_ONCE) as pool:
            return list(pool.map(one, acts))

    return run


def count(session, model, **columns):
    return session.scalar(select(func.count()).select_from(model).filter_by(**columns))


def facts(session, action):
    return count(session, JournalEntry, action=action)


def test_one_sending_twenty_times_at_once_is_one_attendance(session, at_once):
    activity_id, client_id = make_activity(session).id, new_client_id()
    session.commit()

    results = at_once(*[lambda uow: register(uow, activity_id, person(1), client_id=client_id).id] * 20)

    assert len(set(results)) == 1
    assert (count(session, Attendance), count(session, Candidate), facts(session, "PlaceTaken")) == (1, 1, 1)
    assert verify(session).whole


def test_one_person_from_twenty_phones_at_twenty_halls_is_one_candidate(session, at_once):
    halls = [make_activity(session).id for _ in range(20)]
    session.commit()

    results = at_once(
        *(
            lambda uow, hall=hall: register(uow, hall, person(1), client_id=new_client_id()).candidate_id
            for hall in halls
        )
    )

    assert len(set(results)) == 1
    assert (count(session, Attendance), count(session, Candidate)) == (20, 1)
    assert facts(session, "CandidateEntered") == 1


def test_one_sending_to_two_halls_reaches_one_of_them(session, at_once):
    halls = [make_activity(session).id for _ in range(2)] * 10
    client_id = new_client_id()
    session.commit()

    results = at_once(
        *(lambda uow, hall=hall: register(uow, hall, person(1), client_id=client_id).id for hall in halls)
    )

    assert len({result for result in results if not isinstance(result, Refused)}) == 1
    assert sum(isinstance(result, Refused) for result in results) == 10
    assert count(session, Attendance) == 1


def test_ten_people_for_the_last_three_places_are_three(session, at_once):
    activity = make_activity(session, capacity=5)
    for _ in range(2):
        make_attendance(session, activity)
    activity_id = activity.id
    session.commit()

    states = at_once(
        *(
            lambda uow, number=number: (
                register(uow, activity_id, person(number), client_id=new_client_id()).state
            )
            for number in range(10)
        )
    )

    assert states.count(AttendanceState.REGISTERED) == 3
    assert states.count(AttendanceState.WAITLISTED) == 7
    assert compare_places_with_capacity(session) == []


def test_ten_guests_for_the_last_three_chairs_are_three(session, at_once):
    activity = make_activity(session, capacity=3)
    activity_id, starts_at = activity.id, activity.starts_at
    session.commit()

    results = at_once(
        *(
            lambda uow, number=number: walk_in(uow, activity_id, person(number), client_id=new_client_id()).id
            for number in range(10)
        ),
        now=starts_at,
    )

    assert sum(isinstance(result, Refused) for result in results) == 7
    assert count(session, Attendance, state=AttendanceState.PRESENT) == 3


def test_a_ticket_read_at_ten_desks_is_one_arrival(session, at_once):
    activity = make_activity(session)
    attendance = make_attendance(session, activity)
    activity_id, starts_at, code = activity.id, activity.starts_at, attendance.code
    session.commit()

    results = at_once(*[lambda uow: check_in(uow, activity_id, code=code).id] * 10, now=starts_at)

    assert set(results) == {attendance.id}
    assert facts(session, "AttendeeArrived") == 1


def test_five_who_leave_make_room_for_five_who_wait(session, at_once):
    activity = make_activity(session, capacity=5)
    placed = [make_attendance(session, activity).id for _ in range(5)]
    waiting = [make_attendance(session, activity, state=AttendanceState.WAITLISTED).id for _ in range(8)]
    activity_id = activity.id
    session.commit()

    def leave(number):
        return lambda uow: withdraw(uow, number).id

    def come(number):
        return lambda uow: register(uow, activity_id, person(number), client_id=new_client_id()).id

    at_once(*map(leave, placed), *map(come, range(5)))

    promoted = select(Attendance.id).filter_by(state=AttendanceState.REGISTERED).order_by(Attendance.id)
    assert session.scalars(promoted).all() == waiting[:5]
    assert count(session, Attendance, state=AttendanceState.WAITLISTED) == 8
    assert compare_places_with_capacity(session) == []


@pytest.mark.parametrize("whose", ["candidate_id", "producer_id"])
def test_one_sending_twenty_times_at_once_is_one_case(session, at_once, whose):
    make = {"candidate_id": make_candidate, "producer_id": make_producer}[whose]
    wanted = OpenCase(kind="pirt", activity_id=make_activity(session).id, **{whose: make(session).id})
    client_id = new_client_id()
    session.commit()

    results = at_once(*[lambda uow: open_case(uow, wanted, client_id=client_id).id] * 20)

    assert len(set(results)) == 1
    assert (count(session, LicenceCase), facts(session, "CaseOpened")) == (1, 1)


def test_twenty_wishes_for_one_paper_are_one_case(session, at_once):
    candidate = make_candidate(session, producer_id=make_producer(session).id)
    ways = (
        OpenCase(kind="pirt", candidate_id=candidate.id),
        OpenCase(kind="pirt", producer_id=candidate.producer_id),
    )
    session.commit()

    results = at_once(
        *(
            lambda uow, wanted=wanted: open_case(uow, wanted, client_id=new_client_id()).id
            for wanted in ways * 10
        )
    )

    assert len(set(results)) == 1
    assert count(session, LicenceCase) == 1


def test_guests_and_their_cases_at_one_visit_do_not_wait_for_each_other_forever(session, at_once):
    """Whoever locks does it in one order: the activity, the candidate, the maker."""
    activity = make_activity(session, capacity=40)
    people = [make_candidate(session, phone=f"+6281230000{number:03}") for number in range(10)]
    activity_id, starts_at, ids = activity.id, activity.starts_at, [one.id for one in people]
    session.commit()

    def come(number):
        who = person(1, phone=f"081230000{number:03}")
        return lambda uow: walk_in(uow, activity_id, who, client_id=new_client_id()).candidate_id

    def ask(number):
        wanted = OpenCase(kind="pirt", candidate_id=ids[number], activity_id=activity_id)
        return lambda uow: open_case(uow, wanted, client_id=new_client_id()).candidate_id

    acts = [act(number) for number in range(10) for act in (come, ask)]
    assert sorted(at_once(*acts, now=starts_at)) == sorted(ids * 2)
    assert (count(session, Attendance), count(session, LicenceCase)) == (10, 10)
