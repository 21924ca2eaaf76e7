import re

import pytest
from sqlalchemy import event, select

from marketplace.accounts.models import Attempt, Seat, SignIn, User
from marketplace.accounts.queries import seats
from marketplace.accounts.services.seats import create_user, end_seat, give_seat
from marketplace.adapters.database import database
from marketplace.journal.queries import verify
from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER
from tests.whole import PASSWORD, PASSWORD_HASH


def test_a_maker_is_let_in_and_led_to_their_tasks(browser):
    tini = browser()
    answer = tini.sign_in(" TINI@contoh.id ")
    assert (answer.status_code, answer.location) == (302, "/producer/")
    assert tini.known
    assert "Keripik Bu Tini" in tini.open("/account/").text


@pytest.fixture
def siti(unit, people):
    """Somebody with a telephone only."""
    with unit() as uow:
        return create_user(uow, "Siti Aminah", None, "0812 3456 7890", PASSWORD_HASH).id


@pytest.mark.parametrize("typed", ["0812 3456 7890", "+6281234567890", "62-812-3456-7890", " 081234567890 "])
def test_a_telephone_number_signs_in_however_it_is_typed(browser, siti, typed):
    phone = browser()
    assert phone.sign_in(typed).status_code == 302
    assert "Siti Aminah" in phone.open("/account/").text


def test_guessing_at_a_number_is_one_pair_however_it_is_typed(browser, siti):
    guesser = browser()
    for number in range(10):
        typed = "0812 3456 7890" if number % 2 else "+6281234567890"
        assert guesser.sign_in(typed, "wrong").status_code == 422
    assert guesser.sign_in("081234567890").status_code == 429
    assert browser("198.51.100.7").sign_in("081234567890").status_code == 302


def test_the_page_that_was_asked_for_comes_next(browser):
    tini = browser()
    answer = tini.open("/account/sessions?page=1")
    assert answer.location == "/account/sign-in?next=/account/sessions?page%3D1"
    page = tini.open(answer.location)
    assert 'name="next" value="/account/sessions?page=1"' in page.text
    assert tini.sign_in(next="/account/sessions?page=1").location == "/account/sessions?page=1"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "https://evil.example/",
        "//evil.example/",
        "/\\evil.example",
        "\\\\evil.example",
        "/\t/evil.example",
        "javascript:alert(1)",
        "evil.example",
        "/ /evil.example",
        "",
    ],
)
def test_it_never_leads_to_another_site(browser, elsewhere):
    assert browser().sign_in(next=elsewhere).location == "/producer/"


def test_wrong_people_and_wrong_passwords_get_the_same_answer(browser):
    def without_tokens(text):
        return re.sub(r'value="[^"]*"', "", text)

    wrong = browser().sign_in(password="wrong")
    nobody = browser().sign_in(email="nobody@contoh.id", password="wrong")
    assert wrong.status_code == nobody.status_code == 422
    assert without_tokens(wrong.text) == without_tokens(nobody.text)
    assert "Surel, nomor HP, atau kata sandi tidak cocok." in wrong.text
    assert list(wrong.headers.keys()) == list(nobody.headers.keys())


def test_guessing_locks_the_pair_and_nobody_else(browser):
    guesser = browser()
    for _ in range(10):
        assert guesser.sign_in(password="wrong").status_code == 422
    locked = guesser.sign_in()
    assert locked.status_code == 429
    assert "Tunggu 5 menit" in locked.text
    assert browser("198.51.100.7").sign_in().status_code == 302
    assert guesser.sign_in(email="petugas@contoh.id").status_code == 302


def test_waiting_and_a_right_password_forget_the_guesses(browser, turn):
    guesser = browser()
    for _ in range(10):
        guesser.sign_in(password="wrong")
    turn(minutes=5, seconds=1)
    assert guesser.sign_in().status_code == 302


def test_refused_attempts_are_no_journal_entries(browser, unit):
    with unit() as uow:
        before = verify(uow.session).entries
    browser().sign_in(password="wrong")
    with unit() as uow:
        assert verify(uow.session).entries == before
        assert len(uow.session.scalars(select(Attempt)).all()) == 2


