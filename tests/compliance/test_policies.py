from marketplace.compliance import policies
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.roles import PARTNER, STAFF

SHOP = 7


def staff(**given):
    return Actor(3, at=SHOP, kind=PARTNER, seats=frozenset({ActorSeat(STAFF, SHOP)}), **given)


def test_a_shop_objects_itself():
    assert policies.OBJECT.allows(staff(), SHOP)
    assert not policies.OBJECT.allows(staff(on_behalf_of=SHOP), SHOP)


def test_on_its_behalf_its_figures_are_seen():
    assert policies.SEE.allows(staff(on_behalf_of=SHOP), SHOP)
