from types import SimpleNamespace

import pytest

from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.roles import OFFICE, OFFICER, OWNER, PARTNER, STAFF
from marketplace.purchases import policies

SHOP, MAKER, OFFICER_ID, SOMEBODY = 7, 8, 3, 4
PURCHASE = SimpleNamespace(partner_id=SHOP, producer_id=MAKER)
DECLARATION = SimpleNamespace(partner_id=SHOP, submitted_by=SOMEBODY)


def staff(at, *, on_behalf=False, role=STAFF):
    return Actor(
        OFFICER_ID,
        at=at,
        kind=PARTNER,
        seats=frozenset({ActorSeat(role, at), ActorSeat(OFFICER, 1)}),
        on_behalf_of=at if on_behalf else None,
    )


def officer(user_id=OFFICER_ID):
    return Actor(user_id, at=1, kind=OFFICE, seats=frozenset({ActorSeat(OFFICER, 1)}))


@pytest.mark.parametrize(
    ("policy", "at", "subject"),
    [
        (policies.ANSWER, MAKER, PURCHASE),
        (policies.DECLARE, SHOP, DECLARATION),
        (policies.ANSWER_REFUSAL, SHOP, PURCHASE),
    ],
)
def test_what_a_business_must_say_itself_nobody_says_on_its_behalf(policy, at, subject):
    assert policy.allows(staff(at), subject)
    assert not policy.allows(staff(at, on_behalf=True), subject)


def test_a_purchase_may_be_logged_on_behalf():
    assert policies.RECORD.allows(staff(SHOP, on_behalf=True), PURCHASE)


def test_on_behalf_the_rights_of_an_official_rest():
    for policy in (policies.DECIDE, policies.AUDIT):
        assert not policy.allows(staff(SHOP, on_behalf=True), DECLARATION)


def test_nobody_decides_what_they_filed():
    assert policies.DECIDE.allows(officer(), DECLARATION)
    assert not policies.DECIDE.allows(officer(SOMEBODY), DECLARATION)


def test_nor_what_their_own_organisation_filed():
    sits_there = Actor(
        OFFICER_ID, at=1, kind=OFFICE, seats=frozenset({ActorSeat(OFFICER, 1), ActorSeat(OWNER, SHOP)})
    )
    assert not policies.DECIDE.allows(sits_there, DECLARATION)
