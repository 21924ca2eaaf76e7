import re

from sqlalchemy import select

from marketplace.accounts.models import User
from marketplace.accounts.services.passwords import FIRST_PASSWORD, issue_link
from marketplace.db.outbox import Outbox

NEW = "empat ekor sapi biru"


def letters(whole_app):
    return whole_app.extensions["tools"].mail.letters


def ask(browser, email="tini@contoh.id"):
    return browser.send("/account/recover", {"email": email})


def path_in(letter):
    return re.search(r"http://[^/]+(/account/recover/\S+)", letter.body)[1]


def test_a_link_comes_by_letter_and_works_once(browser, whole_app):
    tini = browser()
    assert ask(tini).status_code == 200
    path = path_in(letters(whole_app)[0])
    answer = tini.send(path, {"password": NEW})
    assert answer.location == "/account/sign-in"
    assert tini.sign_in(password=NEW).location == "/producer/"
    used = browser().open(path)
    assert used.status_code == 410
    assert "Minta tautan baru" in used.text


def test_it_ends_the_sessions_that_were_open(browser, whole_app):
    thief, tini = browser(), browser()
    thief.sign_in()
    ask(tini)
    tini.send(path_in(letters(whole_app)[0]), {"password": NEW})
    assert not thief.known


def test_a_stranger_reads_the_same_answer(browser, whole_app):
    known, unknown = ask(browser()), ask(browser(), "nobody@contoh.id")
    assert known.text == unknown.text
    assert known.status_code == unknown.status_code
    assert len(letters(whole_app)) == 1


def test_a_weak_password_is_refused_and_the_link_stays(browser, whole_app):
    tini = browser()
    ask(tini)
    path = path_in(letters(whole_app)[0])
    answer = tini.send(path, {"password": "pendek"})
    assert answer.status_code == 422
    assert "paling sedikit 10 huruf" in answer.text
    assert tini.send(path, {"password": NEW}).status_code == 302


def test_five_letters_a_day(browser, whole_app, turn):
    tini = browser()
    for _ in range(5):
        assert ask(tini).status_code == 200
    assert ask(tini).status_code == 429
    turn(days=1, seconds=1)
    assert ask(tini).status_code == 200


def test_the_link_names_our_own_address_whatever_the_browser_says(browser, whole_app):
    tini = browser()
    tini.send("/account/recover", {"email": "tini@contoh.id"}, headers={"X-Forwarded-Host": "evil.example"})
    assert "http://127.0.0.1:8000/account/recover/" in letters(whole_app)[0].body


def test_no_letter_stays_in_the_outbox(browser, whole_app, unit):
    ask(browser())
    with unit() as uow:
        rows = uow.session.scalars(select(Outbox)).all()
        assert [(row.job, row.payload) for row in rows] == [("send_recovery_link", {})]
        assert all(row.delivered_at for row in rows)


def test_a_first_password_is_set_the_same_way(browser, unit, people):
    with unit() as uow:
        uow.get(User, people["tini"]).password_hash = None
        token = issue_link(uow, people["tini"], FIRST_PASSWORD)
    tini = browser()
    tini.send(f"/account/recover/{token}", {"password": NEW})
    assert tini.sign_in(password=NEW).location == "/producer/"
