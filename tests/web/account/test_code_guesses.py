"""Guessing at a second factor is counted per person, and ends the sign-in."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from sqlalchemy import select

from marketplace.accounts.models import SignIn
from marketplace.accounts.services.signing_in import reset_second_factor
from marketplace.db.outbox import Outbox
from tests.whole import PASSWORD

OFFICIAL = "petugas@contoh.id"
WRONG = {"code": "000000"}
CODE = re.compile(r"<li>([2-9A-Z]{4}-[2-9A-Z]{4})</li>")
BOTH = pytest.mark.parametrize(
    "server", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)


@pytest.fixture
def at(browser):
    """The official at an address, their password given and their code awaited."""

    def sign_in(address="203.0.113.9"):
        someone = browser(address)
        assert someone.sign_in(OFFICIAL).location == "/account/second-factor"
        return someone

    return sign_in


def guess(someone, code=WRONG):
    return someone.send("/account/second-factor", code)


def letters(whole_app):
    return [letter.subject for letter in whole_app.extensions["tools"].mail.letters]


def test_five_wrong_codes_from_anywhere_end_the_sign_in(at, turn):
    for number in range(4):
        assert guess(at(f"198.51.100.{number}")).status_code == 422
    last = at("2001:db8::1")
    answer = guess(last)
    assert answer.status_code == 429
    assert answer.headers["Retry-After"] == "900"
    assert "Tunggu 15 menit" in answer.text
    assert last.open("/account/second-factor").location == "/account/sign-in"


def test_all_that_wait_for_a_code_end_and_those_that_are_in_stay(at, turn):
    inside, waiting, guesser = at(), at("198.51.100.7"), at("192.0.2.1")
    inside.enter_code()
    for _ in range(5):
        guess(guesser)
    assert inside.known
    assert waiting.open("/account/second-factor").location == "/account/sign-in"


def test_the_right_code_is_not_judged_either_until_a_quarter_of_an_hour_is_over(at, turn):
    guesser = at()
    for _ in range(5):
        guess(guesser)
    turn(minutes=14, seconds=59)
    again = at("198.51.100.7")
    assert again.enter_code().status_code == 429
    assert again.open("/account/second-factor").location == "/account/sign-in"
    turn(seconds=1)
    assert at().enter_code().status_code == 302


def test_a_right_code_forgets_those_of_the_last_minutes(at, turn):
    for _ in range(2):
        tired = at()
        for _ in range(4):
            assert guess(tired).status_code == 422
        assert tired.enter_code().status_code == 302
        turn(seconds=30)


def test_twenty_wrong_ones_are_borne_in_a_day(at, turn):
    for _ in range(5):
        tired = at()
        for _ in range(4):
            answer = guess(tired)
        if answer.status_code == 422:
            tired.enter_code()
        turn(minutes=1)
    assert answer.status_code == 429
    assert "hari ini" in answer.text
    turn(hours=23)
    assert at().enter_code().status_code == 429
    turn(hours=1)
    assert at().enter_code().status_code == 302


def test_a_new_secret_forgets_them_all(at, turn, unit, people):
    guesser = at()
    for _ in range(5):
        guess(guesser)
    with unit() as uow:
        reset_second_factor(uow, people["petugas"])
    assert at().send("/account/second-factor/set-up", WRONG).status_code == 422


def test_the_person_is_told_once_an_hour(at, turn, whole_app):
    subject = "Kode masuk MB2 Anda salah berkali-kali"
    for minutes, times in ((16, 1), (16, 1), (30, 1), (0, 2)):
        guesser = at()
        for _ in range(5):
            guess(guesser)
            if not guesser.client.get_cookie("mb2"):
                break
        assert letters(whole_app).count(subject) == times
        turn(minutes=minutes)


def test_recovery_codes_are_counted_with_them(at, turn):
    inside = at()
    inside.enter_code()
    made = inside.send("/account/recovery-codes", {"own_password": PASSWORD})
    guesser = at()
    for _ in range(5):
        guess(guesser, {"code": "ZZZZ-ZZZZ"})
    assert guess(at(), {"code": CODE.findall(made.text)[0]}).status_code == 429


def test_whoever_sets_one_up_by_themselves_stays_in(browser):
    tini = browser()
    tini.sign_in()
    tini.send("/account/second-factor/start", page="/account/second-factor/set-up")
    for _ in range(7):
        answer = tini.send("/account/second-factor/set-up", WRONG)
    assert answer.status_code == 429
    assert tini.known


@BOTH
def test_of_many_sent_side_by_side_no_more_than_five_are_judged(at, people, unit, caplog):
    guessers = [at(f"2001:db8:1:2::{number:x}") for number in range(12)]
    gate = Barrier(len(guessers))

    def guess_at_once(someone):
        page = someone.open("/account/second-factor").text
        token = re.search(r'name="csrf_token" value="([^"]+)"', page)[1]
        gate.wait(timeout=60)
        return someone.client.post(
            "/account/second-factor",
            data=WRONG | {"csrf_token": token},
            environ_base={"REMOTE_ADDR": someone.address},
        )

    with ThreadPoolExecutor(len(guessers)) as pool:
        answers = [*pool.map(guess_at_once, guessers)]

    # Whose sign-in was ended by one of the others begins anew.
    ended = [one for one in answers if (one.location or "").startswith("/account/sign-in")]
    assert {one.status_code for one in answers if one not in ended} <= {422, 429}
    assert caplog.text.count("second factor of user") <= 5
    with unit() as uow:
        assert uow.session.scalars(select(SignIn.id).filter_by(revoked_at=None)).all() == []
        told = [row.id for row in uow.session.scalars(select(Outbox).filter_by(job="send_mail"))]
        assert len(told) == 1
