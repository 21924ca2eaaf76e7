import re

import pytest
from sqlalchemy import text


@pytest.fixture
def petugas(browser):
    petugas = browser()
    petugas.sign_in("petugas@contoh.id")
    petugas.enter_code()
    return petugas


def test_officials_read_what_happened(petugas):
    page = petugas.open("/office/journal").text
    assert "Kode masuk cocok" in page
    assert "Budi" in page
    assert "Peran diberikan" in page


def test_it_is_narrowed_by_subject_and_fact(petugas):
    page = petugas.open("/office/journal?action=SeatGiven&kind=organisation").text
    table = page.split("<tbody>")[1]
    assert table.count("Peran diberikan") == 3
    assert "Akun dibuat" not in table
    assert "Tidak ada kejadian" in petugas.open("/office/journal?kind=order").text
    assert petugas.open("/office/journal?number=x&kind=").status_code == 200


def test_all_events_and_subjects_can_be_chosen_by_the_alphabet(petugas):
    page = petugas.open("/office/journal").text
    subjects, events = (
        re.findall(r'<option value="\w+">(.+?)</option>', part) for part in page.split("</select>")[:2]
    )
    assert "Pesanan" in subjects and "Peran diberikan" in events
    assert (subjects, events) == (sorted(subjects), sorted(events))


def test_it_is_verified_on_request_and_nothing_is_written(petugas, unit):
    def entries():
        with unit() as uow:
            return uow.session.scalar(text("SELECT COUNT(*) FROM journal"))

    before = entries()
    page = petugas.open("/office/journal/verify").text
    assert f"Rantai utuh: {before} kejadian" in page
    assert entries() == before


def test_a_break_is_named(petugas, unit):
    with unit() as uow:
        if uow.session.get_bind().dialect.name == "sqlite":
            uow.session.execute(text("DROP TRIGGER journal_no_update"))
        else:
            uow.session.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
        uow.session.execute(text("UPDATE journal SET action = 'Nothing' WHERE seq = 2"))
    assert "Rantai putus di kejadian nomor 2" in petugas.open("/office/journal/verify").text


def test_it_is_not_for_businesses_or_strangers(browser):
    tini = browser()
    tini.sign_in()
    for path in ("/office/journal", "/office/journal/verify"):
        assert tini.open(path).status_code == 403
        assert browser().open(path).status_code == 302
