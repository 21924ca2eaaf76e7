"""One's own name, number and address."""

import pytest

from marketplace.accounts.models import User
from tests.whole import PASSWORD

MINE = {"name": "Tini Suhartini", "phone": "", "email": "tini@contoh.id", "own_password": PASSWORD}


@pytest.fixture
def tini(browser):
    tini = browser()
    tini.sign_in()
    return tini


def test_the_account_page_leads_there_and_what_is_known_stands_there(tini):
    assert 'href="/account/details"' in tini.open("/account/").text
    page = tini.open("/account/details").text
    assert 'value="Tini Suhartini"' in page
    assert 'value="tini@contoh.id"' in page


def test_a_number_is_added_and_signs_in(tini, browser, whole_app):
    answer = tini.send("/account/details", MINE | {"phone": "0812 3456 7890"})
    assert answer.location == "/account/"
    assert browser().sign_in("+62 812-3456-7890").location == "/producer/"
    assert [letter.to for letter in whole_app.extensions["tools"].mail.letters] == ["tini@contoh.id"]


def test_a_new_address_tells_the_old_one(tini, browser, whole_app):
    tini.send("/account/details", MINE | {"email": "baru@contoh.id"})
    (letter,) = whole_app.extensions["tools"].mail.letters
    assert letter.to == "tini@contoh.id"
    assert browser().sign_in().status_code == 422
    assert browser().sign_in("baru@contoh.id").location == "/producer/"


def test_the_password_is_asked_and_nothing_typed_is_lost(tini, unit, people):
    answer = tini.send("/account/details", MINE | {"name": "Tini Baru", "own_password": "salah"})
    assert answer.status_code == 422
    assert 'value="Tini Baru"' in answer.text
    with unit() as uow:
        assert uow.get(User, people["tini"]).name == "Tini Suhartini"


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"email": "petugas@contoh.id"}, "sudah dipakai akun lain"),
        ({"phone": "0812"}, "tidak lengkap"),
        ({"email": "", "phone": ""}, "Isi nomor HP atau alamat surel"),
        ({"name": ""}, "Nama wajib diisi"),
    ],
    ids=["taken", "short", "neither", "nameless"],
)
def test_what_cannot_be_is_said(tini, typed, sentence):
    answer = tini.send("/account/details", MINE | typed)
    assert answer.status_code == 422
    assert sentence in answer.text


def test_it_opens_to_people_only(browser):
    assert browser().open("/account/details").location.startswith("/account/sign-in?next=")
