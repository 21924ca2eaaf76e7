from datetime import timedelta

import pytest

from marketplace.accounts.models import User
from marketplace.kernel.errors import NotFound
from marketplace.outreach.models import ActivityKind, AttendanceState, TeamMember
from marketplace.outreach.queries import (
    ActivityList,
    ActivityRow,
    activity_page,
    next_visits,
    team_of,
    ticket,
    upcoming,
)
from marketplace.outreach.states import ActivityStatus
from tests.conftest import NOW
from tests.factories.officials import make_official
from tests.factories.outreach import make_activity, make_attendance

TODAY = NOW.date()
GANJAR_AGUNG = "18.72.02.1002"


def on(days, **given):
    starts = NOW + timedelta(days=days)
    return {"starts_at": starts, "ends_at": starts + timedelta(hours=3), "title": f"Hari {days}"} | given


@pytest.fixture
def city(session):
    """Activities of every standing and some days."""
    make_activity(session, **on(9))
    make_activity(session, **on(2, kelurahan_code=GANJAR_AGUNG))
    make_activity(session, **on(0))
    make_activity(session, **on(5, kind=ActivityKind.EVENT, kelurahan_code=None))
    make_activity(session, **on(-3, closed_at=NOW))
    make_activity(session, **on(3, announced_at=None))
    make_activity(session, **on(4, cancelled_at=NOW, cancelled_because="Banjir"))


def titles(session, listing):
    return [row.title for row in listing.rows(session)]


def test_the_next_visits_come_first(session, city):
    assert [row.title for row in next_visits(session, TODAY)] == ["Hari 0", "Hari 2", "Hari 9"]
    assert [row.title for row in next_visits(session, TODAY, limit=1)] == ["Hari 0"]
    assert [row.title for row in next_visits(session, TODAY, GANJAR_AGUNG)] == ["Hari 2"]
    assert [row.title for row in next_visits(session, TODAY + timedelta(days=1))] == ["Hari 2", "Hari 9"]


def test_strangers_see_what_they_may_come_to(session, city):
    page = upcoming(session, TODAY)
    assert [row.title for row in page] == ["Hari 0", "Hari 2", "Hari 5", "Hari 9"]
    second = upcoming(session, TODAY, number=2, size=3)
    assert [row.title for row in second] == ["Hari 9"] and second.total == 4
    assert [row.title for row in upcoming(session, TODAY, kelurahan_code=GANJAR_AGUNG)] == ["Hari 2"]


def test_officials_see_all_of_it(session, city):
    assert titles(session, ActivityList(from_on=TODAY)) == [f"Hari {day}" for day in (0, 2, 3, 4, 5, 9)]
    assert titles(session, ActivityList(before=TODAY)) == ["Hari -3"]
    assert titles(session, ActivityList(kind=ActivityKind.EVENT)) == ["Hari 5"]
    assert titles(session, ActivityList(from_on=TODAY, unclosed=True)) == [
        f"Hari {day}" for day in (0, 2, 3, 5, 9)
    ]


def test_an_official_finds_what_they_are_on_the_team_of(session, city):
    mine, officer = make_activity(session, title="Milik saya"), make_official(session, name="Sri")
    session.add(TeamMember(activity_id=mine.id, user_id=officer))
    session.commit()
    assert titles(session, ActivityList(team_member=officer)) == ["Milik saya"]
    assert team_of(session, mine.id) == {officer: "Sri"}
    assert session.get(User, officer) is not None


def test_places_and_turns_are_counted(session):
    activity = make_activity(session, capacity=5)
    for state in AttendanceState:
        make_attendance(session, activity, state=state)
    (row,) = next_visits(session, TODAY)
    assert (row.taken, row.waiting, row.places_left, row.capacity) == (2, 1, 3, 5)


def test_a_standing_follows_from_its_moments(session, city):
    rows = ActivityList(from_on=NOW.date()).rows(session)
    standings = {row.title: row.status for row in rows}
    assert standings["Hari 0"] is ActivityStatus.ANNOUNCED
    assert standings["Hari 3"] is ActivityStatus.DRAFT
    assert standings["Hari 4"] is ActivityStatus.CANCELLED
    assert ActivityRow(**vars(rows[0]) | {"closed_at": NOW}).status is ActivityStatus.CLOSED


def test_a_page_of_one_names_its_papers(session):
    activity = make_activity(session, about="Bawa contoh", serves=["nib", "pirt", "gone"])
    page = activity_page(session, activity.public_id)
    assert [str(label) for label in page.serves] == ["NIB", "SPP-IRT"]
    assert (page.about, page.row.kelurahan, page.version) == ("Bawa contoh", "Iring Mulyo", 1)


def test_what_is_not_announced_is_not_there_for_strangers(session):
    draft = make_activity(session, announced_at=None)
    with pytest.raises(NotFound):
        activity_page(session, draft.public_id)
    assert activity_page(session, draft.public_id, public=False).row.id == draft.id
    with pytest.raises(NotFound):
        activity_page(session, "nothing", public=False)


def test_what_was_called_off_says_why(session):
    activity = make_activity(session, cancelled_at=NOW, cancelled_because="Banjir")
    assert activity_page(session, activity.public_id).cancelled_because == "Banjir"


def test_a_ticket_says_the_turn_and_not_the_person(session):
    activity = make_activity(session, capacity=1)
    placed = make_attendance(session, activity)
    first, second = (
        make_attendance(session, activity, state=AttendanceState.WAITLISTED, registered_at=NOW)
        for _ in range(2)
    )
    earliest = make_attendance(
        session, activity, state=AttendanceState.WAITLISTED, registered_at=NOW - timedelta(hours=1)
    )
    ahead = [ticket(session, one.public_id).ahead for one in (placed, earliest, first, second)]
    assert ahead == [0, 0, 1, 2]
    shown = ticket(session, placed.public_id)
    assert (shown.code, shown.state) == (placed.code, AttendanceState.REGISTERED)
    assert "Calon" not in repr(shown)
    with pytest.raises(NotFound):
        ticket(session, "nothing")
