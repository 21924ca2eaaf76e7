import pytest
from sqlalchemy import select

from marketplace.accounts.events import OwnershipTransferred
from marketplace.accounts.models import SignIn
from marketplace.accounts.queries import seats
from marketplace.accounts.services.ownership import transfer_ownership
from marketplace.accounts.services.seats import create_user, give_seat
from marketplace.accounts.services.signing_in import open_session
from marketplace.kernel.errors import Forbidden, Refused
from marketplace.kernel.roles import OFFICER, OWNER, PRODUCER, STAFF, SYSADMIN
from tests.accounts.conftest import PASSWORD_HASH
from tests.conftest import NOW
from tests.letters import letters_of


@pytest.fixture
def sri(person, business, tini):
    return person(STAFF, at=business, email="sri@contoh.id")


@pytest.fixture
def hand_on(work, business, tini):
    """Tini hands the business on."""

    def hand(to, *, stays=True, here=None):
        with work(OWNER, at=business, kind=PRODUCER, user_id=tini) as uow:
            transfer_ownership(uow, business, to, stays=stays, here=here)

    return hand


def roles_of(work, user_id):
    return [seat.role for seat in seats(work().session, user_id, NOW)]


@pytest.mark.parametrize(("stays", "left"), [(True, [STAFF]), (False, [])])
def test_the_other_becomes_the_owner_and_one_stays_as_staff_or_leaves(
    work, hand_on, tini, sri, business, heard, stays, left
):
    hand_on(sri, stays=stays)
    assert roles_of(work, sri) == [OWNER]
    assert roles_of(work, tini) == left
    assert heard[-1] == OwnershipTransferred(
        organisation_id=business, from_user_id=tini, to_user_id=sri, stays=stays
    )


def test_who_was_also_staff_leaves_altogether(work, hand_on, tini, sri, business):
    with work() as uow:
        give_seat(uow, tini, business, STAFF)
    hand_on(sri, stays=False)
    assert roles_of(work, tini) == []


def test_sessions_of_both_end_but_the_one_it_is_done_in(work, hand_on, tini, sri, session):
    with work() as uow:
        here, there, hers = (
            open_session(uow, user_id, device="", address="").sign_in_id for user_id in (tini, tini, sri)
        )
    hand_on(sri, here=here)
    rows = session.scalars(select(SignIn).execution_options(populate_existing=True))
    assert {row.id: row.revoked_at is None for row in rows} == {here: True, there: False, hers: False}


def test_both_are_told_by_letter_and_who_has_no_address_is_not(work, hand_on, tini, sri, session, business):
    with work() as uow:
        budi = create_user(uow, "Budi", None, "0812 3456 7890", PASSWORD_HASH).id
        give_seat(uow, budi, business, STAFF)
    hand_on(budi)
    (letter,) = letters_of(session)
    assert letter.to == "tini@contoh.id"
    assert "dari Sri kepada Budi" in letter.body


def test_only_to_another_person_who_sits_there(work, hand_on, tini, person, official):
    for stranger in (person(), official, tini):
        with pytest.raises(Refused, match="sudah duduk") as refused:
            hand_on(stranger)
        assert refused.value.field == "to"
    assert roles_of(work, tini) == [OWNER]


@pytest.mark.parametrize("role", [STAFF, OFFICER, SYSADMIN])
def test_nobody_but_an_owner_hands_it_on(work, business, sri, tini, role):
    kind = PRODUCER if role is STAFF else None
    with pytest.raises(Forbidden), work(role, at=business, kind=kind, user_id=tini) as uow:
        transfer_ownership(uow, business, sri, stays=True)


def test_another_owner_stays_an_owner(work, hand_on, tini, sri, person, business):
    other = person(OWNER, at=business)
    hand_on(sri)
    assert roles_of(work, other) == [OWNER]
    assert roles_of(work, sri) == [OWNER]
    assert roles_of(work, tini) == [STAFF]
