"""Guesses at a password slow down whoever guesses, and neither the person's own devices nor their neighbours."""

import re
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest

from marketplace.accounts import hashing
from marketplace.accounts.services import passwords
from tests.whole import PASSWORD

pytestmark = pytest.mark.usefixtures("turn")  # however long hashing takes here, no time passes
BOTH = pytest.mark.parametrize(
    "server", ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)], indirect=True
)
NEW = "sungai biru membawa lumpur"


def addresses(many):
    return [f"198.51.{number // 250}.{number % 250 + 1}" for number in range(many)]


def guess(browser, times, account="tini@contoh.id"):
    """Wrong passwords, each from an address of its own; what the last one was answered with."""
    guesser = browser()
    for guesser.address in addresses(times):
        answer = guesser.sign_in(account, "salah sama sekali")
    return answer


def tokenless(answer):
    return re.sub(r'value="[^"]*"', "", answer.text)


@pytest.fixture
def judged(monkeypatch):
    """The passwords that were hashed to be judged."""
    asked, verify = [], hashing.passwords.verify
    monkeypatch.setattr(
        hashing.passwords, "verify", lambda hashed, typed: asked.append(typed) or verify(hashed, typed)
    )
    return asked


def test_after_eleven_wrong_ones_from_anywhere_the_account_waits_longer_each_time(browser, turn, judged):
    assert guess(browser, 11).status_code == 422
    for seconds in (1, 2, 4, 8, 16, 32, 60, 60):
        judged.clear()
        answer = browser("203.0.113.77").sign_in()
        assert (answer.status_code, answer.headers["Retry-After"]) == (429, str(seconds))
        assert f"Tunggu {seconds} detik" in answer.text
        turn(seconds=seconds - 1)
        assert browser("203.0.113.77").sign_in().headers["Retry-After"] == "1"
        assert judged == []
        turn(seconds=1)
        assert browser(f"192.0.2.{seconds}").sign_in(password="salah").status_code == 422
        assert judged == ["salah"]


def test_whoever_waited_as_long_as_they_were_told_is_let_in(browser, turn):
    guess(browser, 13)  # the last two are refused and not counted
    stranger = browser("203.0.113.77")
    turn(seconds=int(stranger.sign_in().headers["Retry-After"]))
    assert stranger.sign_in().status_code == 302


def test_an_hour_later_nobody_waits(browser, turn):
    guess(browser, 11)
    turn(minutes=59)
    guess(browser, 1)
    turn(minutes=1)
    assert guess(browser, 1).status_code == 422


def test_an_account_that_is_none_waits_as_long_and_hears_the_same(browser, judged):
    assert guess(browser, 11, "nobody@contoh.id").status_code == 422
    guess(browser, 11)
    assert judged == ["salah sama sekali"] * 22
    nobody, somebody = browser().sign_in("nobody@contoh.id"), browser().sign_in()
    assert judged == ["salah sama sekali"] * 22
    assert nobody.status_code == somebody.status_code == 429
    assert tokenless(nobody) == tokenless(somebody)
    assert [*nobody.headers.keys()] == [*somebody.headers.keys()]
    assert nobody.headers["Retry-After"] == somebody.headers["Retry-After"]


