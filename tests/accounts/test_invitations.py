from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.events import InvitationAccepted, InvitationMade, InvitationWithdrawn
from marketplace.accounts.invited import InvitationList, offer_of, why_over
from marketplace.accounts.models import Invitation, SignIn, User
from marketplace.accounts.queries import seats
from marketplace.accounts.services.invitations import (
    accept_invitation,
    hash_for_invitation,
    invite,
    invite_by_code,
    withdraw_invitation,
)
from marketplace.accounts.services.seats import create_organisation, end_seat, give_seat
from marketplace.accounts.services.signing_in import open_session, who_has
from marketplace.kernel.errors import Forbidden, NotFound, Refused
from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, PARTNER, PRODUCER, STAFF, SYSADMIN
from tests.accounts.conftest import PASSWORD, PASSWORD_HASH
from tests.conftest import NOW
from tests.letters import letters_of

PAGE = "https://mb2.test/account/invitations/"
WEEK = timedelta(days=7)
SECOND = timedelta(seconds=1)


@pytest.fixture
def owner(work, business, tini):
    """Open a unit of work as the owner of the business."""
    return lambda now=NOW: work(OWNER, at=business, kind=PRODUCER, user_id=tini, now=now)


@pytest.fixture
def nobody(as_user):
    return lambda now=NOW: as_user(None, now=now)


def by_letter(unit, organisation_id, role=STAFF, email="sri@contoh.id", name="Sri"):
    """Invite, and take the secret out of the letter."""
    with unit() as uow:
        invite(uow, name=name, email=email, organisation_id=organisation_id, role=role, page=PAGE)
    return letters_of(uow.session)[-1].body.split(PAGE)[1].split()[0]


def by_code(unit, organisation_id, role=STAFF, phone="0812 3456 7890", name="Sri"):
    with unit() as uow:
        return invite_by_code(uow, name=name, phone=phone, organisation_id=organisation_id, role=role)[1]


def held(work, user_id):
    return [(seat.organisation_id, seat.role) for seat in seats(work().session, user_id, NOW)]


