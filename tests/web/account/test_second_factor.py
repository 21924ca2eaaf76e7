import re

import pytest

from marketplace.accounts.models import User
from marketplace.accounts.services.seats import give_seat
from marketplace.accounts.services.signing_in import reset_second_factor
from marketplace.accounts.totp import secret_of, set_secret
from marketplace.kernel.roles import OFFICER
from tests.whole import OFFICE, PASSWORD

OFFICIAL = "petugas@contoh.id"
CODE = re.compile(r"<li>([2-9A-Z]{4}-[2-9A-Z]{4})</li>")


def test_an_official_is_asked_for_a_code_before_anything_opens(browser):
    petugas = browser()
    assert petugas.sign_in(OFFICIAL, next="/office/journal").location == (
        "/account/second-factor?next=/office/journal"
    )
    assert petugas.open("/office/").status_code == 302
    assert petugas.open("/account/password").status_code == 302
    assert "Budi" not in petugas.open("/").text
    assert petugas.open("/account/sign-in").location == "/account/second-factor"
    answer = petugas.enter_code(next="/office/journal")
    assert (answer.status_code, answer.location) == (302, "/office/journal")
    assert petugas.open("/office/journal").status_code == 200


def test_the_token_changes_with_the_code(browser):
    petugas, thief = browser(), browser()
    petugas.sign_in(OFFICIAL)
    thief.client.set_cookie("mb2", petugas.cookie)
    petugas.enter_code()
    assert petugas.known
    assert not thief.known


def test_a_code_works_once(browser, turn):
    first, second = browser(), browser()
    first.sign_in(OFFICIAL)
    first.enter_code()
    second.sign_in(OFFICIAL)
    answer = second.enter_code()
    assert answer.status_code == 422
    assert "sudah dipakai" in answer.text
    turn(seconds=30)
    assert second.enter_code().status_code == 302


@pytest.mark.parametrize("path", ["/account/second-factor", "/account/second-factor/set-up"])
def test_without_a_password_there_is_nothing_to_confirm(browser, path):
    assert browser().open(path).location == "/account/sign-in"
    assert browser().send(path, {"code": "123456"}, page="/account/sign-in").location == "/account/sign-in"


def test_who_has_none_yet_sets_it_up_first(browser, unit, people, whole_app):
    with unit() as uow:
        reset_second_factor(uow, people["petugas"])
    petugas = browser()
    petugas.sign_in(OFFICIAL)
    assert petugas.open("/account/second-factor").location == "/account/second-factor/set-up"
    page = petugas.open("/account/second-factor/set-up").text
    assert "data:image/svg+xml;base64," in page
    with unit() as uow:
        secret = secret_of(uow.get(User, people["petugas"]), whole_app.extensions["tools"].sealer)
    assert secret[:4] in page
    answer = petugas.send("/account/second-factor/set-up", {"code": petugas.code()})
    assert 'href="/office/"' in answer.text
    assert len(CODE.findall(answer.text)) == 10
    assert petugas.open("/account/second-factor/set-up").location == "/office/"


def test_a_seat_in_the_office_asks_for_the_code_at_once(browser, unit, people):
    tini = browser()
    tini.sign_in()
    assert tini.known
    with unit() as uow:
        give_seat(uow, people["tini"], OFFICE, OFFICER)
    assert not tini.known
    assert tini.open("/account/sign-in").location == "/account/second-factor"
    tini.send("/account/second-factor/start", page="/account/second-factor/set-up")
    assert tini.enter_code("tini@contoh.id").status_code == 200
    assert tini.known


def test_others_may_have_one_too_and_are_then_asked(browser):
    tini = browser()
    tini.sign_in()
    tini.send("/account/second-factor/start", page="/account/second-factor/set-up")
    answer = tini.send("/account/second-factor/set-up", {"code": tini.code("tini@contoh.id")})
    assert answer.status_code == 200
    assert tini.known
    assert browser().sign_in().location == "/account/second-factor"


def test_officials_are_out_after_half_an_hour_without_a_visit(browser, turn):
    petugas = browser()
    petugas.sign_in(OFFICIAL)
    petugas.enter_code()
    for _ in range(3):
        turn(minutes=29)
        assert petugas.known
    turn(minutes=31)
    assert not petugas.known


def test_officials_are_out_after_half_a_day_in_any_case(browser, turn):
    petugas = browser()
    petugas.sign_in(OFFICIAL)
    petugas.enter_code()
    for _ in range(25):
        turn(minutes=28)
        assert petugas.known
    turn(minutes=21)
    assert not petugas.known


def test_the_demo_shows_its_code_and_only_there(browser, unit, people, whole_app):
    with unit() as uow:
        set_secret(uow.get(User, people["petugas"]), "JBSWY3DPEHPK3PXP", whole_app.extensions["tools"].sealer)
    petugas = browser()
    petugas.sign_in(OFFICIAL)
    assert petugas.code() in petugas.open("/account/second-factor").text
    whole_app.config["DEMO"] = False
    assert petugas.code() not in petugas.open("/account/second-factor").text


def with_codes(browser, turn):
    """An official at a browser who has just made recovery codes, with the page that shows them."""
    petugas = browser()
    petugas.sign_in(OFFICIAL)
    petugas.enter_code()
    turn(seconds=30)
    return petugas, petugas.send("/account/recovery-codes", {"own_password": PASSWORD})


def test_recovery_codes_are_shown_once_and_asked_the_password_for(browser, turn):
    petugas, made = with_codes(browser, turn)
    assert made.headers["Cache-Control"].count("no-store") == 1
    codes = CODE.findall(made.text)
    assert len(set(codes)) == 10
    later = petugas.open("/account/recovery-codes").text
    assert not any(code in later for code in codes)
    assert "Sisa 10 kode" in petugas.open("/account/").text
    other = browser()
    other.sign_in(OFFICIAL)
    other.enter_code()
    assert other.send("/account/recovery-codes", {"own_password": "salah"}).status_code == 422


def test_one_of_them_lets_in_once_instead_of_the_telephone(browser, turn, whole_app):
    _, made = with_codes(browser, turn)
    first, second, *_ = CODE.findall(made.text)
    elsewhere = browser()
    elsewhere.sign_in(OFFICIAL)
    assert (
        elsewhere.send("/account/second-factor", {"code": first.lower().replace("-", " ")}).status_code == 302
    )
    assert "Sisa 9 kode" in elsewhere.open("/account/").text
    assert "sisa 9 kode" in whole_app.extensions["tools"].mail.letters[-1].body
    again = browser()
    again.sign_in(OFFICIAL)
    assert again.send("/account/second-factor", {"code": first}).status_code == 422
    assert again.send("/account/second-factor", {"code": second}).status_code == 302


def test_without_a_second_factor_there_are_no_recovery_codes(browser):
    tini = browser()
    tini.sign_in()
    assert "Kode masuk belum dipasang" in tini.open("/account/recovery-codes").text
    token = tini.open("/account/password").text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = tini.client.post(
        "/account/recovery-codes",
        data={"own_password": PASSWORD, "csrf_token": token},
        environ_base={"REMOTE_ADDR": tini.address},
    )
    assert answer.status_code == 409
    assert "Pasang kode masuk" in answer.text
