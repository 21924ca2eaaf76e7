from datetime import timedelta

import pytest
from sqlalchemy import func, select

from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import OFFICER, OWNER, VIEWER
from marketplace.kernel.states import IllegalMove
from marketplace.outreach.events import (
    ArrivalTakenBack,
    AttendeeArrived,
    CandidateEntered,
    PlaceGivenUp,
    PlacePromoted,
    PlaceTaken,
)
from marketplace.outreach.models import Attendance, AttendanceState, Candidate
from marketplace.outreach.services.attending import (
    check_in,
    note,
    register,
    undo_check_in,
    walk_in,
    withdraw,
)
from tests.conftest import NOW
from tests.factories.outreach import (
    make_activity,
    make_attendance,
    make_candidate,
    new_client_id,
    person,
)
from tests.factories.producers import make_person

REGISTERED, WAITLISTED, PRESENT, ABSENT, CANCELLED = AttendanceState


@pytest.fixture
def activity(session):
    return make_activity(session, capacity=2)


@pytest.fixture
def strangers(work):
    """A unit of work of somebody without any right."""
    return lambda **given: work(VIEWER, at=1, **given)


@pytest.fixture
def officers(work):
    return lambda **given: work(OFFICER, at=1, **given)


@pytest.fixture
def at_the_door(work, activity):
    return lambda **given: work(OFFICER, at=1, **{"now": activity.starts_at} | given)


def sign_up(strangers, activity, number, client_id=None, **typed):
    with strangers() as uow:
        return register(uow, activity.id, person(number, **typed), client_id=client_id or new_client_id())


def count(session, model=Attendance):
    return session.scalar(select(func.count()).select_from(model))


def test_anybody_gets_a_place_and_a_code(session, strangers, activity, heard):
    attendance = sign_up(strangers, activity, 1)

    candidate = session.get(Candidate, attendance.candidate_id)
    assert (candidate.phone, candidate.consent_at) == ("+6281230000001", NOW)
    assert attendance.state is REGISTERED
    assert len(attendance.code) == 5 and attendance.code.isupper()
    assert heard == [
        CandidateEntered(candidate_id=candidate.id),
        PlaceTaken(
            attendance_id=attendance.id,
            activity_id=activity.id,
            candidate_id=candidate.id,
            waitlisted=False,
        ),
    ]


def test_no_event_says_who_it_is(strangers, activity, heard):
    sign_up(strangers, activity, 1, email="ani@contoh.id", business_name="Dapur Ani")
    text = repr(heard)
    assert not any(word in text for word in ("Calon", "8123", "ani@", "Dapur"))


def test_when_it_is_full_they_wait_in_turn(strangers, activity):
    states = [sign_up(strangers, activity, number).state for number in range(4)]
    assert states == [REGISTERED, REGISTERED, WAITLISTED, WAITLISTED]


def test_the_same_sending_gives_the_same_row(session, strangers, activity):
    client_id = new_client_id()
    first = sign_up(strangers, activity, 1, client_id)
    again = sign_up(strangers, activity, 1, client_id)
    assert first.id == again.id and count(session) == 1


def test_the_same_person_has_one_place_however_the_desk_writes_their_number(session, officers, activity):
    first = sign_up(officers, activity, 1)
    again = sign_up(officers, activity, 1, phone="+62 812-3000-0001")
    assert first.id == again.id
    assert (count(session), count(session, Candidate)) == (1, 1)


def test_who_forgot_and_registers_again_has_a_ticket_that_opens_and_the_desk_is_told(
    session, strangers, activity
):
    first, again = sign_up(strangers, activity, 1), sign_up(strangers, activity, 1)
    assert (again.state, again.code == first.code) == (REGISTERED, False)
    assert session.get(Candidate, again.candidate_id).phone is None
    known = session.get(Candidate, first.candidate_id)
    assert again.note == f"Nomor HP-nya sudah dipakai calon {known.public_id}; cocokkan orangnya."


def test_who_comes_to_another_activity_stays_one_candidate(session, strangers, activity):
    first, next_time = sign_up(strangers, activity, 1), sign_up(strangers, make_activity(session), 1)
    assert first.candidate_id == next_time.candidate_id


