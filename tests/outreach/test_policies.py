import pytest

from marketplace.kernel.actor import NOBODY, SYSTEM, Actor, ActorSeat
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, OWNER, STAFF, SYSADMIN, VIEWER
from marketplace.outreach import policies
from marketplace.outreach.models import Candidate, LicenceCase
from tests.conftest import NOW

MAKER, OTHER, OFFICE = (OrganisationId(number) for number in (12, 13, 1))
CASE = LicenceCase(client_id="c", producer_id=MAKER, kind="pirt", opened_by=None, opened_at=NOW)
OF_A_CANDIDATE = LicenceCase(client_id="c", candidate_id=4, kind="pirt", opened_by=None, opened_at=NOW)
CANDIDATE = Candidate(name="Calon", user_id=UserId(7), created_at=NOW)
PEOPLE = {
    "maker's owner": (OWNER, MAKER),
    "maker's staff": (STAFF, MAKER),
    "other owner": (OWNER, OTHER),
    "officer": (OFFICER, OFFICE),
    "approver": (APPROVER, OFFICE),
    "auditor": (AUDITOR, OFFICE),
    "viewer": (VIEWER, OFFICE),
    "sysadmin": (SYSADMIN, OFFICE),
}
MAKERS = {"maker's owner", "maker's staff"}
ALLOWED = {
    "OPEN_CASE": MAKERS | {"officer"},
    "SEE_CASE": MAKERS | {"officer"},
    "CARRY": {"officer"},
    "PLAN": {"officer"},
    "RECEIVE": {"officer"},
    "LOOK_AT_FIGURES": {"officer", "approver", "auditor", "viewer"},
}


def seated(person):
    role, at = PEOPLE[person]
    return Actor(user_id=None, at=at, seats=frozenset({ActorSeat(role, at)}))


@pytest.mark.parametrize("policy", ALLOWED)
@pytest.mark.parametrize("person", PEOPLE)
def test_who_may(policy, person):
    assert getattr(policies, policy).allows(seated(person), CASE) is (person in ALLOWED[policy])


@pytest.mark.parametrize("person", PEOPLE)
def test_a_case_of_a_candidate_alone_is_no_maker_s(person):
    assert policies.SEE_CASE.allows(seated(person), OF_A_CANDIDATE) is (person == "officer")


@pytest.mark.parametrize("person", PEOPLE)
def test_only_officials_and_the_person_see_who_they_are(person):
    assert policies.SEE_PERSON.allows(seated(person), CANDIDATE) is (person == "officer")
    assert policies.SEE_PERSON.allows(Actor(user_id=UserId(7)), CANDIDATE)


def test_a_visitor_without_account_is_nobody_s_candidate():
    stranger = Candidate(name="Calon", created_at=NOW)
    assert not policies.SEE_PERSON.allows(NOBODY, stranger)
    assert policies.CARRY.allows(SYSTEM, CASE)
