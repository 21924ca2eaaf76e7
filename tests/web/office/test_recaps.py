"""The city's recap of many shops through the pages of the office."""

import html
import io
import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select, update

from marketplace.accounts.models import Organisation
from marketplace.imports.models import ImportBatch, ImportWork
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, OWNER
from marketplace.purchases.models.ledger import Purchase
from marketplace.web.office import recaps
from tests.factories.imports import NearSheets
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.recaps import undated

CRISPS = "Toko Maju;Bu Tini;Keripik;24;240000;N-1"
COFFEE = "Dinas Pangan;Bu Tini;Keripik;10;100000"


@pytest.fixture
def officer(app, as_seat):
    app.extensions["tools"] = replace(app.extensions["tools"], sheets=NearSheets())
    return as_seat(OFFICER)


@pytest.fixture
def maju(session):
    make_maker(session, name="Bu Tini")
    return make_partner(session, name="Toko Maju")


def upload(officer, *rows, month="2026-07"):
    file = undated(*rows)
    sent = {"file": (io.BytesIO(file["content"]), file["name"]), "month": month}
    return officer.send("/office/recaps/new", sent)


def text_of(answer):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def test_from_the_file_to_the_ledger_and_back(session, officer, maju):
    for page in ("/office/imports", "/office/declarations"):
        assert 'href="/office/recaps"' in officer.open(page).text
    assert "Belum ada rekap" in text_of(officer.open("/office/recaps"))
    address = upload(officer, CRISPS, COFFEE, "Toko Maju;;Opak;1;5000").location

    asked = text_of(officer.open(address))
    assert "1 hal perlu Anda pastikan" in asked
    assert "Toko mana “Dinas Pangan”? 1 baris, Rp100.000." in asked
    officer.send(f"{address}/commit", page=address)
    assert count(session, Purchase) == 0
    officer.send(f"{address}/questions", {"shop:Dinas Pangan": "skip"}, page=address)

    seen = text_of(officer.open(address))
    assert "Dinas Pangan: Rp100.000 tidak dicatat." in seen
    assert "Pemasok kosong" in seen
    assert "Catat 1 baris" in seen
    assert "Toko mana" in text_of(officer.open(f"{address}/questions"))
    officer.send(f"{address}/commit", page=address)
    text = text_of(officer.open(address))
    assert "1 baris tercatat" in text
    assert "Rekap Dinas dicatat" in text
    assert count(session, Purchase) == 1
    assert officer.open(f"{address}/bad-rows.xlsx").status_code == 200

    again = upload(officer, CRISPS, COFFEE, "Toko Maju;;Opak;1;5000").location
    officer.send(f"{again}/questions", {"shop:Dinas Pangan": "skip"}, page=again)
    text = text_of(officer.open(again))
    assert "Berkas yang sama sudah dicatat" in text
    assert "Sudah tercatat, jadi tidak ditambahkan" in text
    assert "Bu Tini Rp240.000 Rp240.000" in text
    assert officer.send(f"{again}/drop", page=again).location == "/office/recaps"
    officer.send(f"{address}/undo", page=address)
    assert "Dibatalkan setelah disimpan" in text_of(officer.open(address))
    assert count(session, Purchase) == 2  # and its reversal


def test_one_shop_alone_is_undone(session, officer, maju):
    make_partner(session, name="Dinas Pangan")
    address = upload(officer, CRISPS, COFFEE).location
    officer.send(f"{address}/commit", page=address)
    part = session.scalars(select(ImportBatch).where(ImportBatch.organisation_id == maju.id)).one().public_id
    officer.send(f"{address}/shops/{part}/undo", page=address)
    assert "Toko Maju Dibatalkan setelah disimpan" in text_of(officer.open(address))
    assert count(session, Purchase) == 3
    other = upload(officer, CRISPS).location
    assert officer.send(f"{other}/shops/{part}/undo", page=other).status_code == 404


def test_without_days_the_month_must_be_over(officer, maju):
    refused = upload(officer, CRISPS, month="2026-11")
    assert refused.status_code == 422
    assert "setelah November 2026 berakhir" in text_of(refused)


@pytest.mark.parametrize("role", [APPROVER, AUDITOR])
def test_it_is_the_work_of_officers(as_seat, role):
    assert as_seat(role).open("/office/recaps").status_code == 403


def test_a_shop_neither_sees_the_recap_nor_its_file(session, officer, as_seat, maju):
    address = upload(officer, CRISPS, COFFEE).location
    officer.send(f"{address}/questions", {"shop:Dinas Pangan": "skip"}, page=address)
    officer.send(f"{address}/commit", page=address)
    file = re.search(r'href="(/files/[^"]+)"', officer.open(address).text)[1]
    part = session.scalars(select(ImportBatch).where(ImportBatch.organisation_id == maju.id)).one().public_id
    owner = as_seat(OWNER, at=maju.id)
    assert owner.open(file).status_code in (403, 404)
    assert owner.open(f"/partner/imports/{part}").status_code == 404
    assert session.get(Organisation, maju.id).name in text_of(officer.open(address))


