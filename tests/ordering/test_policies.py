import pytest

from marketplace.kernel.actor import SYSTEM, Actor, ActorSeat
from marketplace.kernel.ids import OrganisationId
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, OWNER, STAFF, SYSADMIN, VIEWER
from marketplace.ordering import policies
from marketplace.ordering.models.handovers import Handover
from marketplace.ordering.models.orders import Order
from tests.conftest import NOW

BUYER, MAKER, OTHER, OFFICE = (OrganisationId(number) for number in (11, 12, 13, 1))
ORDER = Order(
    number="1", group_id=1, partner_id=BUYER, outlet_id=1, producer_id=MAKER, answer_by=NOW, placed_at=NOW
)
SIDES = {"number": "1", "producer_id": MAKER, "partner_id": BUYER, "outlet_id": 1, "prepared_by": None}
BROUGHT = Handover(**SIDES, issuer_id=MAKER, prepared_at=NOW)
SENT_BACK = Handover(**SIDES, issuer_id=BUYER, prepared_at=NOW)
PEOPLE = {
    "buyer's owner": (OWNER, BUYER),
    "buyer's staff": (STAFF, BUYER),
    "maker's owner": (OWNER, MAKER),
    "maker's staff": (STAFF, MAKER),
    "other owner": (OWNER, OTHER),
    "officer": (OFFICER, OFFICE),
    "approver": (APPROVER, OFFICE),
    "auditor": (AUDITOR, OFFICE),
    "viewer": (VIEWER, OFFICE),
    "sysadmin": (SYSADMIN, OFFICE),
}
BUYERS, MAKERS = {"buyer's owner", "buyer's staff"}, {"maker's owner", "maker's staff"}
OFFICIALS = {"officer", "approver", "auditor", "viewer"}
ALLOWED = {
    "SEE": BUYERS | MAKERS | OFFICIALS,
    "ORDER": BUYERS,
    "CONFIRM": MAKERS,
    "ACCEPT": BUYERS,
    "CALL_OFF": BUYERS | MAKERS | {"officer"},
    "DELIVER": MAKERS,
    "TRADE": BUYERS | MAKERS,
}
OF_HANDOVERS = {
    "SEND": (BROUGHT, MAKERS),
    "RECEIVE": (BROUGHT, BUYERS),
    "SETTLE": (BROUGHT, {"officer"}),
}
OF_RETURNS_BY_THE_SHOP = {"SEND": (SENT_BACK, BUYERS), "RECEIVE": (SENT_BACK, MAKERS)}


@pytest.mark.parametrize("policy", ALLOWED)
@pytest.mark.parametrize("person", PEOPLE)
def test_who_may(policy, person):
    role, at = PEOPLE[person]
    actor = Actor(user_id=None, at=at, seats=frozenset({ActorSeat(role, at)}))

    assert getattr(policies, policy).allows(actor, ORDER) is (person in ALLOWED[policy])


@pytest.mark.parametrize("policy", sorted(ALLOWED.keys() - {"SEE"}))
def test_the_system_acts_when_a_deadline_has_passed(policy):
    assert getattr(policies, policy).allows(SYSTEM, ORDER)


@pytest.mark.parametrize("table", [OF_HANDOVERS, OF_RETURNS_BY_THE_SHOP])
@pytest.mark.parametrize("person", PEOPLE)
def test_one_side_sends_a_handover_and_the_other_answers(table, person):
    role, at = PEOPLE[person]
    actor = Actor(user_id=None, at=at, seats=frozenset({ActorSeat(role, at)}))

    for policy, (handover, allowed) in table.items():
        assert getattr(policies, policy).allows(actor, handover) is (person in allowed), policy


@pytest.mark.parametrize("side", [BUYER, MAKER])
def test_an_officer_who_sits_with_a_side_settles_nothing(side):
    seats = frozenset({ActorSeat(OFFICER, OFFICE), ActorSeat(STAFF, side)})

    assert not policies.SETTLE.allows(Actor(user_id=None, at=OFFICE, seats=seats), BROUGHT)
    assert not policies.SETTLE.allows(SYSTEM, BROUGHT)
