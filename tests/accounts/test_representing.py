from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.events import RepresentationEnded, RepresentationStarted, SignInRevoked
from marketplace.accounts.models import Representation, SignIn, User
from marketplace.accounts.queries import live_session
from marketplace.accounts.reactions import REACTIONS
from marketplace.accounts.represented import RepresentationList, acted_for, represented
from marketplace.accounts.services.representing import represent, stop_representing
from marketplace.accounts.services.signing_in import open_session, revoke
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import APPROVER, OFFICE, OFFICER, STAFF
from tests.conftest import NOW
from tests.letters import letters_of

PAGE = "https://mb2.test/producer/representations"
WHY = "diminta lewat telepon"


@pytest.fixture
def session_of(as_user, session):
    """Somebody's session whose second factor has passed, unless told otherwise."""

    def sign_in(user_id, *, proven=True):
        with as_user(user_id) as uow:
            opened = open_session(uow, user_id, device="Firefox", address="192.0.2.1")
            uow.get(SignIn, opened.sign_in_id).second_factor_at = NOW if proven else None
        return opened.sign_in_id

    return sign_in


@pytest.fixture
def acts(as_user, official, office, business, session_of):
    """Act on behalf of the business as the official, or as anybody on these seats."""
    here = session_of(official)

    def act(*, user_id=official, sign_in_id=here, role=OFFICER, at=business, reason=WHY, now=NOW):
        with as_user(user_id, (role, office), now=now) as uow:
            uow.actor = type(uow.actor)(user_id, at=office, kind=OFFICE, seats=uow.actor.seats)
            return represent(uow, sign_in_id, at, reason=reason, page=PAGE)

    act.here = here
    return act


def test_it_lasts_an_hour_under_a_new_token(acts, session, official, business, heard):
    before = session.get(SignIn, acts.here).token_hash
    heard.clear()

    opened = acts(reason="  diminta   lewat telepon ")

    row = session.scalars(select(Representation)).one()
    assert (row.user_id, row.organisation_id, row.reason) == (official, business, WHY)
    assert (row.from_at, row.until_at, row.ended_at) == (NOW, NOW + timedelta(hours=1), None)
    assert session.get(SignIn, acts.here).token_hash != before
    assert live_session(session, opened.token, NOW).representation_id == row.id
    assert heard == [
        RepresentationStarted(
            organisation_id=business,
            representation_id=row.id,
            user_id=official,
            until_at=row.until_at,
            reason=WHY,
        )
    ]


def test_it_ends_by_itself(acts, session, business):
    acts()
    number = session.scalar(select(Representation.id))
    last = NOW + timedelta(minutes=59, seconds=59)
    assert represented(session, number, last).organisation_id == business
    assert represented(session, number, last + timedelta(seconds=1)) is None


def test_it_never_outlasts_the_session(acts, session):
    session.get(SignIn, acts.here).expires_at = NOW + timedelta(minutes=5)
    session.commit()
    acts()
    assert session.scalar(select(Representation.until_at)) == NOW + timedelta(minutes=5)


@pytest.mark.parametrize("reason", ["", "   \n"])
def test_it_needs_a_reason(acts, reason):
    with pytest.raises(Refused) as no:
        acts(reason=reason)
    assert no.value.field == "reason"


def test_only_officers_may(acts):
    with pytest.raises(Forbidden):
        acts(role=APPROVER)


def test_nobody_acts_on_behalf_of_an_office(acts, office):
    with pytest.raises(Forbidden):
        acts(at=office)


def test_nor_of_where_they_sit_themselves(acts, as_user, official, office, business):
    with as_user(official, (OFFICER, office), (STAFF, business)) as uow:
        uow.actor = type(uow.actor)(official, at=office, kind=OFFICE, seats=uow.actor.seats)
        with pytest.raises(Forbidden):
            represent(uow, acts.here, business, reason=WHY, page=PAGE)


def test_nor_without_the_second_factor(acts, session_of, official):
    with pytest.raises(Forbidden):
        acts(sign_in_id=session_of(official, proven=False))


def test_nor_in_a_session_of_somebody_else(acts, session_of, tini):
    with pytest.raises(NotFound):
        acts(sign_in_id=session_of(tini))


def test_the_owners_are_told_by_letter(acts, session, tini, person, business):
    person(STAFF, at=business)
    acts()
    (letter,) = letters_of(session)
    assert letter.to == "tini@contoh.id"
    for said in ("Sri", "Keripik Bu Tini", WHY, PAGE, "24 November 2026 pukul 07.00 WIB", "pukul 08.00 WIB"):
        assert said in letter.body


def test_an_owner_without_an_address_is_told_on_the_page_alone(acts, session, work, business, tini):
    with work() as uow:
        user = uow.get(User, tini)
        user.email, user.phone = None, "+628123456789"
    acts()
    assert letters_of(session) == []
    (row,) = RepresentationList(organisation_id=business, since=NOW - timedelta(days=1)).rows(session)
    assert (row.officer, row.reason) == ("Sri", WHY)


def test_stopping_ends_it_at_once(acts, as_user, official, session, business, heard):
    acts()
    number = session.scalar(select(Representation.id))
    heard.clear()
    with as_user(official, now=NOW + timedelta(minutes=7)) as uow:
        stop_representing(uow, acts.here)
    assert heard == [
        RepresentationEnded(organisation_id=business, representation_id=number, user_id=official)
    ]
    assert session.get(Representation, number).ended_at == NOW + timedelta(minutes=7)
    assert session.get(SignIn, acts.here).representation_id is None
    assert represented(session, number, NOW + timedelta(minutes=8)) is None


def test_stopping_what_has_ended_by_itself_changes_no_record(acts, as_user, official, session, heard):
    acts()
    heard.clear()
    with as_user(official, now=NOW + timedelta(hours=2)) as uow:
        stop_representing(uow, acts.here)
    assert heard == []
    assert session.scalar(select(Representation.ended_at)) is None


def test_signing_out_ends_it_too(acts, as_user, official, session):
    acts()
    with as_user(official, now=NOW + timedelta(minutes=3)) as uow:
        uow._bus = Bus(REACTIONS)
        revoke(uow, acts.here)
    assert SignInRevoked in REACTIONS
    assert session.scalar(select(Representation.ended_at)) == NOW + timedelta(minutes=3)


def test_later_it_is_known_who_stood_for_whom_and_when(acts, session, official, business, tini):
    acts()
    assert acted_for(session, official, business, NOW + timedelta(minutes=30))
    assert not acted_for(session, official, business, NOW + timedelta(hours=2))
    assert not acted_for(session, official, business, NOW - timedelta(seconds=1))
    assert not acted_for(session, tini, business, NOW)
