from datetime import timedelta

import pytest

from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import APPROVER, OFFICER, VIEWER
from marketplace.outreach.events import FloodUndone
from marketplace.outreach.floods import floods_of
from marketplace.outreach.models import Attendance
from marketplace.outreach.services.attending import register
from marketplace.outreach.services.floods import undo_flood
from marketplace.outreach.states import CANCELLED, PRESENT, REGISTERED, WAITLISTED
from tests.conftest import NOW
from tests.factories.outreach import make_activity, make_attendance, new_client_id, person


@pytest.fixture
def activity(session):
    return make_activity(session, capacity=10)


@pytest.fixture
def come(work, activity):
    def register_one(number, source, *, after=0):
        with work(VIEWER, at=1, now=NOW + timedelta(seconds=after)) as uow:
            return register(uow, activity.id, person(number), client_id=new_client_id(), source=source).id

    return register_one


def test_many_in_a_short_time_from_one_source_are_marked(session, activity, come):
    for number in range(8):
        come(number, "one", after=number)
        come(100 + number, "slow", after=600 * number)
        come(200 + number, f"other {number}")
    (flood,) = floods_of(session, activity.id)
    assert (flood.source, flood.places) == ("one", 8)
    assert (flood.first_at, flood.last_at) == (NOW, NOW + timedelta(seconds=7))


def test_an_officer_takes_all_of_it_back_and_those_who_wait_move_up(session, work, activity, come, heard):
    flood = [come(number, "one") for number in range(12)]
    waiting = come(100, "two")
    there = make_attendance(session, make_activity(session), source="one", state=REGISTERED)
    with work(OFFICER, at=1) as uow:
        assert undo_flood(uow, activity.id, source="one", reason=" nomor dibuat-buat ") == 12
    session.expire_all()
    assert {session.get(Attendance, one).state for one in flood} == {CANCELLED}
    assert session.get(Attendance, waiting).state is REGISTERED
    assert there.state is REGISTERED, "another activity's"
    assert FloodUndone(activity_id=activity.id, places=12, reason="nomor dibuat-buat") in heard
    assert floods_of(session, activity.id) == []
    with pytest.raises(Refused, match="sudah dibatalkan"), work(OFFICER, at=1) as uow:
        undo_flood(uow, activity.id, source="one", reason="lagi")


def test_who_is_there_stays(session, work, activity):
    there = make_attendance(session, activity, source="one", state=PRESENT)
    waits = make_attendance(session, activity, source="one", state=WAITLISTED)
    with work(OFFICER, at=1) as uow:
        undo_flood(uow, activity.id, source="one", reason="uji")
    session.expire_all()
    assert (there.state, waits.state) == (PRESENT, CANCELLED)


@pytest.mark.parametrize("role", [APPROVER, VIEWER])
def test_only_officers_do(work, activity, come, role):
    come(1, "one")
    with pytest.raises(Forbidden), work(role, at=1) as uow:
        undo_flood(uow, activity.id, source="one", reason="uji")
