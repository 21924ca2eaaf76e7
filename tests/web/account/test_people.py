"""The people of one's business: invited, seated, helped in, unseated, and the business handed on."""

import re
from datetime import timedelta

import pytest

from marketplace.accounts.models import User
from marketplace.accounts.queries import find_user, seats
from marketplace.accounts.services.seats import create_organisation, create_user, give_seat
from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER, PARTNER, STAFF
from tests.whole import PASSWORD, PASSWORD_HASH

CODE = re.compile(r"mb-handed[^>]*>([2-9A-Z]{4}-[2-9A-Z]{4})<")
NEW = "empat ekor sapi biru"


@pytest.fixture
def business(unit, people):
    """The number of Tini's producer."""
    with unit() as uow:
        return seats(uow.session, people["tini"], uow.now)[0].organisation_id


@pytest.fixture
def tini(browser):
    tini = browser()
    tini.sign_in()
    return tini


@pytest.fixture
def siti(unit, business):
    """Staff with a telephone only."""
    with unit() as uow:
        user = create_user(uow, "Siti Aminah", None, "0812 3456 7890", PASSWORD_HASH)
        give_seat(uow, user.id, business, STAFF)
        return user.id


def seat_id(unit, user_id):
    with unit() as uow:
        return seats(uow.session, user_id, uow.now)[0].seat_id


def roles_of(unit, user_id):
    with unit() as uow:
        return [(seat.organisation_id, seat.role) for seat in seats(uow.session, user_id, uow.now)]


class TestTheList:
    def test_an_owner_gets_there_from_their_account_and_sees_who_sits_there(self, tini, siti):
        assert 'href="/account/people"' in tini.open("/account/").text
        page = tini.open("/account/people").text
        assert "Tini Suhartini" in page
        assert "(Anda)" in page
        assert "Siti Aminah" in page
        assert "+6281234567890" in page

    def test_it_opens_to_owners_only(self, browser, siti):
        staff, petugas, stranger = browser(), browser(), browser()
        staff.sign_in("081234567890")
        petugas.sign_in("petugas@contoh.id")
        petugas.enter_code()
        assert 'href="/account/people"' not in staff.open("/account/").text
        for path in ("/account/people", "/account/people/invite", "/account/people/transfer"):
            assert staff.open(path).status_code == 403
            assert petugas.open(path).status_code == 403
            assert stranger.open(path).location.startswith("/account/sign-in?next=")

    def test_nobody_of_another_business_is_there(self, tini, unit):
        with unit() as uow:
            other = create_organisation(uow, PARTNER, "Toko lain").id
            user = create_user(uow, "Orang Lain", "lain@contoh.id").id
            give_seat(uow, user, other, OWNER)
        assert "Orang Lain" not in tini.open("/account/people").text
        number = seat_id(unit, user)
        assert tini.open(f"/account/people/{number}/end").status_code == 404
        for act in ("end", "keep", "code"):
            answer = tini.send(f"/account/people/{number}/{act}", page="/account/people/invite")
            assert answer.status_code == 404
        assert roles_of(unit, user) == [(other, OWNER)]