def test_a_form_used_for_one_person_does_not_swallow_the_next(session, strangers, activity):
    client_id = new_client_id()
    sign_up(strangers, activity, 1, client_id)
    with pytest.raises(Refused, match="sudah dipakai"):
        sign_up(strangers, activity, 2, client_id)
    with pytest.raises(Refused, match="sudah dipakai"):
        sign_up(strangers, make_activity(session), 1, client_id)
    assert count(session) == 1


@pytest.mark.parametrize(
    "wrong", ["", "short", "x" * 65, "a b c d e f g h i j", "';DROP TABLE candidates;--"]
)
def test_the_name_of_a_sending_has_a_form(strangers, activity, wrong):
    with pytest.raises(Refused, match="Muat ulang"), strangers() as uow:
        register(uow, activity.id, person(1), client_id=wrong)


def test_a_known_number_is_answered_as_a_new_one_and_nothing_about_it_changes(session, strangers, activity):
    known = make_candidate(session, name="Ani Asli", phone="+6281230000001", email=None, makes="batik")
    client_id = new_client_id()
    said = {"name": "Pencuri", "email": "pencuri@contoh.id", "business_name": "Toko Pencuri"}
    attendance = sign_up(strangers, activity, 1, client_id, **said)
    new = sign_up(strangers, activity, 2)

    assert sign_up(strangers, activity, 1, client_id, **said).id == attendance.id
    assert attendance.candidate_id != known.id
    assert (known.name, known.email, known.business_name, known.makes) == ("Ani Asli", None, "", "batik")
    assert known.public_id in attendance.note
    shown = ("state", "walk_in", "registered_at", "arrived_at", "activity_id")
    assert [getattr(attendance, one) for one in shown] == [getattr(new, one) for one in shown]


def test_a_draft_is_not_there_for_anybody(session, work, strangers):
    draft = make_activity(session, announced_at=None)
    for open_as in (strangers, work):
        with pytest.raises(NotFound), open_as() as uow:
            register(uow, draft.id, person(1), client_id=new_client_id())


@pytest.mark.parametrize(
    ("over", "says"),
    [
        ({"cancelled_at": NOW}, "dibatalkan"),
        ({"closed_at": NOW}, "sudah lewat"),
        ({"starts_at": NOW - timedelta(hours=5), "ends_at": NOW}, "sudah lewat"),
    ],
    ids=str,
)
def test_nobody_registers_for_what_is_over(session, strangers, over, says):
    with pytest.raises(Refused, match=says):
        sign_up(strangers, make_activity(session, **over), 1)


def test_who_gave_up_and_comes_back_waits_behind_the_others(session, officers, activity, work):
    first, _, waiting = (sign_up(officers, activity, number) for number in range(3))
    with work() as uow:
        withdraw(uow, first.id)
    assert waiting.state is REGISTERED
    back = sign_up(officers, activity, 0)
    assert (back.id, back.state) == (first.id, WAITLISTED)


def test_who_gave_up_gets_a_free_place_again(session, strangers, activity, work):
    first = sign_up(strangers, activity, 1)
    with work() as uow:
        withdraw(uow, first.id)
    assert sign_up(strangers, activity, 1).state is REGISTERED


# at the door


@pytest.mark.parametrize(
    "typed", ["{code}", " {lower} ", "{public_id}", "https://mb2.test/tickets/{public_id}/"]
)
def test_the_code_or_the_ticket_opens_the_door(session, activity, at_the_door, typed, heard):
    attendance = make_attendance(session, activity, code="QRSTU")
    words = {"code": "QRSTU", "lower": "qrs tu", "public_id": attendance.public_id}
    with at_the_door() as uow:
        check_in(uow, activity.id, code=typed.format(**words))
    assert (attendance.state, attendance.arrived_at) == (PRESENT, activity.starts_at)
    assert heard == [AttendeeArrived(attendance_id=attendance.id, activity_id=activity.id, walk_in=False)]


