from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Seat
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import APPROVER, OFFICE, OFFICER, OWNER
from marketplace.outreach.events import (
    ActivityAnnounced,
    ActivityCancelled,
    ActivityChanged,
    ActivityClosed,
    ActivityPlanned,
    PlacePromoted,
)
from marketplace.outreach.models import Activity, ActivityKind, AttendanceState, TeamMember
from marketplace.outreach.services.activities import (
    ActivityPlan,
    announce,
    cancel_activity,
    change_activity,
    close_activity,
    plan_activity,
)
from tests.conftest import NOW
from tests.factories.officials import make_official
from tests.factories.outreach import IRING_MULYO, make_activity, make_attendance, make_candidate, plan_of
from tests.factories.partners import make_organisation

STARTS, ENDS = NOW + timedelta(days=3), NOW + timedelta(days=3, hours=4)
PLAN = ActivityPlan(
    kind=ActivityKind.VISIT,
    title="  Silaturahmi   Iring Mulyo ",
    place="Balai Kelurahan",
    kelurahan_code=IRING_MULYO,
    starts_at=STARTS,
    ends_at=ENDS,
    capacity=40,
    serves=("halal", "pirt", "nib", "pirt"),
)


@pytest.fixture
def officer(session):
    user_id = make_official(session)
    office = make_organisation(session, OFFICE)
    session.add(Seat(user_id=user_id, organisation_id=office.id, role=OFFICER, from_at=NOW))
    session.commit()
    return user_id


def test_a_plan_is_kept_as_a_draft(session, work, heard, officer):
    with work(OFFICER, at=1) as uow:
        activity = plan_activity(uow, replace(PLAN, team=(officer, officer)))

    assert (activity.title, activity.announced_at) == ("Silaturahmi Iring Mulyo", None)
    assert activity.serves == ["nib", "pirt", "halal"]  # each once, in the order to get them
    assert session.scalars(select(TeamMember.user_id)).all() == [officer]
    assert heard == [ActivityPlanned(activity_id=activity.id, kind="visit", capacity=40)]


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": " "}, "title"),
        ({"place": ""}, "place"),
        ({"ends_at": STARTS}, "ends_at"),
        ({"capacity": 0}, "capacity"),
        ({"capacity": 2001}, "capacity"),
        ({"serves": ("sim",)}, "serves"),
        ({"kelurahan_code": None}, "kelurahan_code"),
        ({"kelurahan_code": "18.72"}, "kelurahan_code"),
        ({"kelurahan_code": "18.72.99.9999"}, "kelurahan_code"),
        ({"team": (999,)}, "team"),
    ],
    ids=str,
)
def test_what_cannot_be_is_refused_at_its_field(work, wrong, field):
    with pytest.raises(Refused) as refusal, work(OFFICER, at=1) as uow:
        plan_activity(uow, replace(PLAN, **wrong))
    assert refusal.value.field == field


def test_an_event_needs_no_kelurahan(work):
    with work(OFFICER, at=1) as uow:
        event = plan_activity(uow, replace(PLAN, kind=ActivityKind.EVENT, kelurahan_code=None))
        assert event.kelurahan_code is None


def test_only_officials_are_on_a_team(session, work):
    with pytest.raises(Refused, match="petugas"), work(OFFICER, at=1) as uow:
        plan_activity(uow, replace(PLAN, team=(make_official(session),)))


@pytest.mark.parametrize(
    "act",
    [
        lambda uow, one: plan_activity(uow, PLAN),
        lambda uow, one: change_activity(uow, one.id, PLAN, version=one.version),
        lambda uow, one: announce(uow, one.id),
        lambda uow, one: cancel_activity(uow, one.id, reason="Hujan"),
        lambda uow, one: close_activity(uow, one.id),
    ],
    ids=["plan", "change", "announce", "cancel", "close"],
)
@pytest.mark.parametrize("role", [OWNER, APPROVER])
def test_activities_are_for_officers_alone(session, work, act, role):
    activity = make_activity(session)
    with pytest.raises(Forbidden), work(role, at=12) as uow:
        act(uow, uow.get(Activity, activity.id))


def test_announcing_twice_is_once(session, work, heard):
    draft = make_activity(session, announced_at=None)
    for _ in range(2):
        with work() as uow:
            announce(uow, draft.id)
    assert draft.announced_at == NOW
    assert heard == [ActivityAnnounced(activity_id=draft.id)]


def test_what_is_past_is_not_announced(session, work):
    past = make_activity(
        session, announced_at=None, starts_at=NOW - timedelta(hours=3), ends_at=NOW - timedelta(hours=1)
    )
    with pytest.raises(Refused, match="sudah lewat"), work() as uow:
        announce(uow, past.id)


def test_a_change_says_what_changed(session, work, heard):
    activity = make_activity(session)
    with work() as uow:
        moved = plan_of(activity, place="Aula", starts_at=STARTS, ends_at=ENDS)
        change_activity(uow, activity.id, moved, version=activity.version)

    assert heard == [
        ActivityChanged(activity_id=activity.id, changed=("place", "starts_at", "ends_at"), capacity=40)
    ]


