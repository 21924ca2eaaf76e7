"""The people of a business, as an officer lets its owner in and helps whoever has no e-mail."""

import re

import pytest

from marketplace.accounts.models import Organisation
from marketplace.accounts.queries import seats
from marketplace.accounts.services.seats import create_organisation, create_user, give_seat
from marketplace.kernel.roles import AUDITOR, PARTNER, STAFF
from tests.whole import OFFICE, PASSWORD_HASH

CODE = re.compile(r"mb-handed[^>]*>([2-9A-Z]{4}-[2-9A-Z]{4})<")
NEW = "empat ekor sapi biru"


@pytest.fixture
def petugas(browser):
    petugas = browser()
    petugas.sign_in("petugas@contoh.id")
    petugas.enter_code()
    return petugas


@pytest.fixture
def empty(unit, people):
    """A business without people."""
    with unit() as uow:
        return create_organisation(uow, PARTNER, "Toko Baru").public_id


@pytest.fixture
def owned(unit, people):
    """Tini's producer."""
    with unit() as uow:
        return seats(uow.session, people["tini"], uow.now)[0].organisation_public_id


def page_of(public_id):
    return f"/office/organisations/{public_id}/people"


def test_the_first_owner_is_invited_by_code(petugas, empty, browser):
    assert "Belum ada orang di usaha ini" in petugas.open(page_of(empty)).text
    shown = petugas.send(page_of(empty), {"name": "Siti", "phone": "0812 3456 7890"}).text
    code = CODE.search(shown)[1]
    assert "Kode untuk diserahkan" in petugas.open(page_of(empty)).text
    siti = browser()
    fields = {"secret": code, "name": "Siti", "phone": "081234567890", "password": NEW}
    answer = siti.send("/account/invitations/accept", fields, page="/account/invitations")
    assert answer.location == "/partner/"
    assert 'href="/account/people"' in siti.open("/account/").text  # an owner
    page = petugas.open(page_of(empty)).text
    assert "Siti" in page
    assert "Undang pemiliknya" not in page


def test_or_by_letter(petugas, empty, whole_app):
    answer = petugas.send(page_of(empty), {"name": "Siti", "email": "siti@contoh.id"})
    assert answer.location == page_of(empty)
    assert [letter.to for letter in whole_app.extensions["tools"].mail.letters] == ["siti@contoh.id"]
    withdraw = re.search(r'action="([^"]+/withdraw)"', petugas.open(page_of(empty)).text)[1]
    assert petugas.send(withdraw, page=page_of(empty)).location == page_of(empty)
    assert "Surat ke" not in petugas.open(page_of(empty)).text


def test_where_somebody_sits_the_owner_invites(petugas, owned):
    assert "Undang pemiliknya" not in petugas.open(page_of(owned)).text
    token = petugas.open("/account/password").text.split('name="csrf_token" value="')[1].split('"')[0]
    answer = petugas.client.post(
        page_of(owned),
        data={"name": "Siti", "csrf_token": token},
        environ_base={"REMOTE_ADDR": petugas.address},
    )
    assert answer.status_code == 422
    assert "Pemiliknya yang mengundang orang lain" in answer.text


def test_who_has_no_e_mail_is_helped_by_hand(petugas, owned, unit, browser):
    with unit() as uow:
        user = create_user(uow, "Siti", None, "0812 3456 7890", PASSWORD_HASH).id
        give_seat(uow, user, uow.find(Organisation, public_id=owned).id, STAFF)
    page = petugas.open(page_of(owned)).text
    assert page.count("Buat kode pemulihan") == 1
    path = re.search(r'action="([^"]+/code)"', page)[1]
    code = CODE.search(petugas.send(path, page=page_of(owned)).text)[1]
    siti = browser()
    siti.send("/account/recover/code", {"code": code, "password": NEW})
    assert siti.sign_in("081234567890", NEW).location == "/producer/"


def test_what_belongs_to_another_business_is_not_there(petugas, owned, empty, unit, people):
    with unit() as uow:
        seat_id = seats(uow.session, people["tini"], uow.now)[0].seat_id
    answer = petugas.send(f"{page_of(empty)}/{seat_id}/code", page=page_of(empty))
    assert answer.status_code == 404


def test_the_offices_own_people_are_not_behind_this_page(petugas, unit):
    with unit() as uow:
        public_id = uow.get(Organisation, OFFICE).public_id
    assert petugas.open(page_of(public_id)).status_code == 404
    assert petugas.open(page_of("xxxxxxxxxxxx")).status_code == 404


def test_only_officers_and_sysadmins_come_here(browser, unit, empty):
    with unit() as uow:
        user = create_user(uow, "Audi", "audi@contoh.id", password_hash=PASSWORD_HASH)
        give_seat(uow, user.id, OFFICE, AUDITOR)
    tini, auditor = browser(), browser()
    tini.sign_in()
    auditor.sign_in("audi@contoh.id")
    auditor.enter_code("audi@contoh.id")
    assert tini.open(page_of(empty)).status_code == 403
    assert auditor.open(page_of(empty)).status_code == 403
