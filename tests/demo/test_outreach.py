"""Visits, people without an account, and licence cases of the small city."""

from datetime import timedelta

from sqlalchemy import func, select

from marketplace.accounts.models import Invitation
from marketplace.certification.models import ChangeState, RequirementChange
from marketplace.demo.visits import guest
from marketplace.kernel.clock import day_of
from marketplace.kernel.roles import OWNER
from marketplace.outreach.casework import CaseList, service_times
from marketplace.outreach.districts import kelurahan_table
from marketplace.outreach.funnel import Stage, funnel
from marketplace.outreach.models import Activity, Attendance, AttendanceState, Candidate, LicenceCase
from marketplace.outreach.queries import next_visits, upcoming
from marketplace.outreach.reconciliation import compare_places_with_capacity
from marketplace.outreach.states import ActivityStatus, activity_status
from marketplace.producers.models import Locality, LocalityBasis
from tests.demo.test_lists import INVENTED


def test_visits_and_talks_lie_behind_and_ahead(small):
    activities = small.all(select(Activity))
    assert 12 <= len(activities) <= 20
    assert {activity_status(one) for one in activities} == set(ActivityStatus)
    assert len({one.kelurahan_code for one in activities if one.kelurahan_code}) >= 10
    past = [one for one in activities if day_of(one.ends_at) < small.today]
    assert len(past) >= 8 and all(one.closed_at for one in past)
    soon = next_visits(small.session, small.today, limit=1)[0]
    assert day_of(soon.starts_at) <= small.today + timedelta(days=7)
    assert all(one.announced_at for one in upcoming(small.session, small.today))


def test_one_visit_is_full_and_people_wait(small):
    full = [one for one in upcoming(small.session, small.today) if not one.places_left]
    assert [(one.capacity, one.taken, one.waiting) for one in full] == [(40, 40, 5)]
    assert compare_places_with_capacity(small.session) == []


def test_guests_came_registered_and_unregistered(small):
    present = select(func.count()).where(Attendance.state == AttendanceState.PRESENT)
    assert small.session.scalar(present) > 80
    assert small.session.scalar(present.where(Attendance.walk_in)) >= 6
    assert "" not in small.all(select(Attendance.note).where(Attendance.walk_in))


def test_people_without_an_account_are_plainly_invented(small):
    names = small.all(select(Candidate.name))
    assert len(names) > 80
    assert [name for name in names if not INVENTED.search(name)] == []
    assert small.all(select(Candidate.user_id).where(Candidate.user_id.is_not(None))) == []
    assert len({guest(number).name for number in range(99)}) == 99


def test_cases_are_blocked_and_none_is_old(small):
    def count(**filters):
        return CaseList(today=small.today, **filters).page(small.session).total

    assert count(blocked=True, under_way=True) == 2
    assert count(aged=14, under_way=True) == 0
    assert count(under_way=True) >= 6


def test_the_way_from_a_visit_to_a_first_order_is_walked(small):
    counts = funnel(small.session, small.today, last=small.today).counts
    assert counts[Stage.PRESENT] > counts[Stage.CASE] > counts[Stage.CERTIFIED] >= counts[Stage.LISTED]
    assert counts[Stage.LISTED] >= counts[Stage.ORDERED] > 0


def test_service_times_are_there_to_compare(small):
    times = {one.kind: one for one in service_times(small.session, small.today - timedelta(365), small.today)}
    assert times.keys() == {"nib", "pirt", "halal", "merek"}
    assert times["merek"].to_issued > times["nib"].to_issued > 0


def test_the_districts_have_makers_visits_and_cases(small):
    table = kelurahan_table(small.session, small.today)
    assert all(row.makers for row in table)
    assert sum(row.open_cases for row in table) == small.session.scalar(
        select(func.count()).select_from(LicenceCase).where(LicenceCase.state.in_(("open", "sent")))
    )
    assert sum(row.last_visit is not None for row in table) >= 6
    assert sum(row.next_visit is not None for row in table) >= 2


def test_one_candidate_became_a_maker_and_has_a_code_to_come_in(small):
    (invitation,) = small.all(select(Invitation))
    candidate = small.session.scalars(
        select(Candidate).filter_by(producer_id=invitation.organisation_id)
    ).one()
    assert (invitation.role, invitation.email, invitation.name) == (OWNER, None, candidate.name)
    assert invitation.accepted_at is None and invitation.expires_at > small.loaded_at


def test_a_changed_requirement_waits_for_the_approver(small):
    (change,) = small.all(select(RequirementChange))
    assert change.state is ChangeState.PROPOSED and "ontoh" in change.basis


def test_who_was_visited_has_the_proof(small):
    proofs = small.all(select(Locality.evidence_id).filter_by(basis=LocalityBasis.SITE_VISIT))
    assert proofs and None not in proofs