def test_a_column_that_nothing_asks_about_can_be_explained(session, officer, maju):
    file = (
        b"Nama Toko;Nama IKM;Produk;Jumlah;Nilai (Rp);Kode Surat\nToko Maju;Bu Tini;Keripik;10;120000;SJ-9\n"
    )
    sent = {"file": (io.BytesIO(file), "rekap.csv"), "month": "2026-07"}
    address = officer.send("/office/recaps/new", sent).location
    assert "1 kolom tidak dipakai" in text_of(officer.open(address))
    officer.send(f"{address}/questions", {"column:kodesurat": "document"}, page=address)
    assert "kolom tidak dipakai" not in text_of(officer.open(address))
    officer.send(f"{address}/commit", page=address)
    assert session.scalars(select(Purchase.document_number)).all() == ["SJ-9"]


@pytest.fixture
def large(monkeypatch):
    """Every recap is one for the worker."""
    monkeypatch.setattr(recaps, "LARGE", 1)


ROWS = (CRISPS, COFFEE, "Toko Maju;;Opak;1;5000")


def pages(officer, address):
    """What is asked and shown on the way to the ledger, but for what only a large recap has."""
    asked = text_of(officer.open(address))
    officer.send(f"{address}/questions", {"shop:Dinas Pangan": "skip"}, page=address)
    seen = text_of(officer.open(address))
    officer.send(f"{address}/commit", page=address)
    return [asked, seen, text_of(officer.open(address))]


def test_a_large_recap_shows_what_a_small_one_does(session, officer, maju, monkeypatch):
    address = upload(officer, *ROWS).location
    small = pages(officer, address)
    officer.send(f"{address}/undo", page=address)
    monkeypatch.setattr(recaps, "LARGE", 1)
    asked, seen, ended = pages(officer, upload(officer, *ROWS).location)
    again = re.search(r"Nama yang baru dikenali .*? Baca lagi ", seen)
    assert again
    assert [asked, seen.replace(again[0], "")] == small[:2]
    assert "1 baris tercatat" in ended
    assert count(session, Purchase) == 3  # once, undone, once more


def test_while_the_worker_has_a_recap_the_page_says_how_far(session, officer, maju, large, no_worker):
    address = upload(officer, CRISPS, "Toko Maju;Bu Tini;Opak;1;5000").location
    assert "Berkas sedang dibuka" in text_of(officer.open(address))
    assert re.search(rf'href="{address}".*?Sedang dibaca', officer.open("/office/recaps").text, re.DOTALL)
    session.execute(update(ImportWork).values(done=2_000, rows=9_500))
    session.commit()
    assert "Sedang dibaca: 2.000 dari 9.500 baris" in text_of(officer.open(address))
    no_worker()
    assert "Catat 2 baris" in text_of(officer.open(address))
    for _ in range(2):  # pressed twice
        officer.send(f"{address}/commit", page=address)
    assert "Berkas sedang disimpan" in text_of(officer.open(address))
    no_worker()
    assert "2 baris tercatat" in text_of(officer.open(address))
    assert count(session, Purchase) == 2
    assert set(session.scalars(select(Purchase.recorded_by))) == {officer.actor.user_id}


def test_a_large_file_that_is_no_recap_is_refused_at_once(session, officer, large):
    sent = {"file": (io.BytesIO(b"Tanggal;Nama Barang\n1;2\n3;4\n"), "rekap.csv"), "month": "2026-07"}
    answer = officer.send("/office/recaps/new", sent)
    assert answer.status_code == 422
    assert "Tidak ada lembar dengan kolom toko" in text_of(answer)
    assert count(session, ImportBatch) == 0


def test_a_large_recap_that_cannot_be_read_says_why_and_can_be_read_again(session, officer, large, no_worker):
    address = upload(officer, CRISPS, "Toko Maju;Bu Tini;Opak;1;5000").location
    session.rollback()
    session.execute(
        update(ImportBatch).values(period="2026-11")
    )  # a month that runs, without days in the file
    session.commit()
    no_worker()
    assert "setelah November 2026 berakhir" in text_of(officer.open(address))
    assert officer.send(f"{address}/read", page=address).location == address
    assert "Berkas sedang dibuka" in text_of(officer.open(address))
    officer.send(f"{address}/drop", page=address)
    no_worker()
    assert count(session, ImportWork) == 0
