import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.actor import NOBODY, SYSTEM, Actor, ActorSeat
from marketplace.kernel.ids import OrganisationId, UserId
from marketplace.kernel.roles import (
    BUSINESS_ROLES,
    OFFICE_ROLES,
    OFFICER,
    OWNER,
    STAFF,
    Role,
)
from marketplace.kernel.roles import SYSTEM as SYSTEM_ROLE

PLACES = st.integers(1, 4).map(OrganisationId)
SEATS = st.frozensets(st.builds(ActorSeat, st.sampled_from(Role), PLACES), max_size=8)


@given(seats=SEATS, here=PLACES, role=st.sampled_from(Role))
def test_rights_come_only_from_the_seats_at_the_organisation_acted_for(seats, here, role):
    actor = Actor(UserId(7), at=here, seats=seats)
    assert actor.has(role) == ((role, here) in seats)
    assert actor.has(role, at=here) == actor.has(role)


@given(seats=SEATS, here=PLACES, there=PLACES)
def test_no_right_reaches_into_another_organisation(seats, here, there):
    actor = Actor(UserId(7), at=here, seats=seats)
    assert there == here or not any(actor.has(role, at=there) for role in Role)


@given(seats=SEATS, role=st.sampled_from(Role), where=st.none() | PLACES)
def test_who_has_chosen_no_organisation_has_no_rights_at_all(seats, role, where):
    assert not Actor(UserId(7), seats=seats).has(role, at=where)


@given(seats=SEATS, here=st.none() | PLACES, place=PLACES)
def test_a_seat_forbids_wherever_its_holder_acts_now(seats, here, place):
    assert Actor(UserId(7), at=here, seats=seats).sits_in(place) == (place in {at for _, at in seats})


@given(seats=SEATS, here=PLACES, some=st.lists(st.sampled_from(Role), max_size=4))
def test_one_of_several_roles_is_enough(seats, here, some):
    actor = Actor(UserId(7), at=here, seats=seats)
    assert actor.has(*some) == any(actor.has(role) for role in some)


def test_nobody_may_nothing_and_acts_for_nobody():
    assert not any(NOBODY.has(role) for role in Role)
    assert not NOBODY.sits_in(OrganisationId(0))
    with pytest.raises(LookupError, match="acts for no organisation"):
        _ = NOBODY.organisation


def test_the_system_is_neither_an_official_nor_a_business():
    assert SYSTEM.user_id is None
    assert SYSTEM.has(SYSTEM_ROLE)
    assert not SYSTEM.has(*OFFICE_ROLES, *BUSINESS_ROLES)


def test_an_actor_acts_for_the_organisation_it_chose():
    chosen = Actor(UserId(7), at=OrganisationId(3), seats=frozenset({ActorSeat(OWNER, OrganisationId(3))}))
    assert chosen.organisation == 3


def test_an_actor_can_not_gain_a_seat_on_the_way():
    actor = Actor(UserId(7), at=OrganisationId(3), seats=frozenset({ActorSeat(STAFF, OrganisationId(3))}))
    with pytest.raises(AttributeError):
        actor.seats = frozenset({ActorSeat(OFFICER, OrganisationId(3))})
