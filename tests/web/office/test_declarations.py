from datetime import UTC, date, datetime

import pytest
from sqlalchemy import select

from marketplace.kernel.roles import AUDITOR, OFFICER, OWNER, SYSADMIN, VIEWER
from marketplace.purchases.models.declarations import Decision, DeclarationDecision
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase

QUEUE = "/office/declarations"


@pytest.fixture
def shop(session):
    return make_partner(session, name="Swalayan Contoh")


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


def path(row):
    return f"{QUEUE}/{row.public_id}"


def decisions(session):
    session.rollback()
    return [(one.decision, one.reason) for one in session.scalars(select(DeclarationDecision))]


def test_what_waits_stands_beside_what_is_in_the_ledger(session, officer, shop):
    declare(session, shop, 1_000_000)
    make_purchase(session, shop, make_maker(session), 250_000, bought_on=date(2026, 8, 12))

    page = officer.open(QUEUE).text
    for words in ("1 pernyataan", "Swalayan Contoh", "Agustus 2026", "Rp1.000.000", "Rp250.000", "25,00"):
        assert words in page


def test_nothing_waiting_says_so_and_leads_to_all(session, officer, shop):
    page = officer.open(QUEUE).text
    assert "Tidak ada yang menunggu" in page
    assert f"{QUEUE}?show=all" in page
    assert "Belum ada pernyataan" in officer.open(f"{QUEUE}?show=all").text


def test_a_declaration_is_accepted_with_one_press_and_leaves_the_queue(session, officer, shop):
    row = declare(session, shop)
    assert officer.send(f"{path(row)}/accept", page=path(row)).location == QUEUE

    assert decisions(session) == [(Decision.ACCEPTED, "")]
    assert "Tidak ada yang menunggu" in officer.open(QUEUE).text
    page = officer.open(path(row)).text
    assert "Diterima" in page
    assert "Terima pernyataan" not in page


def test_a_question_needs_its_words_and_the_shop_reads_them(session, officer, as_seat, shop):
    row = declare(session, shop)
    answer = officer.send(f"{path(row)}/query", page=path(row))
    assert answer.status_code == 422
    assert decisions(session) == []

    officer.send(f"{path(row)}/query", {"reason": "Apakah satu gerai terlewat?"}, page=path(row))
    assert decisions(session) == [(Decision.QUERIED, "Apakah satu gerai terlewat?")]
    assert "Apakah satu gerai terlewat?" in as_seat(OWNER, at=shop.id).open("/partner/declarations").text


def test_what_was_decided_meanwhile_is_not_decided_again(session, officer, shop):
    row, other = declare(session, shop), declare(session, shop, month="2026-07")
    officer.send(f"{path(row)}/accept", page=path(row))

    answer = officer.send(f"{path(row)}/accept", page=path(other))
    assert answer.location == path(row)
    assert "sudah diputuskan" in officer.open(path(row)).text
    answer = officer.send(f"{path(row)}/query", {"reason": "Terlambat"}, page=path(other))
    assert answer.status_code == 422
    assert decisions(session) == [(Decision.ACCEPTED, "")]


def test_a_total_below_its_own_parts_is_called_so(session, officer, shop):
    row = declare(session, shop, 1000)
    make_purchase(session, shop, make_maker(session), 250_000, bought_on=date(2026, 8, 12))

    assert "lebih kecil daripada belanja lokal" in officer.open(path(row)).text


def test_a_revision_shows_what_it_mends_and_the_older_one_is_gone(session, officer, shop):
    old, new = declare(session, shop, 500_000), declare(session, shop, 800_000, revision=2)

    assert "Rp500.000" in officer.open(path(new)).text
    assert officer.open(path(old)).status_code == 404


def test_a_lowered_total_is_decided_with_what_it_was_why_and_what_is_recorded(session, officer, shop):
    declare(session, shop, 500_000)
    low = declare(session, shop, 400_000, revision=2, waits=True, reason="Retur grosir")
    make_purchase(session, shop, make_maker(session), 250_000, bought_on=date(2026, 8, 12))
    make_purchase(session, shop, None, 60_000, bought_on=date(2026, 8, 12))

    assert "1 menurunkan totalnya" in officer.open("/office/").text
    listed = officer.open(QUEUE).text
    for words in ("Diturunkan, menunggu petugas", "yang berlaku<br>Rp500.000", "50,00"):
        assert words in listed
    page = officer.open(path(low)).text
    for words in ("Dari Rp500.000 menjadi Rp400.000", "Retur grosir", "Rp310.000", "50,00"):
        assert words in page

    officer.send(f"{path(low)}/accept", page=path(low))
    assert "62,50" in officer.open(path(low)).text


def test_a_withdrawn_total_waits_for_nobody(session, officer, shop):
    row = declare(session, shop, 0, withdrawn=True, reason="Impor dibatalkan")

    assert "Tidak ada yang menunggu" in officer.open(QUEUE).text
    page = officer.open(path(row)).text
    assert "Impor dibatalkan" in page
    assert "Terima pernyataan" not in page


def test_the_home_and_the_menu_say_how_many_wait_until_when(session, officer, shop):
    declare(session, shop, submitted_at=datetime(2026, 11, 20, tzinfo=UTC))
    declare(session, shop, month="2026-07")

    page = officer.open("/office/").text
    assert "2 pernyataan belanja menunggu jawaban" in page
    assert QUEUE in page
    assert "Pernyataan" in officer.open("/menu").text


@pytest.mark.parametrize("role", [AUDITOR, VIEWER])
def test_who_looks_on_reads_and_decides_nothing(session, as_seat, officer, shop, role):
    row = declare(session, shop)
    looker = as_seat(role)

    page = looker.open(path(row)).text
    assert "Terima pernyataan" not in page
    assert "menunggu jawaban" not in looker.open("/office/").text
    for act in ("accept", "query"):
        assert looker.send(f"{path(row)}/{act}", page="/account/sign-in").status_code == 403
    assert decisions(session) == []


def test_others_have_no_such_page(session, as_seat, shop):
    row = declare(session, shop)
    for seat in (as_seat(SYSADMIN), as_seat(OWNER, at=shop.id)):
        assert seat.open(QUEUE).status_code == 403
        assert seat.open(path(row)).status_code == 403
