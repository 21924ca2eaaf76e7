import json
from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation, SignIn, User
from marketplace.accounts.services.seats import create_user, give_seat
from marketplace.accounts.services.signing_in import reset_second_factor
from marketplace.adapters.database import database
from marketplace.journal.queries import verify
from marketplace.kernel import clock
from marketplace.kernel.actor import Actor, ActorSeat
from marketplace.kernel.roles import OFFICE, OFFICER, OWNER, PRODUCER
from marketplace.outreach.models import Activity, ActivityKind, Attendance, AttendanceState, Candidate
from marketplace.producers.models import Producer
from marketplace.producers.numbers import PersonalNumber
from marketplace.producers.services.sealing import reveal_number
from tests.whole import PASSWORD, PASSWORD_HASH

NIK = "1872014503890001"
ERASE = {"understood": "y", "own_password": PASSWORD}


@pytest.fixture
def life(unit, people, whole_app):
    """Tini's business holds her NIK, an officer has read it, and she came to a visit."""
    sealer, now = whole_app.extensions["tools"].sealer, clock.now()
    with unit() as uow:
        business = uow.find(Organisation, kind=PRODUCER)
        uow.add(
            Producer(id=business.id, slug="bu-tini", nik_sealed=sealer.seal(NIK), nik_mark=sealer.mark(NIK))
        )
        uow.actor = Actor(people["petugas"], at=1, kind=OFFICE, seats=frozenset({ActorSeat(OFFICER, 1)}))
        reveal_number(uow, business.id, PersonalNumber.NIK, sealer=sealer, reason="cocokkan dengan KTP")
        visit = uow.add(
            Activity(
                kind=ActivityKind.VISIT,
                title="Silaturahmi Yosorejo",
                place="Balai kelurahan",
                starts_at=now,
                ends_at=now + timedelta(hours=3),
                capacity=20,
                created_by=None,
            )
        )
        candidate = uow.add(
            Candidate(name="Tini S.", phone="+6281244445555", user_id=people["tini"], created_at=now)
        )
        uow.add(
            Attendance(
                client_id="c" * 20,
                activity_id=visit.id,
                candidate_id=candidate.id,
                code="ABCDE",
                state=AttendanceState.REGISTERED,
                registered_at=now,
                note="minta dijemput",
            )
        )
    return people


@pytest.fixture
def tini(browser, life):
    visitor = browser()
    visitor.sign_in()
    return visitor


@pytest.fixture
def heir(unit, life):
    """A second owner, so that Tini may go."""
    with unit() as uow:
        heir = create_user(uow, "Wati", "wati@contoh.id", password_hash=PASSWORD_HASH)
        for organisation in uow.session.scalars(select(Organisation).where(Organisation.id != 1)):
            give_seat(uow, heir.id, organisation.id, OWNER)


def test_a_person_sees_all_that_is_kept_about_them(tini):
    page = tini.open("/account/data").text
    for said in (
        "Tini Suhartini",
        "tini@contoh.id",
        "Keripik Bu Tini",
        "Pemilik",
        "203.0.113.9",
        "+6281244445555",
        "Silaturahmi Yosorejo",
        "minta dijemput",
        "tersimpan terkunci",
        "cocokkan dengan KTP",
        "Budi",
    ):
        assert said in page, said
    assert NIK not in page
    assert "/account/data" in tini.open("/account/").text


def test_they_take_it_along_as_a_file(tini):
    answer = tini.open("/account/data.json")
    assert answer.mimetype == "application/json"
    assert "attachment" in answer.headers["Content-Disposition"]
    assert answer.headers["Cache-Control"] == "private, no-store"
    data = json.loads(answer.text)
    assert data["account"][0]["email"] == "tini@contoh.id"
    assert {seat["organisation"] for seat in data["seats"]} == {"Keripik Bu Tini", "Toko Bu Tini"}
    assert data["candidate"][0]["phone"] == "+6281244445555"
    assert data["attendances"][0]["note"] == "minta dijemput"
    assert data["numbers"][0]["nik"] == "tersimpan terkunci"
    assert data["seen"][0]["reason"] == "cocokkan dengan KTP"
    assert NIK not in answer.text


def test_nobody_sees_what_is_kept_about_others(browser, life):
    petugas = browser()
    petugas.sign_in("petugas@contoh.id")
    petugas.enter_code()
    text = petugas.open("/account/data").text + petugas.open("/account/data.json").text
    assert "Budi" in text
    assert "Tini" not in text
    assert "+6281244445555" not in text


def test_strangers_are_led_to_sign_in(browser, life):
    for path in ("/account/data", "/account/data.json", "/account/data/erase"):
        assert browser().open(path).location.startswith("/account/sign-in?next=")


def test_erasing_needs_the_password_and_a_tick(tini, unit, life):
    for fields in ({}, ERASE | {"own_password": "salah sekali ini"}, {"own_password": PASSWORD}):
        answer = tini.send("/account/data/erase", fields)
        assert answer.status_code == 422
    with unit() as uow:
        assert uow.get(User, life["tini"]).erased_at is None


def test_the_last_owner_is_told_the_way_out(tini):
    answer = tini.send("/account/data/erase", ERASE)
    assert answer.status_code == 422
    assert "Alihkan peran itu kepada orang lain dahulu" in answer.text
    assert tini.known


def test_erased_is_erased(tini, browser, unit, whole_app, life, heir):
    answer = tini.send("/account/data/erase", ERASE)
    assert (answer.status_code, answer.location) == (302, "/")
    assert "sudah dihapus" in tini.open("/").text
    assert not tini.known
    assert browser().sign_in().status_code == 422
    with unit() as uow:
        user = uow.get(User, life["tini"])
        assert (user.name, user.phone, user.password_hash) == ("Orang terhapus", None, None)
        assert {row.address for row in uow.session.scalars(select(SignIn).filter_by(user_id=user.id))} == {""}
        candidate = uow.session.scalars(select(Candidate)).one()
        assert (candidate.phone, candidate.erased_at is not None) == (None, True)
        assert uow.session.scalars(select(Attendance)).one().note == ""
        assert verify(uow.session).whole


def test_the_command_line_finds_the_journal_whole_afterwards(tini, whole_app, heir):
    tini.send("/account/data/erase", ERASE)
    with whole_app.app_context():
        database.session.remove()
    answer = whole_app.test_cli_runner().invoke(args=["journal", "verify"])
    assert answer.exit_code == 0, answer.output


def test_whose_numbers_were_seen_by_whom(whole_app, life, unit):
    with unit() as uow:
        code = uow.find(Organisation, kind=PRODUCER).public_id
        reset_second_factor(uow, life["petugas"])  # another fact, which is no reading
    run = whole_app.test_cli_runner().invoke
    (row,) = json.loads(run(args=["journal", "seen", "--producer", code, "--json"]).output)
    assert (row["whose"], row["field"], row["reason"]) == ("Keripik Bu Tini", "nik", "cocokkan dengan KTP")
    assert row["who"].startswith("Budi")
    assert "nik of Keripik Bu Tini by Budi" in run(args=["journal", "seen"]).output
    with unit() as uow:
        office = uow.get(Organisation, 1).public_id
    assert "Nobody" in run(args=["journal", "seen", "--producer", office]).output
    assert run(args=["journal", "seen", "--producer", "none"]).exit_code == 1
