from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.devices import SessionList, SessionRow
from marketplace.accounts.models import OneTimeLink, Organisation, Seat, SignIn, User
from marketplace.accounts.queries import (
    OrganisationList,
    PersonList,
    find_user,
    link_is_open,
    live_session,
    seats,
    seats_of,
    second_factor_of,
    unready_people,
)
from marketplace.accounts.services.seats import create_organisation, create_user, end_seat, give_seat
from marketplace.accounts.tokens import hashed, new_token
from marketplace.kernel.roles import AUDITOR, OFFICE, OFFICER, OWNER, PARTNER, PRODUCER, STAFF
from tests.conftest import NOW

SECOND = timedelta(seconds=1)
CHROME = (
    "Mozilla/5.0 (Linux; Android 14) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Mobile Safari/537.36"
)


@pytest.fixture
def signed_in(session):
    """A session of somebody, straight into the books; returns its token."""

    def sign_in(user_id, **given):
        token = new_token()
        session.add(
            SignIn(
                **{
                    "token_hash": hashed(token),
                    "user_id": user_id,
                    "created_at": NOW,
                    "expires_at": NOW + timedelta(hours=1),
                }
                | given
            )
        )
        session.commit()
        return token

    return sign_in


class TestLiveSession:
    def test_a_token_stands_for_its_person_and_where_they_act(self, session, tini, business, signed_in):
        token = signed_in(tini, organisation_id=business, confirmed_at=NOW)
        found = live_session(session, token, NOW)
        assert (found.user_id, found.user_name, found.organisation_id) == (tini, "Sri", business)
        assert (found.locale, found.confirmed_at, found.second_factor_at) == ("id", NOW, None)

    @pytest.mark.parametrize(
        ("later", "lives"), [(timedelta(hours=1) - SECOND, True), (timedelta(hours=1), False)]
    )
    def test_it_lives_until_the_very_moment_it_runs_out(self, session, tini, signed_in, later, lives):
        token = signed_in(tini)
        assert (live_session(session, token, NOW + later) is not None) is lives

    def test_a_revoked_one_and_that_of_a_disabled_person_are_dead(self, session, tini, person, signed_in):
        revoked = signed_in(tini, revoked_at=NOW)
        other = person()
        token = signed_in(other)
        session.get(User, other).disabled_at = NOW
        session.commit()
        assert live_session(session, revoked, NOW) is None
        assert live_session(session, token, NOW) is None

    def test_the_hash_from_a_stolen_copy_of_the_books_opens_nothing(self, session, tini, signed_in):
        signed_in(tini)
        stored = session.scalar(select(SignIn.token_hash))
        for guess in (stored, "", "x" * 43):
            assert live_session(session, guess, NOW) is None


class TestSeats:
    def test_a_person_holds_their_live_seats_the_oldest_first(self, work, session, tini, business):
        with work() as uow:
            shop = create_organisation(uow, PARTNER, "Toko Tini").id
            give_seat(uow, tini, shop, OWNER)
            staff = give_seat(uow, tini, business, STAFF).id
        assert [(seat.organisation_name, seat.role) for seat in seats(session, tini, NOW)] == [
            ("Keripik Bu Tini", OWNER), ("Toko Tini", OWNER), ("Keripik Bu Tini", STAFF),
        ]  # fmt: skip
        with work() as uow:
            end_seat(uow, staff)
        assert [seat.role for seat in seats(session, tini, NOW)] == [OWNER, OWNER]

    def test_of_several_people_each_has_their_own_or_none(self, session, tini, official, person):
        nobody = person()
        held = seats_of(session, [nobody, official, tini], NOW)
        assert {user: [seat.role for seat in some] for user, some in held.items()} == {
            nobody: [], official: [OFFICER], tini: [OWNER],
        }  # fmt: skip
        assert seats_of(session, [], NOW) == {}


