"""Letters about activities, to those with a place or waiting for one."""

from datetime import timedelta

import pytest

from marketplace.outreach.models import AttendanceState
from marketplace.outreach.services.activities import cancel_activity, change_activity
from marketplace.outreach.services.attending import withdraw
from tests.conftest import NOW
from tests.factories.outreach import make_activity, make_attendance, make_candidate, plan_of
from tests.letters import letters_of

STARTS, ENDS = NOW + timedelta(days=3), NOW + timedelta(days=3, hours=4)


@pytest.fixture
def activity(session):
    """Has two places: one is Ani's, one of somebody without an address. Somebody gave up theirs."""
    activity = make_activity(session, capacity=2)
    make_attendance(session, activity, make_candidate(session, email=None))
    gone = make_candidate(session, email="gone@contoh.id")
    make_attendance(session, activity, gone, state=AttendanceState.CANCELLED)
    return activity


@pytest.fixture(autouse=True)
def ani(session, activity):
    return make_attendance(session, activity, make_candidate(session, email="ani@contoh.id", name="Ani"))


@pytest.fixture(autouse=True)
def budi(session, activity, ani):
    """Waits for a place."""
    person = make_candidate(session, email="budi@contoh.id", name="Budi")
    return make_attendance(session, activity, person, state=AttendanceState.WAITLISTED)


@pytest.fixture
def change(work):
    def to(activity, **given):
        with work() as uow:
            change_activity(uow, activity.id, plan_of(activity, **given), version=activity.version)

    return to


def addressees(session):
    return [letter.to for letter in letters_of(session)]


def test_a_change_is_told_to_those_it_moves(session, change, activity):
    change(activity, about="Bawa contoh")
    assert addressees(session) == []
    change(activity, place="Aula", starts_at=STARTS, ends_at=ENDS)

    assert addressees(session) == ["ani@contoh.id", "budi@contoh.id"]
    assert "27 November 2026 pukul 07.00 WIB di Aula" in letters_of(session)[0].body


def test_a_draft_moves_in_silence(session, change):
    activity = make_activity(session, announced_at=None)
    change(activity, place="Aula")
    assert addressees(session) == []


def test_it_is_told_that_it_is_called_off_and_why(session, work, activity):
    with work() as uow:
        cancel_activity(uow, activity.id, reason=" Banjir ")

    assert addressees(session) == ["ani@contoh.id", "budi@contoh.id"]
    assert "Halo Ani" in letters_of(session)[0].body and "Alasan: Banjir" in letters_of(session)[0].body


def test_who_gets_a_place_that_was_given_up_hears_of_it_with_their_code(session, work, ani, budi):
    with work() as uow:
        withdraw(uow, ani.id)

    (letter,) = letters_of(session)
    assert letter.to == "budi@contoh.id" and f"Sebut kode {budi.code}" in letter.body


def test_who_gets_a_place_because_there_are_more_hears_after_what_moved(session, change, activity):
    change(activity, capacity=3, place="Aula")

    assert addressees(session) == ["ani@contoh.id", "budi@contoh.id", "budi@contoh.id"]
    assert letters_of(session)[-1].subject.startswith("Anda mendapat tempat")
