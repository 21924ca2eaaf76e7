from types import SimpleNamespace

import pytest
from flask import Flask, g, request

from marketplace import app as assembly
from marketplace.web import limits
from tests.pages import Program
from tests.servers import settings


@pytest.fixture
def visit(request, monkeypatch):
    monkeypatch.setattr(limits, "POSTS", "3 per minute")
    app = Flask("limited")
    app.config["RATE_LIMITS"] = getattr(request, "param", True)
    app.before_request(introduce)
    limits.init_app(app)
    for number in (1, 2):
        app.add_url_rule(f"/{number}", str(number), lambda: "ok", methods=["GET", "POST"])
    client = app.test_client()
    return lambda method="POST", path="/1", address="203.0.113.9", user="": client.open(
        path, method=method, environ_base={"REMOTE_ADDR": address}, headers={"User": user}
    )


def introduce():
    if user := request.headers["User"]:
        g.visitor = SimpleNamespace(session=SimpleNamespace(user_id=user))


def test_an_address_posts_so_often_over_all_pages(visit):
    assert [visit(path=f"/{1 + turn % 2}").status_code for turn in range(4)] == [200, 200, 200, 429]
    assert int(visit().headers["Retry-After"]) > 0
    assert visit(address="198.51.100.7").status_code == 200


def test_the_addresses_of_one_connection_are_one(visit):
    answers = [visit(address=f"2001:db8:1:2::{number}").status_code for number in range(4)]
    assert answers == [200, 200, 200, 429]
    assert visit(address="2001:db8:1:3::1").status_code == 200


def test_whoever_signed_in_is_counted_as_a_person_wherever_they_are(visit):
    assert [visit(user="7").status_code for _ in range(3)] == [200, 200, 200]
    assert visit(user="7", address="198.51.100.7").status_code == 429
    assert visit(user="8").status_code == 200
    assert visit().status_code == 200


def test_reading_is_free(visit):
    assert {visit("GET").status_code for _ in range(10)} == {200}
    assert visit().status_code == 200


@pytest.mark.parametrize("visit", [False], indirect=True)
def test_it_can_be_turned_off(visit):
    assert {visit().status_code for _ in range(10)} == {200}


class Limited(Program):
    def __init__(self, url, folder):
        self.url, self.app = url, assembly.create_app(settings(url, folder))


class TestSigningIn:
    @pytest.fixture
    def program(self, database_url, tmp_path, monkeypatch):
        monkeypatch.setattr(limits, "POSTS", "3 per minute")
        monkeypatch.setattr(limits, "WRONG_SIGN_INS", "5 per minute")
        return Limited(database_url, tmp_path)

    def flood(self, browser, times=6):
        for number in range(times):
            answer = browser().sign_in(f"{number}@contoh.id", "salah")
        return answer.status_code

    def test_posts_of_strangers_at_the_same_address_shut_nobody_out(self, browser):
        for _ in range(4):
            answer = browser().send("/account/recover", {"email": "nobody@contoh.id"})
        assert answer.status_code == 429
        assert browser().sign_in().status_code == 302

    def test_right_ones_are_not_counted(self, browser):
        assert {browser().sign_in().status_code for _ in range(10)} == {302}

    def test_a_flood_of_wrong_ones_is_too_many_for_strangers_there(self, browser):
        assert self.flood(browser, 5) == 422
        answer = browser().sign_in()
        assert answer.status_code == 429
        assert 0 < int(answer.headers["Retry-After"]) <= 60
        assert browser("198.51.100.7").sign_in().status_code == 302

    def test_and_not_for_a_device_of_ones_own(self, browser):
        mine = browser()
        mine.sign_in()
        mine.send("/account/sign-out", page="/account/")
        assert self.flood(browser) == 429
        assert mine.sign_in("petugas@contoh.id").status_code == 429
        assert mine.sign_in().status_code == 302