def test_coming_in_twice_is_once(session, activity, at_the_door, heard):
    attendance = make_attendance(session, activity)
    for minutes in (0, 10):
        with at_the_door(now=activity.starts_at + timedelta(minutes=minutes)) as uow:
            check_in(uow, activity.id, code=attendance.code)
    assert attendance.arrived_at == activity.starts_at
    assert len(heard) == 1


def test_a_code_of_another_hall_does_not_fit(session, activity, at_the_door):
    other = make_attendance(session, make_activity(session), code="QRSTU")
    for code in ("QRSTU", other.public_id, ""):
        with pytest.raises(Refused, match="bukan dari kegiatan ini") as refusal, at_the_door() as uow:
            check_in(uow, activity.id, code=code)
        assert refusal.value.field == "code"


def test_nobody_is_there_before_the_day(session, activity, at_the_door):
    attendance = make_attendance(session, activity)
    with (
        pytest.raises(Refused, match="baru 24 November 2026 pukul 09.00 WIB"),
        at_the_door(now=NOW - timedelta(days=1)) as uow,
    ):
        check_in(uow, activity.id, code=attendance.code)


@pytest.mark.parametrize("over", [{"cancelled_at": NOW}, {"closed_at": NOW}], ids=str)
def test_nobody_comes_in_once_it_is_over(session, over, work):
    activity = make_activity(session, **over)
    attendance = make_attendance(session, activity)
    with pytest.raises(Refused), work() as uow:
        check_in(uow, activity.id, code=attendance.code)
    with pytest.raises(Refused), work() as uow:
        walk_in(uow, activity.id, person(1), client_id=new_client_id())


def test_who_waits_comes_in_when_there_is_room(session, activity, at_the_door):
    make_attendance(session, activity)
    waiting = make_attendance(session, activity, state=WAITLISTED)
    with at_the_door() as uow:
        assert check_in(uow, activity.id, code=waiting.code).state is PRESENT
    late = make_attendance(session, activity, state=WAITLISTED)
    with pytest.raises(Refused, match="Naikkan kapasitas"), at_the_door() as uow:
        check_in(uow, activity.id, code=late.code)


def test_a_guest_is_there_at_once(session, activity, at_the_door, heard):
    with at_the_door(user_id=make_person(session).id) as uow:
        guest = walk_in(uow, activity.id, person(1), client_id=new_client_id())
    assert (guest.state, guest.walk_in, guest.arrived_at) == (PRESENT, True, activity.starts_at)
    assert heard[-1] == AttendeeArrived(attendance_id=guest.id, activity_id=activity.id, walk_in=True)


def test_a_guest_needs_no_telephone(session, activity, at_the_door):
    client_id = new_client_id()
    for _ in range(2):
        with at_the_door() as uow:
            guest = walk_in(uow, activity.id, person(1, phone=""), client_id=client_id)
    assert count(session) == 1
    assert session.get(Candidate, guest.candidate_id).phone is None


def test_a_guest_who_registered_is_the_one_who_registered(session, strangers, activity, at_the_door):
    registered = sign_up(strangers, activity, 1)
    with at_the_door() as uow:
        guest = walk_in(uow, activity.id, person(1), client_id=new_client_id())
    assert (guest.id, guest.state, guest.walk_in) == (registered.id, PRESENT, False)


def test_a_guest_in_a_full_hall_is_told_what_helps(session, activity, at_the_door):
    for _ in range(2):
        make_attendance(session, activity)
    with pytest.raises(Refused, match="Semua 2 tempat terisi. Naikkan kapasitas"), at_the_door() as uow:
        walk_in(uow, activity.id, person(1), client_id=new_client_id())
    with at_the_door() as uow:
        assert register(uow, activity.id, person(1), client_id=new_client_id()).state is WAITLISTED


def test_what_officials_hear_fills_what_was_empty_and_no_more(session, activity, at_the_door):
    known = make_candidate(session, name="Ani", phone="+6281230000001", makes="batik", kelurahan_code=None)
    typed = person(1, name="Ani S.", email="ani@contoh.id", makes="kue", kelurahan_code="18.72.04.1003")
    with at_the_door() as uow:
        walk_in(uow, activity.id, typed, client_id=new_client_id())
    assert (known.name, known.makes) == ("Ani", "batik")
    assert (known.email, known.kelurahan_code) == ("ani@contoh.id", "18.72.04.1003")