class TestAccepting:
    def test_a_letter_makes_an_account_and_a_seat(self, work, owner, nobody, business):
        token = by_letter(owner, business)
        with nobody() as uow:
            user_id = accept_invitation(uow, token, name="Sri Rahayu", password_hash=PASSWORD_HASH).id
        assert held(work, user_id) == [(business, STAFF)]
        user = who_has(work(), "sri@contoh.id", PASSWORD)
        assert (user.id, user.name, user.phone) == (user_id, "Sri Rahayu", None)

    def test_a_code_makes_an_account_for_somebody_with_a_telephone_only(self, work, owner, nobody, business):
        code = by_code(owner, business)
        with nobody() as uow:
            typed = f" {code.lower().replace('-', ' ')} "
            user_id = accept_invitation(uow, typed, password_hash=PASSWORD_HASH).id
        assert held(work, user_id) == [(business, STAFF)]
        user = who_has(work(), "0812-3456-7890", PASSWORD)
        assert (user.id, user.name, user.email) == (user_id, "Sri", None)

    def test_who_accepts_may_give_another_number(self, work, owner, nobody, business):
        code = by_code(owner, business, phone="")
        with pytest.raises(Refused) as refused, nobody() as uow:
            accept_invitation(uow, code, password_hash=PASSWORD_HASH)
        assert refused.value.field == "phone"
        with nobody() as uow:
            assert (
                accept_invitation(uow, code, phone="0857 1111 2222", password_hash=PASSWORD_HASH).phone
                == "+6285711112222"
            )

    def test_who_is_signed_in_gets_the_seat_into_their_account(
        self, work, owner, as_user, official, business, office
    ):
        code = by_code(owner, business)
        with as_user(official) as uow:
            assert accept_invitation(uow, code).id == official
        assert held(work, official) == [(office, OFFICER), (business, STAFF)]

    def test_the_session_it_is_done_in_goes_on(self, work, owner, as_user, person, business, session):
        sri = person(STAFF, at=business)
        with work() as uow:
            here = open_session(uow, sri, device="", address="").sign_in_id
            there = open_session(uow, sri, device="", address="").sign_in_id
        code = by_code(owner, business, OWNER)
        with as_user(sri) as uow:
            accept_invitation(uow, code, here=here)
        open_now = {row.id: row.revoked_at is None for row in _sign_ins(session, sri)}
        assert open_now == {here: True, there: False}

    def test_it_is_used_once(self, owner, nobody, as_user, official, business):
        token = by_letter(owner, business)
        with nobody() as uow:
            accept_invitation(uow, token, password_hash=PASSWORD_HASH)
        with pytest.raises(Refused, match="sudah dipakai"), as_user(official) as uow:
            accept_invitation(uow, token)

    def test_a_weak_password_does_not_use_it_up(self, work, owner, nobody, business, session):
        token = by_letter(owner, business)
        for weak in ("", "pendek", "password12345"):
            with pytest.raises(Refused) as refused:
                hash_for_invitation(nobody(), token, weak)
            assert refused.value.field == "password"
        assert session.scalars(select(User).filter_by(email="sri@contoh.id")).all() == []
        with nobody() as uow:
            accept_invitation(uow, token, password_hash=PASSWORD_HASH)

    @pytest.mark.parametrize("own", ["sri@contoh.id", "Sri Rahayu", "+6281234567890", "Sri Wahyuni Lestari"])
    def test_a_password_that_is_ones_own_name_or_address_is_refused(self, owner, nobody, business, work, own):
        with work() as uow:
            uow.add(User(name="Sri Rahayu", email="sri@contoh.id", phone="+6281234567890", created_at=NOW))
        token = by_letter(owner, business)
        with pytest.raises(Refused, match="mudah ditebak"):
            hash_for_invitation(nobody(), token, own, name="Sri Wahyuni Lestari")

    def test_it_lasts_seven_days_to_the_second(self, owner, nobody, business):
        token = by_letter(owner, business)
        with pytest.raises(Refused, match="kedaluwarsa"), nobody(NOW + WEEK) as uow:
            accept_invitation(uow, token, password_hash=PASSWORD_HASH)
        with nobody(NOW + WEEK - SECOND) as uow:
            accept_invitation(uow, token, password_hash=PASSWORD_HASH)

    @pytest.mark.parametrize("guess", ["", "ABCD-EFGH", "x" * 43, "0OI1-ABCD"])
    def test_what_is_no_invitation_is_refused(self, owner, nobody, business, guess):
        by_code(owner, business)
        with pytest.raises(Refused, match="tidak dikenal"), nobody() as uow:
            accept_invitation(uow, guess, password_hash=PASSWORD_HASH)

    def test_who_has_an_account_signs_in_first(self, owner, nobody, person, business):
        person(email="sri@contoh.id")
        token = by_letter(owner, business)
        with pytest.raises(Refused, match="Masuk dahulu"), nobody() as uow:
            accept_invitation(uow, token, password_hash=PASSWORD_HASH)

    def test_a_code_never_takes_over_an_account_that_is_there(self, work, owner, nobody, business):
        """Whoever invites holds the code too, so it must not set the password of somebody who is known."""
        with work() as uow:
            shop = create_organisation(uow, PARTNER, "Toko lain").id
            waiting = uow.add(User(name="Sri", phone="+6281234567890", created_at=NOW)).id
            give_seat(uow, waiting, shop, OWNER)
        code = by_code(owner, business)
        with pytest.raises(Refused, match="sudah dipakai akun lain"), nobody() as uow:
            accept_invitation(uow, code, password_hash=PASSWORD_HASH)
        assert work().get(User, waiting).password_hash is None

    def test_a_letter_gives_a_first_password_to_who_has_none(self, work, owner, nobody, person, business):
        sri = person(email="sri@contoh.id", password_hash=None)
        token = by_letter(owner, business)
        with nobody() as uow:
            assert accept_invitation(uow, token, password_hash=PASSWORD_HASH).id == sri
        assert who_has(work(), "sri@contoh.id", PASSWORD).id == sri


