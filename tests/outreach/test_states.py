import pytest

from marketplace.kernel.states import IllegalMove
from marketplace.outreach.models import AttendanceState, CaseState
from marketplace.outreach.states import ATTENDANCE_LIFECYCLE, CASE_LIFECYCLE, ActivityStatus, activity_status
from tests.conftest import NOW
from tests.factories.outreach import make_activity


@pytest.mark.parametrize("state", AttendanceState)
@pytest.mark.parametrize("move", ATTENDANCE_LIFECYCLE, ids=lambda m: f"{m.label} {m.target}")
def test_a_move_of_a_place_works_from_its_sources_and_nowhere_else(move, state):
    if state in move.sources:
        assert move(state) is move.target
    else:
        with pytest.raises(IllegalMove):
            move(state)


@pytest.mark.parametrize("state", CaseState)
@pytest.mark.parametrize("move", CASE_LIFECYCLE, ids=lambda m: m.label)
def test_a_move_of_a_case_works_from_its_sources_and_nowhere_else(move, state):
    if state in move.sources:
        assert move(state) is move.target
    else:
        with pytest.raises(IllegalMove):
            move(state)


@pytest.mark.parametrize(
    ("moments", "status"),
    [
        ({"announced_at": None}, ActivityStatus.DRAFT),
        ({}, ActivityStatus.ANNOUNCED),
        ({"closed_at": NOW}, ActivityStatus.CLOSED),
        ({"cancelled_at": NOW}, ActivityStatus.CANCELLED),
        ({"announced_at": None, "cancelled_at": NOW}, ActivityStatus.CANCELLED),
    ],
    ids=str,
)
def test_what_an_activity_stands_at_follows_from_its_moments(session, moments, status):
    assert activity_status(make_activity(session, **moments)) is status