def test_the_wrong_line_is_taken_back(session, activity, at_the_door, heard):
    attendance = make_attendance(session, activity, state=PRESENT)
    with at_the_door() as uow:
        undo_check_in(uow, attendance.id)
    assert (attendance.state, attendance.arrived_at) == (REGISTERED, None)
    assert heard == [ArrivalTakenBack(attendance_id=attendance.id, activity_id=activity.id)]
    with pytest.raises(IllegalMove), at_the_door() as uow:
        undo_check_in(uow, attendance.id)


def test_a_note_is_for_the_office(session, activity, at_the_door):
    attendance = make_attendance(session, activity)
    with at_the_door() as uow:
        note(uow, attendance.id, "  butuh label  ")
    assert attendance.note == "butuh label"
    with pytest.raises(Refused) as refusal, at_the_door() as uow:
        note(uow, attendance.id, "x" * 2001)
    assert refusal.value.field == "note"


@pytest.mark.parametrize(
    "act",
    [
        lambda uow, one: check_in(uow, one.activity_id, code=one.code),
        lambda uow, one: walk_in(uow, one.activity_id, person(1), client_id=new_client_id()),
        lambda uow, one: undo_check_in(uow, one.id),
        lambda uow, one: note(uow, one.id, "x"),
        lambda uow, one: withdraw(uow, one.id),
        lambda uow, one: withdraw(uow, one.id, client_id="0" * 32),
    ],
    ids=["check in", "walk in", "undo", "note", "withdraw", "withdraw with a guess"],
)
def test_the_door_is_kept_by_officers(session, activity, work, act):
    attendance = make_attendance(session, activity, state=PRESENT)
    with pytest.raises(Forbidden), work(OWNER, at=12, now=activity.starts_at) as uow:
        act(uow, attendance)


# giving up


def test_a_place_given_up_goes_to_the_first_who_waits(session, strangers, activity, heard):
    client_id = new_client_id()
    first = sign_up(strangers, activity, 1, client_id)
    sign_up(strangers, activity, 2)
    waiting = sign_up(strangers, activity, 3, email="cici@contoh.id")
    later = sign_up(strangers, activity, 4, email="dodi@contoh.id")
    heard.clear()
    for _ in range(2):
        with strangers() as uow:
            withdraw(uow, first.id, client_id=client_id)

    assert [one.state for one in (first, waiting, later)] == [CANCELLED, REGISTERED, WAITLISTED]
    assert heard == [
        PlaceGivenUp(attendance_id=first.id, activity_id=activity.id),
        PlacePromoted(attendance_id=waiting.id, activity_id=activity.id),
    ]


def test_who_leaves_the_waiting_list_frees_no_place(session, activity, work):
    for _ in range(2):
        make_attendance(session, activity)
    first, second = (make_attendance(session, activity, state=WAITLISTED) for _ in range(2))
    with work() as uow:
        withdraw(uow, first.id)
    assert (first.state, second.state) == (CANCELLED, WAITLISTED)


def test_a_person_with_an_account_gives_up_their_own_place(session, activity, strangers):
    user = make_person(session)
    attendance = make_attendance(session, activity, make_candidate(session, user_id=user.id))
    with strangers(user_id=user.id) as uow:
        withdraw(uow, attendance.id)
    assert attendance.state is CANCELLED


def test_who_is_there_does_not_give_up(session, activity, work):
    attendance = make_attendance(session, activity, state=PRESENT)
    with pytest.raises(IllegalMove), work() as uow:
        withdraw(uow, attendance.id)


@pytest.mark.parametrize("over", [{"cancelled_at": NOW}, {"closed_at": NOW}], ids=str)
def test_nothing_is_given_up_once_it_is_over(session, work, over):
    attendance = make_attendance(session, make_activity(session, **over))
    with pytest.raises(Refused, match="tidak perlu"), work() as uow:
        withdraw(uow, attendance.id)