def test_a_change_of_nothing_is_no_change(session, work, heard):
    activity = make_activity(session)
    with work() as uow:
        change_activity(uow, activity.id, plan_of(activity), version=activity.version)
    assert heard == []


def test_who_read_an_older_version_reads_again(session, work):
    activity = make_activity(session)
    with pytest.raises(Refused, match="Muat ulang"), work() as uow:
        change_activity(uow, activity.id, plan_of(activity), version=activity.version - 1)


def test_capacity_is_not_less_than_taken(session, work):
    activity = make_activity(session)
    for state in (AttendanceState.REGISTERED, AttendanceState.PRESENT, AttendanceState.WAITLISTED):
        make_attendance(session, activity, state=state)
    with pytest.raises(Refused, match="2 orang") as refusal, work() as uow:
        change_activity(uow, activity.id, plan_of(activity, capacity=1), version=activity.version)
    assert refusal.value.field == "capacity"
    with work() as uow:
        change_activity(uow, activity.id, plan_of(activity, capacity=2), version=activity.version)


def test_more_places_go_to_who_waited_longest(session, work, heard):
    activity = make_activity(session, capacity=1)
    make_attendance(session, activity)
    late, early = (
        make_attendance(
            session, activity, state=AttendanceState.WAITLISTED, registered_at=NOW - timedelta(hours=hours)
        )
        for hours in (1, 5)
    )
    with work() as uow:
        change_activity(uow, activity.id, plan_of(activity, capacity=2), version=activity.version)
    assert (early.state, late.state) == (AttendanceState.REGISTERED, AttendanceState.WAITLISTED)
    assert PlacePromoted(attendance_id=early.id, activity_id=activity.id) in heard


def test_once_it_has_begun_places_are_for_who_is_there(session, work):
    activity = make_activity(session, capacity=1)
    make_attendance(session, activity)
    waiting = make_attendance(session, activity, state=AttendanceState.WAITLISTED)
    with work(OFFICER, at=1, now=activity.starts_at) as uow:
        change_activity(uow, activity.id, plan_of(activity, capacity=2), version=activity.version)
    assert waiting.state is AttendanceState.WAITLISTED


def test_calling_off_says_how_many_could_be_written_to(session, work, heard):
    activity = make_activity(session)
    make_attendance(session, activity, make_candidate(session, email="ani@contoh.id", name="Ani"))
    make_attendance(session, activity)  # nobody to write to: telephoned
    waiting = make_candidate(session, email="budi@contoh.id")
    make_attendance(session, activity, waiting, state=AttendanceState.WAITLISTED)
    with work() as uow:
        cancel_activity(uow, activity.id, reason=" Banjir ")

    assert (activity.cancelled_at, activity.cancelled_because) == (NOW, "Banjir")
    assert heard == [ActivityCancelled(activity_id=activity.id, reason="Banjir", told=2)]


def test_calling_off_needs_a_reason_and_an_empty_hall(session, work):
    activity = make_activity(session)
    with pytest.raises(Refused) as refusal, work() as uow:
        cancel_activity(uow, activity.id, reason=" ")
    assert refusal.value.field == "reason"
    make_attendance(session, activity, state=AttendanceState.PRESENT)
    with pytest.raises(Refused, match="Sudah ada yang hadir"), work() as uow:
        cancel_activity(uow, activity.id, reason="Hujan")


def test_who_did_not_come_is_absent_when_it_closes(session, work, heard):
    activity = make_activity(session)
    places = {state: make_attendance(session, activity, state=state) for state in AttendanceState}
    for _ in range(2):
        with work(OFFICER, at=1, now=activity.ends_at) as uow:
            close_activity(uow, activity.id)

    became = {state: attendance.state for state, attendance in places.items()}
    assert became == {state: state for state in AttendanceState} | {
        AttendanceState.REGISTERED: AttendanceState.ABSENT
    }
    assert heard == [ActivityClosed(activity_id=activity.id, present=1, absent=1)]


def test_it_is_not_closed_before_it_began(session, work):
    activity = make_activity(session)
    draft = make_activity(session, announced_at=None, starts_at=NOW - timedelta(hours=1))
    for one in (activity, draft):
        with pytest.raises(Refused, match="belum dimulai"), work() as uow:
            close_activity(uow, one.id)


@pytest.mark.parametrize("over", [{"closed_at": NOW}, {"cancelled_at": NOW}], ids=str)
def test_what_is_over_stays_as_it_is(session, work, over):
    activity = make_activity(session, **over)
    for act in (
        lambda uow: change_activity(uow, activity.id, plan_of(activity), version=activity.version),
        lambda uow: announce(uow, activity.id),
        lambda uow: cancel_activity(uow, activity.id, reason="Hujan"),
    ):
        with pytest.raises(Refused, match="sudah"), work() as uow:
            act(uow)


def test_what_does_not_exist_is_not_found(work):
    with pytest.raises(NotFound), work() as uow:
        announce(uow, 99)
