from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from marketplace.kernel.actor import NOBODY, Actor
from marketplace.kernel.errors import Forbidden
from marketplace.kernel.policy import Policy, demand, in_person, policy

BOOLS = (False, True)


def fixed(answer):
    return Policy("yes" if answer else "no", lambda actor, subject: answer)


@pytest.mark.parametrize(("left", "right"), list(product(BOOLS, BOOLS)))
def test_policies_join_as_and_or_and_not_do(left, right):
    one, other = fixed(left), fixed(right)
    assert (one & other).allows(NOBODY, None) == (left and right)
    assert (one | other).allows(NOBODY, None) == (left or right)
    assert (~one).allows(NOBODY, None) == (not left)


@given(answers=st.tuples(st.booleans(), st.booleans(), st.booleans()))
def test_joined_policies_keep_the_laws_of_logic(answers):
    a, b, c = map(fixed, answers)
    for one, other in (
        (~(a & b), ~a | ~b),
        (~(a | b), ~a & ~b),
        (a & (b | c), (a & b) | (a & c)),
        (~~a, a),
    ):
        assert one.allows(NOBODY, None) == other.allows(NOBODY, None)


def test_a_policy_asks_about_this_actor_and_this_subject():
    @policy
    def is_itself(actor, subject):
        return actor is subject

    assert is_itself.allows(NOBODY, NOBODY)
    assert not is_itself.allows(NOBODY, "somebody")


def test_the_second_policy_is_not_asked_when_the_first_decides():
    def burn(actor, subject):
        raise AssertionError("asked")

    burning = Policy("burning", burn)
    assert not (fixed(False) & burning).allows(NOBODY, None)
    assert (fixed(True) | burning).allows(NOBODY, None)


def test_a_joined_policy_is_named_as_it_is_joined():
    @policy
    def is_owner(actor, subject): ...

    @policy
    def is_open(actor, subject): ...

    assert (is_owner & (is_open | ~is_owner)).name == "(is_owner and (is_open or not is_owner))"


def test_who_is_refused_learns_what_was_needed():
    demand(NOBODY, fixed(True), None)
    with pytest.raises(Forbidden, match=r"^needs \(no and yes\)$"):
        demand(NOBODY, fixed(False) & fixed(True), None)


def test_on_behalf_of_somebody_is_not_in_person():
    assert in_person.allows(Actor(user_id=3, at=7), None)
    assert not in_person.allows(Actor(user_id=3, at=7, on_behalf_of=7), None)