class TestInviting:
    def test_a_letter_goes_to_who_has_an_address(self, tini, whole_app, browser, unit, business):
        said = {"name": "Sri", "email": "sri@contoh.id", "role": "staff"}
        assert tini.send("/account/people/invite", said).location == "/account/people"
        assert "Surat ke sri@contoh.id" in tini.open("/account/people").text
        (letter,) = whole_app.extensions["tools"].mail.letters
        path = re.search(r"http://[^/]+(/account/invitations/\S+)", letter.body)[1]
        sri = browser()
        page = sri.open(path)
        assert 'value="Sri"' in page.text
        assert "sri@contoh.id" in page.text
        said = {"secret": path.rpartition("/")[2], "name": "Sri Rahayu", "password": NEW}
        assert sri.send("/account/invitations/accept", said, page=path).location == "/producer/"
        assert "Keripik Bu Tini" in sri.open("/account/").text
        assert "Sri Rahayu" in tini.open("/account/people").text
        assert browser().open(path).status_code == 410

    def test_a_code_is_shown_once_to_hand_over(self, tini, browser):
        shown = tini.send(
            "/account/people/invite", {"name": "Siti", "phone": "0812 3456 7890", "role": "staff"}
        )
        assert shown.status_code == 200
        code = CODE.search(shown.text)[1]
        assert "https://wa.me/6281234567890?text=Halo%20Siti" in shown.text
        assert code in shown.text.split("wa.me")[1]
        assert code not in tini.open("/account/people").text
        siti = browser()
        page = siti.send("/account/invitations", {"code": code.lower().replace("-", " ")})
        assert "Undangan ke Keripik Bu Tini" in page.text
        assert 'value="+6281234567890"' in page.text
        secret = re.search(r'name="secret"[^>]*value="([^"]+)"', page.text)[1]
        said = {"secret": secret, "name": "Siti", "phone": "081234567890", "password": NEW}
        answer = siti.send("/account/invitations/accept", said, page="/account/invitations")
        assert answer.location == "/producer/"
        assert browser().sign_in("0812-3456-7890", NEW).location == "/producer/"

    def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(self, tini):
        answer = tini.send("/account/people/invite", {"name": "Siti", "phone": "0812", "role": "staff"})
        assert answer.status_code == 422
        assert "Nomor telepon ini tidak lengkap" in answer.text
        assert 'value="Siti"' in answer.text
        answer = tini.send("/account/people/invite", {"name": "", "email": "sri", "role": "officer"})
        assert answer.status_code == 422
        assert answer.text.count("mb-why-bad") == 3

    def test_it_is_withdrawn(self, tini, browser):
        shown = tini.send("/account/people/invite", {"name": "Siti", "role": "staff"})
        path = re.search(
            r'action="(/account/people/invitations/\w+/withdraw)"', tini.open("/account/people").text
        )
        assert tini.send(path[1], page="/account/people").location == "/account/people"
        assert "Tarik undangan" not in tini.open("/account/people").text
        answer = browser().send("/account/invitations", {"code": CODE.search(shown.text)[1]})
        assert answer.status_code == 422
        assert "ditarik oleh yang mengundang" in answer.text


class TestEnding:
    def test_it_is_confirmed_and_ends_the_persons_sessions_there(self, tini, siti, unit, browser):
        staff = browser()
        staff.sign_in("081234567890")
        page = f"/account/people/{seat_id(unit, siti)}/end"
        assert "keluar dari semua perangkatnya" in tini.open(page).text
        assert staff.known
        assert tini.send(page, {"last_day": ""}).location == "/account/people"
        assert not staff.known
        assert roles_of(unit, siti) == []

    def test_a_planned_last_day_is_shown_and_bites_at_midnight(
        self, tini, siti, unit, browser, turn, business
    ):
        number = seat_id(unit, siti)
        tomorrow = clock.day_of(turn(seconds=0)) + timedelta(days=1)
        answer = tini.send(f"/account/people/{number}/end", {"last_day": tomorrow.isoformat()})
        assert answer.status_code == 302
        assert "· berakhir" in tini.open("/account/people").text
        staff = browser()
        staff.sign_in("081234567890")
        assert staff.open("/producer/").status_code != 403
        turn(days=3)
        assert staff.open("/producer/").status_code == 302
        assert roles_of(unit, siti) == []
        staff.sign_in("081234567890")
        assert staff.open("/producer/").status_code == 403

    def test_the_plan_is_taken_back(self, tini, siti, unit, turn, business):
        number = seat_id(unit, siti)
        day = clock.day_of(turn(seconds=0))
        tini.send(f"/account/people/{number}/end", {"last_day": day.isoformat()})
        assert tini.send(f"/account/people/{number}/keep", page="/account/people").status_code == 302
        assert "· berakhir" not in tini.open("/account/people").text
        turn(days=3)
        assert roles_of(unit, siti) == [(business, STAFF)]

    @pytest.mark.parametrize("day", ["2020-01-01", "kemarin"])
    def test_a_day_that_cannot_be_is_refused(self, tini, siti, unit, day):
        answer = tini.send(f"/account/people/{seat_id(unit, siti)}/end", {"last_day": day})
        assert answer.status_code == 422
        assert "Hari terakhir" in answer.text

    def test_the_last_owner_stays_and_reads_why(self, tini, people, unit):
        answer = tini.send(f"/account/people/{seat_id(unit, people['tini'])}/end", {"last_day": ""})
        assert answer.status_code == 422
        assert "Pemilik terakhir tidak dapat dilepas" in answer.text


