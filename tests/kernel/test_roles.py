import pytest

from marketplace.kernel.roles import (
    BUSINESS_ROLES,
    OFFICE,
    OFFICE_ROLES,
    PARTNER,
    PRODUCER,
    SYSTEM,
    OrganisationKind,
    Role,
)


def test_every_role_but_the_systems_belongs_to_the_office_or_to_a_business():
    assert set(BUSINESS_ROLES).isdisjoint(OFFICE_ROLES)
    assert {*BUSINESS_ROLES, *OFFICE_ROLES, SYSTEM} == set(Role)
    assert SYSTEM not in BUSINESS_ROLES + OFFICE_ROLES


@pytest.mark.parametrize("words", [Role, OrganisationKind])
def test_every_role_and_kind_has_a_word_of_its_own_for_people(words):
    assert len({word.label for word in words}) == len(words)
    assert all(word.label for word in words)


def test_a_role_reads_back_from_what_is_stored():
    assert [Role(role.value) for role in Role] == list(Role)
    assert [OrganisationKind(kind.value) for kind in (PRODUCER, PARTNER, OFFICE)] == list(OrganisationKind)


def test_an_unknown_role_is_no_role():
    with pytest.raises(ValueError, match="mayor"):
        Role("mayor")