def _sign_ins(session, user_id):
    return session.scalars(
        select(SignIn).filter_by(user_id=user_id).execution_options(populate_existing=True)
    )


class TestInviting:
    def test_an_owner_invites_to_their_business_only(self, owner, business, work, office):
        assert by_letter(owner, business, OWNER)
        with work() as uow:
            other = create_organisation(uow, PARTNER, "Toko lain").id
        for elsewhere, role in ((other, OWNER), (office, OFFICER)):
            with pytest.raises(Forbidden):
                by_code(owner, elsewhere, role)

    def test_staff_invite_nobody(self, work, business, tini):
        with pytest.raises(Forbidden):
            by_code(lambda: work(STAFF, at=business, kind=PRODUCER), business)

    def test_an_officer_invites_the_first_owner_and_nobody_after(
        self, work, office, business, nobody, person
    ):
        petugas = person(OFFICER, at=office)

        def officer():
            return work(OFFICER, at=office, user_id=petugas)

        with pytest.raises(Refused, match="pemiliknya") as refused:
            by_code(officer, business, STAFF)
        assert refused.value.field == "role"
        code = by_code(officer, business, OWNER)
        with nobody() as uow:
            accept_invitation(uow, code, password_hash=PASSWORD_HASH)
        with pytest.raises(Refused, match="sudah punya orang"):
            by_code(officer, business, OWNER)
        with pytest.raises(Forbidden):
            by_code(officer, office, AUDITOR)

    def test_nobody_takes_their_own_invitation(self, work, office, business, person, as_user):
        admin, officer = person(SYSADMIN, at=office), person(OFFICER, at=office)
        for user_id, of, place, role in (
            (admin, SYSADMIN, office, AUDITOR),
            (admin, SYSADMIN, business, OWNER),
            (officer, OFFICER, business, OWNER),
        ):
            code = by_code(lambda of=of, user_id=user_id: work(of, at=office, user_id=user_id), place, role)
            with pytest.raises(Refused, match="diri sendiri"), as_user(user_id) as uow:
                accept_invitation(uow, code)

    def test_nobody_is_invited_to_their_own_address_or_number(self, work, office, business, person):
        admin = person(SYSADMIN, at=office, email="ratna@dinas.test")
        with work() as uow:
            uow.get(User, admin).phone = "+6281299990000"

        def unit():
            return work(SYSADMIN, at=office, user_id=admin)

        with pytest.raises(Refused, match="diri sendiri") as refused:
            by_letter(unit, business, OWNER, email=" Ratna@dinas.test ")
        assert refused.value.field == "email"
        with pytest.raises(Refused, match="diri sendiri") as refused:
            by_code(unit, business, OWNER, phone="0812 9999 0000")
        assert refused.value.field == "phone"

    def test_an_administrator_brings_nobody_into_a_business_that_has_people(
        self, work, office, business, tini
    ):
        with pytest.raises(Refused, match="Pemiliknya yang mengundang"):
            by_code(lambda: work(SYSADMIN, at=office), business, OWNER)

    def test_roles_belong_to_their_kind_of_organisation(self, work, owner, office, business):
        for unit, place, role in ((work, office, OWNER), (owner, business, OFFICER)):
            with pytest.raises(Refused, match="Peran ini tidak ada"):
                by_code(unit, place, role)

    @pytest.mark.parametrize(("name", "value"), [("email", "sri"), ("phone", "0812")])
    def test_what_is_no_address_is_refused_at_its_field(self, owner, business, name, value):
        with pytest.raises(Refused) as refused:
            (by_letter if name == "email" else by_code)(owner, business, **{name: value})
        assert refused.value.field == name

    def test_a_grant_does_not_outlive_its_reason(self, work, owner, nobody, person, business, tini):
        code = by_code(owner, business)
        person(OWNER, at=business)
        with work() as uow:
            end_seat(uow, seats(uow.session, tini, NOW)[0].seat_id)
            give_seat(uow, tini, business, STAFF)
            give_seat(uow, tini, create_organisation(uow, PRODUCER, "Sale Bu Tini").id, OWNER)
        with pytest.raises(Refused, match="tidak lagi berwenang"), nobody() as uow:
            accept_invitation(uow, code, password_hash=PASSWORD_HASH)

    def test_a_newer_one_of_the_same_person_replaces_the_older(self, owner, nobody, business, session):
        older, newer = by_code(owner, business), by_code(owner, business)
        other = by_code(owner, business, phone="0857 1111 2222")
        assert str(why_over(offer_of(session, older), NOW)).startswith("Undangan ini ditarik")
        assert why_over(offer_of(session, newer), NOW) is None
        assert why_over(offer_of(session, other), NOW) is None

    def test_it_is_withdrawn_by_the_owner_and_no_stranger(
        self, work, owner, nobody, business, heard, session
    ):
        token = by_letter(owner, business)
        made = session.scalars(select(Invitation)).one()
        with pytest.raises(Forbidden), work(OWNER, at=business + 1, kind=PARTNER) as uow:
            withdraw_invitation(uow, made.public_id)
        with owner() as uow:
            withdraw_invitation(uow, made.public_id)
        assert heard[-1] == InvitationWithdrawn(organisation_id=business, invitation_id=made.id)
        with pytest.raises(Refused, match="ditarik"), nobody() as uow:
            accept_invitation(uow, token, password_hash=PASSWORD_HASH)
        with pytest.raises(Refused, match="tidak menunggu"), owner() as uow:
            withdraw_invitation(uow, made.public_id)
        with pytest.raises(NotFound), owner() as uow:
            withdraw_invitation(uow, "xxxxxxxxxxxx")


