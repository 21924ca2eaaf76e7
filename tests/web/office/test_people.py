import re

import pytest

from marketplace.accounts.models import User
from marketplace.accounts.queries import find_user, seats
from marketplace.accounts.services.seats import create_user, give_seat
from marketplace.kernel.roles import AUDITOR, OFFICER, SYSADMIN
from tests.whole import OFFICE, PASSWORD_HASH


@pytest.fixture
def admin(browser, unit):
    with unit() as uow:
        user = create_user(uow, "Ayu Admin", "admin@contoh.id", password_hash=PASSWORD_HASH)
        give_seat(uow, user.id, OFFICE, SYSADMIN)
    admin = browser()
    admin.sign_in("admin@contoh.id")
    admin.enter_code("admin@contoh.id")
    return admin


def person(unit, email):
    with unit() as uow:
        user = find_user(uow.session, email)
        return user.public_id, [(seat.seat_id, seat.role) for seat in seats(uow.session, user.id, uow.now)]


def test_everybody_is_listed_with_their_seats_and_found_by_name(admin):
    page = admin.open("/office/people").text
    assert "Tini Suhartini" in page
    assert "Toko Bu Tini" in page
    found = admin.open("/office/people?q=budi").text
    assert "Budi" in found
    assert "Tini Suhartini" not in found
    assert "Tidak ada yang cocok" in admin.open("/office/people?q=zzz").text


def test_an_official_is_invited_by_letter(admin, unit, whole_app, browser):
    fields = {"name": "Citra", "email": "citra@contoh.id", "role": "auditor"}
    answer = admin.send("/office/people/new", fields)
    assert answer.status_code == 302
    assert "Surat ke citra@contoh.id" in admin.open(answer.location).text
    letter = whole_app.extensions["tools"].mail.letters[0]
    path = re.search(r"http://[^/]+(/account/invitations/\S+)", letter.body)[1]
    values = {"secret": path.rpartition("/")[2], "name": "Citra", "password": "empat ekor sapi biru"}
    answer = browser().send("/account/invitations/accept", values, page=path)
    assert answer.location == "/account/second-factor"
    assert [role for _, role in person(unit, "citra@contoh.id")[1]] == [AUDITOR]
    assert "Surat ke" not in admin.open("/office/people").text


def test_an_invitation_is_withdrawn_before_it_is_accepted(admin, whole_app, browser):
    admin.send("/office/people/new", {"name": "Citra", "email": "citra@contoh.id", "role": "auditor"})
    page = admin.open("/office/people").text
    withdraw = re.search(r'action="(/office/people/invitations/\w+/withdraw)"', page)[1]
    assert admin.send(withdraw, page="/office/people").status_code == 302
    assert "Surat ke" not in admin.open("/office/people").text
    path = re.search(
        r"http://[^/]+(/account/invitations/\S+)", whole_app.extensions["tools"].mail.letters[0].body
    )[1]
    gone = browser().open(path)
    assert gone.status_code == 410
    assert "ditarik oleh yang mengundang" in gone.text


def test_somebody_without_letters_gets_a_code_for_a_new_password(admin, unit, browser):
    page = f"/office/people/{person(unit, 'petugas@contoh.id')[0]}"
    shown = admin.send(f"{page}/code", page=page).text
    code = re.search(r"[2-9A-Z]{4}-[2-9A-Z]{4}", shown)[0]
    petugas = browser()
    values = {"code": code, "password": "empat ekor sapi biru"}
    assert petugas.send("/account/recover/code", values).location == "/account/sign-in"
    assert petugas.sign_in("petugas@contoh.id", "empat ekor sapi biru").location.startswith(
        "/account/second-factor"
    )


def test_what_is_wrong_with_an_invitation_is_said_at_its_field(admin):
    answer = admin.send("/office/people/new", {"name": "", "email": "citra", "role": "owner"})
    assert answer.status_code == 422
    assert answer.text.count("mb-why-bad") == 3


def test_a_seat_is_given_and_ended(admin, unit):
    public_id, _ = person(unit, "tini@contoh.id")
    page = f"/office/people/{public_id}"
    answer = admin.send(f"{page}/seats", {"organisation": "kantor22metr", "role": "officer"}, page=page)
    assert answer.status_code == 302
    seat_id, role = person(unit, "tini@contoh.id")[1][-1]
    assert role == OFFICER
    assert admin.send(f"{page}/seats/{seat_id}/end", page=page).status_code == 302
    assert len(person(unit, "tini@contoh.id")[1]) == 2


def test_a_seat_of_somebody_else_is_not_ended_from_a_persons_page(admin, unit):
    (other, _), (_, held) = person(unit, "petugas@contoh.id"), person(unit, "tini@contoh.id")
    answer = admin.send(f"/office/people/{other}/seats/{held[0][0]}/end", page=f"/office/people/{other}")
    assert answer.status_code == 404


def test_a_role_that_is_not_there_is_refused_on_the_page(admin, unit):
    page = f"/office/people/{person(unit, 'tini@contoh.id')[0]}"
    answer = admin.send(f"{page}/seats", {"organisation": "kantor22metr", "role": "owner"}, page=page)
    assert answer.status_code == 422
    assert "Peran ini tidak ada di organisasi ini" in answer.text


def test_the_last_owner_stays(admin, unit):
    public_id, held = person(unit, "tini@contoh.id")
    page = f"/office/people/{public_id}"
    answer = admin.send(f"{page}/seats/{held[0][0]}/end", page=page)
    assert answer.status_code == 409
    assert "terakhir tidak dapat dilepas" in answer.text


def test_a_lost_telephone_is_helped_with(admin, unit, people, browser):
    petugas = browser()
    petugas.sign_in("petugas@contoh.id")
    petugas.enter_code()
    page = f"/office/people/{person(unit, 'petugas@contoh.id')[0]}"
    assert admin.send(f"{page}/second-factor/reset", page=page).status_code == 302
    assert not petugas.known
    with unit() as uow:
        assert not uow.get(User, people["petugas"]).totp_confirmed


@pytest.mark.parametrize("path", ["/office/people", "/office/people/new", "/office/people/xxxxxxxxxxxx"])
def test_only_sysadmins_see_people(browser, admin, path):
    petugas, tini = browser(), browser()
    petugas.sign_in("petugas@contoh.id")
    petugas.enter_code()
    tini.sign_in()
    assert petugas.open(path).status_code == 403
    assert tini.open(path).status_code == 403
    assert browser().open(path).status_code == 302


def test_a_person_who_is_not_there_is_not_found(admin):
    assert admin.open("/office/people/xxxxxxxxxxxx").status_code == 404