class TestPeople:
    @pytest.mark.parametrize("typed", ["tini@contoh.id", "  TINI@Contoh.id "])
    def test_somebody_is_found_however_their_address_is_typed(self, session, tini, typed):
        assert find_user(session, typed).id == tini

    @pytest.mark.parametrize("typed", ["", "tini", "tini@contoh.i", "%", "tini@contoh.id "[:-2]])
    def test_part_of_an_address_is_nobody(self, session, tini, typed):
        assert find_user(session, typed) is None

    @pytest.mark.parametrize("words", ["%", "_", "\\"])
    def test_a_sign_in_a_search_is_a_letter_like_any_other(self, session, tini, words):
        assert session.execute(PersonList(words=words).select()).all() == []

    def test_they_are_listed_by_name_whatever_its_case(self, work, session):
        with work() as uow:
            for name in ("budi", "Agus", "Citra"):
                create_user(uow, name, f"{name}@contoh.id")
        rows = PersonList().rows(session)
        assert [row.name for row in rows] == ["Agus", "budi", "Citra"]
        assert {row.second_factor for row in rows} == {False}

    def test_organisations_are_narrowed_by_kind(self, session, business, office):
        def kinds(**given):
            return [row.kind for row in OrganisationList(**given).rows(session)]

        assert kinds(kind=PRODUCER) == [PRODUCER]
        assert kinds(kind=PARTNER) == []
        assert set(kinds()) == {PRODUCER, OFFICE}

    def test_the_authenticator_calls_an_account_by_address_or_else_by_name(self, work, session, official):
        with work() as uow:
            by_phone = create_user(uow, "Pak Budi", None, phone="0812 3456 7890").id
        assert second_factor_of(session, by_phone).account == "Pak Budi"
        factor = second_factor_of(session, official)
        assert (factor.account, factor.confirmed, factor.last_step) == ("petugas@contoh.id", False, 0)


class TestSessions:
    def test_open_ones_are_listed_the_newest_first_and_nobody_elses(self, session, tini, person, signed_in):
        signed_in(tini, device="satu")
        signed_in(tini, device="dua")
        signed_in(tini, device="lewat", expires_at=NOW)
        signed_in(tini, device="dicabut", revoked_at=NOW)
        signed_in(person(), device="lain")
        rows = SessionList(user_id=tini, now=NOW).rows(session)
        assert [row.device for row in rows] == ["dua", "satu"]

    @pytest.mark.parametrize(
        ("device", "said"),
        [
            (CHROME, "Chrome, Android"),
            (f"{CHROME} Edg/126.0", "Edge, Android"),
            (f"{CHROME} OPR/80", "Opera, Android"),
            ("Mozilla/5.0 (Windows NT 10.0; rv:127.0) Gecko/20100101 Firefox/127.0", "Firefox, Windows"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604",
                "Safari, iPhone",
            ),
            ("Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15) Version/17 Safari/605", "Safari, macOS"),
            ("curl/8.5.0", "Browser"),
            ("", "Browser"),
        ],
    )
    def test_a_device_is_said_in_two_words(self, device, said):
        row = SessionRow(
            id=1, created_at=NOW, expires_at=NOW, device=device, address="203.0.113.9", organisation=None
        )
        assert row.browser == said


class TestLinks:
    @pytest.mark.parametrize(
        ("given", "now", "is_open"),
        [
            ({}, NOW, True),
            ({}, NOW + timedelta(hours=1), False),
            ({"used_at": NOW}, NOW, False),
        ],
    )
    def test_a_link_is_open_until_it_is_used_or_runs_out(self, session, tini, given, now, is_open):
        session.add(
            OneTimeLink(
                token_hash=hashed("rahasia"), user_id=tini, purpose="recover", created_at=NOW,
                expires_at=NOW + timedelta(hours=1), **given,
            )
        )  # fmt: skip
        session.commit()
        assert link_is_open(session, "rahasia", now) is is_open
        assert not link_is_open(session, "rahasia lain", now)


class TestUnready:
    def test_somebody_seated_without_a_password_waits_since_their_seat(self, session, person, business):
        new = person(OWNER, at=business, password_hash=None)
        [waiting] = unready_people(session, NOW)
        assert (waiting.public_id, waiting.kind) == (session.get(User, new).public_id, PRODUCER)
        assert (waiting.since, waiting.password) == (NOW, False)

    def test_in_an_office_a_password_alone_is_not_enough(self, session, official):
        [waiting] = unready_people(session, NOW)
        assert (waiting.kind, waiting.password) == (OFFICE, True)
        session.get(User, official).totp_confirmed = True
        session.commit()
        assert unready_people(session, NOW) == []

    def test_who_can_work_is_disabled_or_was_unseated_does_not_wait(self, work, session, person, business):
        person(OWNER, at=business)
        disabled = person(STAFF, at=business, password_hash=None)
        left = person(STAFF, at=business, password_hash=None)
        person(password_hash=None)
        session.get(User, disabled).disabled_at = NOW
        session.commit()
        with work() as uow:
            end_seat(uow, session.scalar(select(Seat.id).filter_by(user_id=left)))
        assert unready_people(session, NOW) == []

    def test_two_seats_in_one_office_are_one_person_who_waits_since_the_first(self, work, session, office):
        with work() as uow:
            new = create_user(uow, "Sri", "sri@contoh.id").id
            give_seat(uow, new, office, OFFICER)
        with work(now=NOW + timedelta(days=3)) as uow:
            give_seat(uow, new, office, AUDITOR)
        [waiting] = unready_people(session, NOW)
        assert waiting.since == NOW
        assert session.get(Organisation, office).kind is OFFICE