class TestKnownDevices:
    def test_they_do_not_wait_and_everybody_elses_do(self, browser):
        mine = browser()
        mine.sign_in()
        mine.send("/account/sign-out", page="/account/")
        guess(browser, 11)
        assert browser().sign_in().status_code == 429
        assert mine.sign_in(password="salah").status_code == 422
        assert mine.sign_in().status_code == 302

    def test_ten_wrong_ones_from_the_same_address_do_not_shut_them_out(self, browser):
        mine, neighbour = browser(), browser()
        mine.sign_in()
        mine.send("/account/sign-out", page="/account/")
        for _ in range(10):
            neighbour.sign_in(password="salah")
        assert neighbour.sign_in().status_code == 429
        assert mine.sign_in().status_code == 302

    def test_who_holds_one_guesses_ten_times_in_five_minutes_from_anywhere(self, browser, turn):
        stolen = browser()
        stolen.sign_in()
        stolen.send("/account/sign-out", page="/account/")
        for number in range(10):
            stolen.address = f"198.51.100.{number}"
            assert stolen.sign_in(password="salah").status_code == 422
        assert stolen.sign_in().status_code == 429

    def test_a_device_is_known_for_ninety_days(self, browser, turn):
        mine = browser()
        mine.sign_in()
        cookie = mine.client.get_cookie("mb2-device")
        assert cookie.max_age == 90 * 24 * 60 * 60
        turn(days=89, hours=23)
        guess(browser, 11)
        assert mine.sign_in(password="salah").status_code == 422
        turn(hours=1)
        mine.client.set_cookie("mb2-device", cookie.value)  # by whoever keeps it longer
        guess(browser, 11)
        assert mine.sign_in(password="salah").status_code == 429

    def test_it_is_hidden_from_scripts_and_other_sites(self, browser, whole_app):
        answer = browser().sign_in()
        (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if one.startswith("mb2-device=")]
        assert {"HttpOnly", "SameSite=Lax", "Path=/"} <= {*cookie.split("; ")}
        whole_app.config.update(SESSION_COOKIE_NAME="__Host-mb2", SESSION_COOKIE_SECURE=True)
        mine = browser()
        mine.client.get("/account/sign-in", base_url="https://localhost")
        token = mine.client.get("/account/sign-in", base_url="https://localhost").text
        answer = mine.client.post(
            "/account/sign-in",
            base_url="https://localhost",
            data={
                "email": "tini@contoh.id",
                "password": PASSWORD,
                "csrf_token": re.search(r'name="csrf_token" value="([^"]+)"', token)[1],
            },
        )
        (cookie,) = [one for one in answer.headers.getlist("Set-Cookie") if "-device=" in one]
        assert cookie.startswith("__Host-mb2-device=")
        assert {"HttpOnly", "SameSite=Lax", "Path=/", "Secure"} <= {*cookie.split("; ")}
        assert "Domain" not in cookie

    def test_it_is_known_as_its_persons_alone(self, browser, turn):
        mine = browser()
        mine.sign_in()
        mine.send("/account/sign-out", page="/account/")
        guess(browser, 11, "petugas@contoh.id")
        assert mine.sign_in("petugas@contoh.id").status_code == 429

    def test_several_people_share_one(self, browser):
        shared = browser()
        shared.sign_in()
        shared.client.delete_cookie("mb2")
        shared.sign_in("petugas@contoh.id")
        shared.enter_code()
        for account in ("tini@contoh.id", "petugas@contoh.id"):
            guess(browser, 11, account)
            shared.client.delete_cookie("mb2")
            assert shared.sign_in(account).status_code == 302

    def test_not_before_the_second_factor_has_passed(self, browser):
        half = browser()
        half.sign_in("petugas@contoh.id")
        assert half.client.get_cookie("mb2-device") is None
        half.enter_code()
        assert half.client.get_cookie("mb2-device")

    def test_one_that_we_did_not_sign_is_worth_nothing(self, browser):
        mine = browser()
        mine.sign_in()
        value = mine.client.get_cookie("mb2-device").value
        session = mine.cookie
        guess(browser, 11)
        for forged in ("", "x", value[:-2] + "AA", value.swapcase(), session):
            other = browser()
            other.client.set_cookie("mb2-device", forged)
            assert other.sign_in().status_code == 429
        other.client.set_cookie("mb2", value)
        assert not other.known

    def test_a_changed_password_makes_them_strange_again(self, browser, unit, people):
        mine, other = browser(), browser()
        mine.sign_in()
        other.sign_in()
        mine.send("/account/password", {"old": PASSWORD, "new": NEW})
        guess(browser, 11)
        other.client.delete_cookie("mb2")
        assert other.sign_in(password=NEW).status_code == 429
        mine.client.delete_cookie("mb2")
        assert mine.sign_in(password=NEW).status_code == 302  # where it was changed

    def test_a_password_set_by_a_link_makes_them_strange_too(self, browser, unit, people):
        mine = browser()
        mine.sign_in()
        with unit() as uow:
            token = passwords.issue_link(uow, people["tini"], passwords.RECOVER)
        password_hash = hashing.passwords.hash(NEW)
        with unit() as uow:
            passwords.use_link(uow, token, password_hash=password_hash)
        guess(browser, 11)
        assert mine.sign_in(password=NEW).status_code == 429


def test_a_hundred_wrong_ones_from_one_address_shut_nobody_behind_it_out(browser):
    """A carrier's address, or an office's."""
    guesser = browser()
    for number in range(100):
        assert guesser.sign_in(f"{number}@contoh.id", "salah").status_code == 422
    assert browser().sign_in().status_code == 302


@BOTH
def test_of_many_sent_side_by_side_no_more_are_judged_than_one_after_the_other(browser, people, caplog):
    guessers = [browser(address) for address in addresses(24)]
    tokens = [
        re.search(r'name="csrf_token" value="([^"]+)"', one.open("/account/sign-in").text)[1]
        for one in guessers
    ]
    gate = Barrier(len(guessers))

    def send(pair):
        someone, token = pair
        gate.wait(timeout=60)
        return someone.client.post(
            "/account/sign-in",
            data={"email": "tini@contoh.id", "password": "salah", "csrf_token": token},
            environ_base={"REMOTE_ADDR": someone.address},
        ).status_code

    with ThreadPoolExecutor(len(guessers)) as pool:
        answers = [*pool.map(send, zip(guessers, tokens, strict=True))]

    assert set(answers) <= {422, 429}
    assert answers.count(422) == caplog.text.count("sign-in refused from") <= 11