class TestWhatIsKept:
    def test_only_hashes_and_no_event_holds_a_secret_or_a_person(
        self, owner, nobody, business, session, heard
    ):
        token, code = by_letter(owner, business), by_code(owner, business)
        with nobody() as uow:
            accept_invitation(uow, token, password_hash=PASSWORD_HASH)
        kept = [row.token_hash for row in session.scalars(select(Invitation))]
        told = repr(heard)
        for secret in (token, code, code.replace("-", "")):
            assert secret not in kept
            assert secret not in told
        for word in ("Sri", "sri@contoh.id", "81234567890"):
            assert word not in told
        assert all(len(one) == 64 for one in kept)

    def test_each_step_is_a_fact(self, owner, nobody, business, heard, session):
        code = by_code(owner, business)
        number = session.scalar(select(Invitation.id))
        with nobody() as uow:
            user_id = accept_invitation(uow, code, password_hash=PASSWORD_HASH).id
        assert (
            InvitationMade(organisation_id=business, invitation_id=number, role="staff", by="code") in heard
        )
        assert heard[-1] == InvitationAccepted(
            organisation_id=business, invitation_id=number, user_id=user_id
        )

    def test_only_those_that_wait_are_listed_the_newest_first(self, owner, nobody, business, session):
        used, waiting = by_letter(owner, business), by_code(owner, business, name="Budi")
        with nobody() as uow:
            accept_invitation(uow, used, password_hash=PASSWORD_HASH)
        by_code(owner, business, phone="0857 1111 2222", name="Citra")

        def names(now, organisation_id=business):
            listing = InvitationList(organisation_id=organisation_id, now=now)
            return [row.name for row in listing.rows(session)]

        assert waiting
        assert names(NOW) == ["Citra", "Budi"]
        assert names(NOW + WEEK) == []
        assert names(NOW, business + 1) == []
