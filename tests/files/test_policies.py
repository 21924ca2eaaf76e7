import pytest

from marketplace.files.models import Attachment, AttachmentKind
from marketplace.files.policies import LOOK_ON, OWN
from marketplace.kernel.actor import NOBODY, SYSTEM, Actor, ActorSeat
from marketplace.kernel.roles import (
    APPROVER,
    AUDITOR,
    OFFICE,
    OFFICER,
    OWNER,
    PARTNER,
    PRODUCER,
    STAFF,
    SYSADMIN,
    VIEWER,
)
from tests.conftest import NOW

MINE, OTHER = 7, 8
OPEN = OWN | LOOK_ON


@pytest.fixture
def paper():
    return Attachment(
        organisation_id=MINE,
        kind=AttachmentKind.EVIDENCE,
        name="nota.pdf",
        media_type="application/pdf",
        size=10,
        sha256="0" * 64,
        uploaded_by=None,
        uploaded_at=NOW,
    )


def an_actor(role, at, kind):
    return Actor(user_id=3, at=at, kind=kind, seats=frozenset({ActorSeat(role, at)}))


@pytest.mark.parametrize("role", [OWNER, STAFF])
@pytest.mark.parametrize("kind", [PRODUCER, PARTNER])
def test_the_owners_people_open_it_and_those_of_another_business_do_not(paper, role, kind):
    assert OPEN.allows(an_actor(role, MINE, kind), paper)
    assert not OPEN.allows(an_actor(role, OTHER, kind), paper)


@pytest.mark.parametrize(
    ("role", "opens"),
    [(OFFICER, True), (APPROVER, True), (AUDITOR, True), (VIEWER, True), (SYSADMIN, False)],
)
def test_officials_open_it_but_whoever_runs_the_machine_does_not(paper, role, opens):
    assert OPEN.allows(an_actor(role, 1, OFFICE), paper) is opens


def test_a_seat_one_does_not_act_from_opens_nothing(paper):
    elsewhere = Actor(user_id=3, at=OTHER, kind=PARTNER, seats=frozenset({ActorSeat(OWNER, MINE)}))
    assert not OPEN.allows(elsewhere, paper)


def test_jobs_open_it_and_strangers_do_not(paper):
    assert OPEN.allows(SYSTEM, paper)
    assert not OPEN.allows(NOBODY, paper)