def test_it_needs_the_token_of_its_page(browser, whole_app):
    stranger = whole_app.test_client()
    answer = stranger.post("/account/sign-in", data={"email": "tini@contoh.id", "password": PASSWORD})
    assert answer.status_code == 400
    assert not browser().known


def test_it_does_not_listen_to_other_sites(browser):
    tini = browser()
    answer = tini.send(
        "/account/sign-in",
        {"email": "tini@contoh.id", "password": PASSWORD},
        headers={"Origin": "https://evil.example"},
    )
    assert answer.status_code == 400


def test_a_session_from_before_is_worth_nothing_afterwards(browser, whole_app):
    tini = browser()
    tini.open("/account/sign-in")
    planted = tini.cookie
    tini.sign_in()
    assert tini.cookie != planted
    thief = browser()
    thief.client.set_cookie("mb2", planted)
    assert not thief.known


def test_signing_in_again_ends_the_session_before(browser):
    tini, thief = browser(), browser()
    tini.sign_in()
    thief.client.set_cookie("mb2", tini.cookie)
    assert thief.known
    token = tini.open("/account/password").text.split('name="csrf_token" value="')[1].split('"')[0]
    tini.client.post(
        "/account/sign-in",
        data={"email": "tini@contoh.id", "password": PASSWORD, "csrf_token": token},
        environ_base={"REMOTE_ADDR": tini.address},
    )
    assert tini.known
    assert not thief.known


def test_a_revoked_session_bites_at_once(browser, unit):
    tini = browser()
    tini.sign_in()
    with unit() as uow:
        uow.session.scalars(select(SignIn)).one().revoked_at = clock.now()
    assert not tini.known


def test_a_seat_that_ended_bites_at_once(browser, unit, people):
    tini = browser()
    tini.sign_in()
    assert tini.open("/producer/").status_code != 403
    with unit() as uow:  # even where the session itself was not ended
        uow.get(Seat, seats(uow.session, people["tini"], uow.now)[0].seat_id).until_at = clock.now()
    assert tini.open("/producer/").status_code == 403
    assert tini.known


def test_ending_a_seat_signs_out_there(browser, unit, people):
    tini = browser()
    tini.sign_in()
    with unit() as uow:
        first = seats(uow.session, people["tini"], uow.now)[0]
        give_seat(uow, people["petugas"], first.organisation_id, OWNER)
        end_seat(uow, first.seat_id)
    assert not tini.known


def test_a_disabled_person_is_out_at_once(browser, unit, people):
    tini = browser()
    tini.sign_in()
    with unit() as uow:
        uow.get(User, people["tini"]).disabled_at = clock.now()
    assert not tini.known


def test_signing_out_ends_the_row_and_the_cookie(browser, unit):
    tini, copy = browser(), browser()
    tini.sign_in()
    copy.client.set_cookie("mb2", tini.cookie)
    assert tini.send("/account/sign-out", page="/account/").location == "/"
    assert not tini.known
    assert not copy.known


def test_a_maker_stays_for_two_weeks(browser, turn):
    tini = browser()
    tini.sign_in()
    turn(days=13, hours=23)
    assert tini.known
    turn(hours=2)
    assert not tini.known


def test_visiting_reads_two_rows_and_writes_none(browser, whole_app):
    tini = browser()
    tini.sign_in()
    said = []
    with whole_app.app_context():
        engine = database.engine
    event.listen(engine, "before_cursor_execute", lambda c, cur, statement, *rest: said.append(statement))
    tini.open("/help")
    spoken = [one for one in said if not one.startswith(("BEGIN", "COMMIT", "ROLLBACK", "PRAGMA"))]
    assert len(spoken) <= 2
    assert all(one.startswith("SELECT") for one in spoken)


def test_demo_accounts_are_shown_where_there_is_a_demo(browser, whole_app):
    assert "produsen@mb2.test" in browser().open("/account/sign-in").text
    whole_app.config["DEMO"] = False
    assert "mb2.test" not in browser().open("/account/sign-in").text


def test_who_is_in_already_is_led_on(browser):
    tini = browser()
    tini.sign_in()
    assert tini.open("/account/sign-in").location == "/producer/"