class TestHelping:
    def test_who_has_no_address_gets_a_code_from_the_owner(self, tini, siti, unit, browser):
        shown = tini.send(f"/account/people/{seat_id(unit, siti)}/code", page="/account/people").text
        code = CODE.search(shown)[1]
        assert "/account/recover/code" in shown
        page = browser()
        assert "Minta kode pemulihan kepada pemilik usaha" in page.open("/account/recover").text
        said = {"code": code, "password": NEW}
        assert page.send("/account/recover/code", said).location == "/account/sign-in"
        assert page.sign_in("081234567890", NEW).location == "/producer/"
        again = browser().send("/account/recover/code", said)
        assert again.status_code == 422
        assert "sudah dipakai" in again.text

    def test_who_has_an_address_is_not_offered_one(self, tini, unit, business):
        with unit() as uow:
            user = create_user(uow, "Sri", "sri@contoh.id", password_hash=PASSWORD_HASH).id
            give_seat(uow, user, business, STAFF)
        assert "Buat kode pemulihan" not in tini.open("/account/people").text
        answer = tini.send(f"/account/people/{seat_id(unit, user)}/code", page="/account/people")
        assert answer.status_code == 409

    def test_guessing_a_code_is_slowed(self, browser):
        guesser = browser()
        for _ in range(10):
            answer = guesser.send("/account/recover/code", {"code": "ABCD-EFGH", "password": NEW})
            assert answer.status_code == 422
        assert (
            guesser.send("/account/recover/code", {"code": "ABCD-EFGH", "password": NEW}).status_code == 429
        )


class TestTransfer:
    def test_the_business_changes_hands_after_the_password(self, tini, siti, unit, people, business, browser):
        copy = browser()
        copy.client.set_cookie("mb2", tini.cookie)
        page = tini.open("/account/people/transfer").text
        assert "Siti Aminah" in page
        said = {"to": siti, "after": "stay"}
        refused = tini.send("/account/people/transfer", said | {"own_password": "salah"})
        assert refused.status_code == 422
        assert f'value="{siti}" checked' in refused.text
        assert (business, OWNER) in roles_of(unit, people["tini"])
        done = tini.send("/account/people/transfer", said | {"own_password": PASSWORD})
        assert done.location == "/account/"
        assert roles_of(unit, siti) == [(business, OWNER)]
        assert (business, STAFF) in roles_of(unit, people["tini"])
        assert tini.known
        assert not copy.known
        assert tini.open("/account/people").status_code == 403

    def test_who_leaves_stays_signed_in_and_reaches_the_business_no_more(
        self, tini, siti, unit, people, business
    ):
        said = {"to": siti, "after": "leave", "own_password": PASSWORD}
        tini.send("/account/people/transfer", said)
        assert tini.known
        assert tini.open("/producer/").status_code == 403
        assert business not in [at for at, _ in roles_of(unit, people["tini"])]

    def test_without_anybody_else_the_next_step_is_said(self, tini):
        assert (
            "Undang dahulu orang yang akan menjadi pemilik baru" in tini.open("/account/people/transfer").text
        )

    def test_nobody_from_elsewhere_can_be_named(self, tini, siti, people, unit):
        said = {"to": people["petugas"], "after": "leave", "own_password": PASSWORD}
        answer = tini.send("/account/people/transfer", said)
        assert answer.status_code == 422
        assert "pilih dari yang ditawarkan" in answer.text


def test_names_and_addresses_stay_out_of_the_log(tini, browser, caplog):
    shown = tini.send(
        "/account/people/invite", {"name": "Siti Aminah", "phone": "0812 3456 7890", "role": "staff"}
    )
    code = CODE.search(shown.text)[1]
    browser().send("/account/invitations", {"code": "ABCD-EFGH"})
    browser().send("/account/invitations", {"code": code})
    for word in ("Siti", "81234567890", code, "ABCD"):
        assert word not in caplog.text


def test_find_user_knows_a_telephone_number(unit, siti):
    with unit() as uow:
        assert find_user(uow.session, "+62 812-3456-7890").id == siti
        assert uow.get(User, siti).email is None
