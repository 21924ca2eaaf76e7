"""The pages of one's own account."""

from datetime import timedelta

import pytest

from marketplace.accounts.models import Seat, SignIn, User
from marketplace.accounts.queries import seats
from marketplace.kernel import clock
from marketplace.web.access import SIGNED_IN
from marketplace.web.confirming import confirm_password
from tests.whole import PASSWORD

NEW = "empat ekor sapi biru"


def public_ids(unit, people):
    with unit() as uow:
        return [seat.organisation_public_id for seat in seats(uow.session, people["tini"], uow.now)]


def test_one_switches_between_organisations_and_sees_it(browser, unit, people):
    tini, copy = browser(), browser()
    tini.sign_in()
    assert "Ganti usaha atau instansi" in tini.open("/account/").text
    copy.client.set_cookie("mb2", tini.cookie)
    answer = tini.send("/account/organisations", {"organisation": public_ids(unit, people)[1]})
    assert answer.location == "/partner/"
    assert "Toko Bu Tini" in tini.open("/account/").text
    assert tini.open("/producer/").status_code == 403
    assert not copy.known


def test_nobody_switches_to_where_they_do_not_sit(browser):
    tini = browser()
    tini.sign_in()
    for elsewhere in ("kantor22metr", "xxxxxxxxxxxx", ""):
        answer = tini.send("/account/organisations", {"organisation": elsewhere})
        assert answer.status_code == 404
    assert tini.known


def test_only_live_seats_are_offered(browser, unit, people):
    tini = browser()
    with unit() as uow:
        seat = seats(uow.session, people["tini"], uow.now)[1]
        uow.get(Seat, seat.seat_id).until_at = clock.now()
    tini.sign_in()
    assert "Toko Bu Tini" not in tini.open("/account/organisations").text


def test_sessions_are_shown_and_ended(browser):
    tini, other = browser(), browser("198.51.100.7")
    tini.sign_in()
    other.sign_in()
    page = tini.open("/account/sessions").text
    assert "2 sesi terbuka" in page
    assert "198.51.x.x" in page
    assert "198.51.100.7" not in page
    assert page.count("Ini perangkat Anda") == 1
    revoke = page.split('action="/account/sessions/')[1].split('"')[0]
    assert tini.send(f"/account/sessions/{revoke}", page="/account/sessions").status_code == 302
    assert tini.known
    assert not other.known


def test_another_persons_session_is_not_there(browser, unit, people):
    tini = browser()
    tini.sign_in()
    with unit() as uow:
        foreign = uow.add(
            SignIn(
                token_hash="x",
                user_id=people["petugas"],
                created_at=clock.now(),
                expires_at=clock.now() + timedelta(hours=1),
            )
        ).id
    answer = tini.send(f"/account/sessions/{foreign}/revoke", page="/account/sessions")
    assert answer.status_code == 404


def test_all_other_sessions_end_at_once(browser):
    tini, *others = (browser() for _ in range(3))
    for one in (tini, *others):
        one.sign_in()
    tini.send("/account/sessions/revoke-others", page="/account/sessions")
    assert tini.known
    assert not any(one.known for one in others)


def test_a_password_is_changed_and_the_token_with_it(browser):
    tini, copy, other = browser(), browser(), browser()
    tini.sign_in()
    other.sign_in()
    copy.client.set_cookie("mb2", tini.cookie)
    wrong = tini.send("/account/password", {"old": "wrong", "new": NEW})
    assert wrong.status_code == 422
    assert "lama tidak cocok" in wrong.text
    assert tini.send("/account/password", {"old": PASSWORD, "new": NEW}).status_code == 302
    assert tini.known
    assert not copy.known
    assert not other.known
    assert browser().sign_in(password=NEW).status_code == 302


def test_guessing_the_old_password_is_slowed_too(browser):
    tini = browser()
    tini.sign_in()
    for _ in range(10):
        assert tini.send("/account/password", {"old": "wrong", "new": NEW}).status_code == 422
    assert "Terlalu banyak" in tini.send("/account/password", {"old": PASSWORD, "new": NEW}).text


def test_the_language_is_kept_for_the_person(browser, unit, people):
    tini = browser()
    tini.sign_in()
    answer = tini.client.post("/account/language", data={"locale": "en", "next": "/account/sessions"})
    assert (answer.status_code, answer.location) == (303, "/account/sessions")
    with unit() as uow:
        assert uow.get(User, people["tini"]).locale == "en"
    assert '<html lang="en"' in tini.open("/account/").text


def test_a_stranger_keeps_it_in_a_cookie(browser):
    visitor = browser()
    visitor.client.post("/account/language", data={"locale": "en", "next": "//evil.example"})
    assert visitor.client.get_cookie("lang").value == "en"
    assert '<html lang="en"' in visitor.open("/help").text
    assert visitor.client.post("/account/language", data={"locale": "xx"}).status_code == 400


@pytest.mark.parametrize(
    "path",
    ["/", "/organisations", "/sessions", "/password"],
    ids=["home", "organisations", "sessions", "password"],
)
def test_they_open_only_to_people(browser, path):
    answer = browser().open(f"/account{path}")
    assert answer.status_code == 302
    assert answer.location.startswith("/account/sign-in?next=")


def test_something_grave_asks_the_password_again(whole_app, browser):
    tini = browser()
    tini.sign_in()
    whole_app.view_functions["account_home.show"] = grave = lambda: confirm_password("wrong") or "done"
    grave.may = SIGNED_IN
    assert tini.open("/account/").status_code == 409
    whole_app.view_functions["account_home.show"] = good = lambda: confirm_password(PASSWORD) or "done"
    good.may = SIGNED_IN
    assert tini.open("/account/").text == "done"


def test_an_ended_seat_leaves_the_account(browser, unit, people):
    with unit() as uow:
        for seat in seats(uow.session, people["tini"], uow.now):
            uow.get(Seat, seat.seat_id).until_at = clock.now()
    tini = browser()
    assert tini.sign_in().location == "/"
    assert "Belum ada" in tini.open("/account/").text
