"""Accepting an invitation, by link and by code."""

import re

import pytest

from marketplace.accounts.queries import seats
from marketplace.accounts.services.invitations import invite, invite_by_code
from marketplace.accounts.services.seats import create_organisation
from marketplace.kernel.roles import AUDITOR, OWNER, PARTNER
from tests.whole import OFFICE, PASSWORD

NEW = "empat ekor sapi biru"


@pytest.fixture
def shop(unit, people):
    with unit() as uow:
        return create_organisation(uow, PARTNER, "Toko Baru").id


@pytest.fixture
def code(unit, shop):
    with unit() as uow:
        return invite_by_code(uow, name="Siti", phone="0812 3456 7890", organisation_id=shop, role=OWNER)[1]


def link(unit, whole_app, email, at, role):
    """The address in the letter that an invitation sends."""
    with unit() as uow:
        invite(
            uow, name="Sri", email=email, organisation_id=at, role=role, page="http://x/account/invitations/"
        )
    return re.search(r"http://x(\S+)", whole_app.extensions["tools"].mail.letters[-1].body)[1]


def accept(visitor, secret, **said):
    return visitor.send("/account/invitations/accept", {"secret": secret} | said, page="/account/invitations")


def test_the_sign_in_page_leads_there(browser):
    assert 'href="/account/invitations"' in browser().open("/account/sign-in").text
    assert browser().open("/account/invitations").status_code == 200


def test_who_is_signed_in_adds_the_seat_and_works_there_at_once(browser, code, unit, people):
    tini, copy = browser(), browser()
    tini.sign_in()
    copy.client.set_cookie("mb2", tini.cookie)
    page = tini.send("/account/invitations", {"code": code}).text
    assert "Anda masuk sebagai Tini Suhartini" in page
    assert 'name="password"' not in page
    assert accept(tini, code).location == "/partner/"
    assert "Toko Baru" in tini.open("/account/").text
    assert not copy.known
    with unit() as uow:
        assert len(seats(uow.session, people["tini"], uow.now)) == 3


def test_a_known_person_is_asked_to_sign_in_and_comes_back(browser, whole_app, unit, shop):
    path = link(unit, whole_app, "tini@contoh.id", shop, OWNER)
    tini = browser()
    page = tini.open(path).text
    assert "Anda sudah punya akun" in page
    assert f"/account/sign-in?next={path}" in page
    assert tini.sign_in(next=path).location == path
    assert accept(tini, path.rpartition("/")[2]).location == "/partner/"


def test_an_official_sets_up_the_second_factor_next(browser, whole_app, unit):
    path = link(unit, whole_app, "sri@contoh.id", OFFICE, AUDITOR)
    sri = browser()
    answer = accept(sri, path.rpartition("/")[2], name="Sri", password=NEW)
    assert answer.location == "/account/second-factor"
    assert sri.open("/account/second-factor").location == "/account/second-factor/set-up"
    assert not sri.known


def test_a_weak_password_is_refused_and_nothing_typed_is_lost(browser, code):
    answer = accept(browser(), code, name="Siti Aminah", phone="0857 1111 2222", password="pendek")
    assert answer.status_code == 422
    assert "paling sedikit 10 huruf" in answer.text
    assert 'value="Siti Aminah"' in answer.text
    assert 'value="0857 1111 2222"' in answer.text
    assert accept(browser(), code, name="Siti", phone="0857 1111 2222", password=NEW).status_code == 302


def test_an_expired_one_says_so_and_the_fix(browser, whole_app, unit, code, shop, turn):
    path = link(unit, whole_app, "sri@contoh.id", shop, OWNER)
    turn(days=7, seconds=1)
    late = browser().open(path)
    assert late.status_code == 410
    assert "kedaluwarsa" in late.text
    assert "Minta undangan baru" in late.text
    typed = browser().send("/account/invitations", {"code": code})
    assert typed.status_code == 422
    assert "Minta undangan baru" in typed.text
    assert accept(browser(), code, name="Siti", phone="081234567890", password=NEW).status_code == 410


@pytest.mark.parametrize("token", ["x" * 43, "..", "%00", "ABCDEFG"])
def test_an_unknown_link_is_gone(browser, token):
    assert browser().open(f"/account/invitations/{token}").status_code in (404, 410)


def test_a_code_is_never_judged_where_guessing_is_not_counted(browser, code):
    answer = browser().open(f"/account/invitations/{code}")
    assert (answer.status_code, answer.location) == (302, "/account/invitations")
    assert browser().open(f"/account/recover/{code}").status_code == 410


def test_guessing_is_limited_by_address_like_a_sign_in(browser, code, turn):
    guesser = browser()
    letters = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    for each in range(30):
        answer = guesser.send("/account/invitations", {"code": f"ZZZZ-ZZZ{letters[each]}"})
        assert answer.status_code == 422
        assert "tidak dikenal" in answer.text
    assert guesser.send("/account/invitations", {"code": code}).status_code == 429
    assert accept(guesser, code, name="Siti", phone="081234567890", password=NEW).status_code in (410, 429)
    assert browser("198.51.100.7").send("/account/invitations", {"code": code}).status_code == 200
    turn(minutes=5, seconds=1)
    assert guesser.send("/account/invitations", {"code": code}).status_code == 200


def test_right_codes_from_one_training_hall_are_no_guesses(browser, unit, shop):
    hall = browser()
    for number in range(35):
        with unit() as uow:
            code = invite_by_code(
                uow, name="Siti", phone=f"0812345678{number:02}", organisation_id=shop, role=OWNER
            )[1]
        assert hall.send("/account/invitations", {"code": code}).status_code == 200


def test_it_needs_the_token_of_its_page(whole_app, people, code):
    stranger = whole_app.test_client()
    for path in ("/account/invitations", "/account/invitations/accept"):
        assert stranger.post(path, data={"code": code, "secret": code}).status_code == 400


def test_looking_takes_nothing(browser, code, unit, shop):
    for _ in range(3):
        browser().send("/account/invitations", {"code": code})
    assert (
        accept(browser(), code, name="Siti", phone="081234567890", password=PASSWORD + "!").status_code == 302
    )
