import re
from datetime import UTC, date, datetime

import pytest

from marketplace.kernel import clock
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, OWNER, VIEWER
from marketplace.places.calendar import is_workday
from marketplace.places.models import Holiday
from tests.factories.partners import make_partner

PAGE = "/office/holidays"
MONDAY = date(2026, 12, 28)


@pytest.fixture
def on(monkeypatch):
    """Turn the clock to that day."""

    def turn(*day):
        monkeypatch.setattr(clock, "now", lambda: datetime(*day, 3, tzinfo=UTC))

    turn(2026, 11, 26)
    return turn


@pytest.fixture
def officer(as_seat, on):
    return as_seat(OFFICER)


def plain(html):
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def row(session, day):
    session.rollback()
    return session.get(Holiday, day)


def test_it_opens_on_this_year_and_says_what_nobody_confirmed(officer):
    assert officer.open(PAGE).location == f"{PAGE}/2026"
    page = plain(officer.open(f"{PAGE}/2026").text)
    assert "17 hari libur" in page
    assert "17 hari belum dicocokkan" in page
    assert "25 Des 2026 Kelahiran Yesus Kristus Belum dicocokkan" in page
    assert "Yang sudah berjalan tetap pada hari yang dijanjikan" in page


def test_an_officer_adds_a_day(officer, session):
    fields = {"day": MONDAY.isoformat(), "name": "Cuti bersama Natal"}
    assert officer.send(f"{PAGE}/2026/add", fields, page=f"{PAGE}/2026").location == f"{PAGE}/2026"

    page = plain(officer.open(f"{PAGE}/2026").text)
    assert "28 Des 2026 Cuti bersama Natal" in page
    assert re.search(r"Hari libur ditambahkan · \w+", page)
    session.rollback()
    assert not is_workday(session, MONDAY)


@pytest.mark.parametrize(
    "day, name, says",
    [
        ("2026-12-25", "Natal", "sudah ada"),
        ("2026-08-17", "Proklamasi", "paling awal"),
        ("besok", "Natal", "besok"),
        ("2026-12-28", "", "wajib"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(officer, day, name, says):
    answer = officer.send(f"{PAGE}/2026/add", {"day": day, "name": name}, page=f"{PAGE}/2026")
    assert answer.status_code == 422
    assert says in answer.text
    assert f'value="{day}"' in answer.text


def test_the_list_is_confirmed_with_its_source(officer, session):
    answer = officer.send(f"{PAGE}/2026/confirm", {"source": ""}, page=f"{PAGE}/2026")
    assert answer.status_code == 422
    officer.send(f"{PAGE}/2026/confirm", {"source": "SKB 1497/2025"}, page=f"{PAGE}/2026")
    page = plain(officer.open(f"{PAGE}/2026").text)
    assert "belum dicocokkan" not in page
    assert "17 hari libur SKB 1497/2025" in page
    answer = officer.send(f"{PAGE}/2026/confirm", {"source": "SKB lagi"}, page=f"{PAGE}/2026")
    assert answer.status_code == 422
    assert row(session, date(2026, 12, 25)).source == "SKB 1497/2025"


def test_a_day_is_renamed_and_removed(officer, session):
    day = f"{PAGE}/on/2026-12-25"
    assert officer.send(day, {"name": ""}).status_code == 422
    officer.send(day, {"name": "Natal"})
    assert "Natal" in plain(officer.open(f"{PAGE}/2026").text)

    assert officer.send(f"{day}/remove", {"reason": ""}, page=day).status_code == 422
    officer.send(f"{day}/remove", {"reason": "Salah tanggal"}, page=day)
    assert row(session, date(2026, 12, 25)) is None
    assert "Alasan: Salah tanggal" in plain(officer.open(f"{PAGE}/2026").text)


def test_a_day_that_is_over_can_only_be_renamed(officer, session):
    day = f"{PAGE}/on/2026-08-17"
    page = officer.open(day).text
    assert "sudah lewat, jadi tetap tercatat" in page
    answer = officer.send(f"{day}/remove", {"reason": "Salah"}, page=day)
    assert answer.status_code == 422
    assert row(session, date(2026, 8, 17))


@pytest.mark.parametrize("address", ["on/2026-12-30", "on/besok", "2019", "2999", "besok"])
def test_what_is_not_there_is_not_found(officer, address):
    assert officer.open(f"{PAGE}/{address}").status_code == 404


class TestANewYear:
    def test_a_year_without_days_says_so(self, officer):
        page = plain(officer.open(f"{PAGE}/2027").text)
        assert "Hari libur 2027 belum diisi" in page
        assert "Tambah hari libur" in page

    @pytest.mark.parametrize("day, due", [((2026, 10, 31), False), ((2026, 11, 1), True)])
    def test_from_november_on_it_is_a_task(self, officer, on, day, due):
        on(*day)
        assert ("Hari libur 2027 belum diisi" in officer.open("/office/").text) is due

    def test_it_ends_with_the_first_day_that_is_listed(self, officer, session):
        session.add(Holiday(day=date(2027, 1, 1), name="Tahun Baru"))
        session.commit()
        assert "Hari libur 2027 belum diisi" not in officer.open("/office/").text

    def test_a_year_that_has_begun_without_them_is_asked_for_every_day(self, officer, on):
        on(2027, 3, 1)
        assert "Hari libur 2027 belum diisi" in officer.open("/office/").text

    def test_it_is_the_officers_task(self, as_seat, on):
        assert "Hari libur 2027 belum diisi" not in as_seat(APPROVER).open("/office/").text


class TestWhoMay:
    @pytest.mark.parametrize("role", [APPROVER, AUDITOR, VIEWER])
    def test_other_officials_only_read(self, as_seat, on, role):
        reader = as_seat(role)
        page = reader.open(f"{PAGE}/2026").text
        assert "Natal" in page or "Kelahiran" in page
        assert "Tambah hari libur" not in page
        assert reader.open(f"{PAGE}/on/2026-12-25").status_code == 403

    def test_a_shop_does_not(self, as_seat, session, on):
        shop = as_seat(OWNER, at=make_partner(session).id)
        assert shop.open(f"{PAGE}/2026").status_code == 403
