"""The city's lists through the pages of the office."""

import html
import io
import re
from dataclasses import replace

import pytest
from sqlalchemy import func, select

from marketplace.catalog.models import Product
from marketplace.kernel.roles import APPROVER, AUDITOR, OFFICER, SYSADMIN, VIEWER
from marketplace.producers.models import Locality, Producer
from tests.factories.imports import NearSheets, bytes_of

HEADING = "producer_id,name,kelurahan_code,kbli_2020,aliases"


@pytest.fixture
def tools(app):
    app.extensions["tools"] = tools = replace(app.extensions["tools"], sheets=NearSheets())
    return tools


@pytest.fixture
def officer(as_seat, tools):
    return as_seat(OFFICER)


def upload(officer, content, kind="producers"):
    file = (io.BytesIO(content), f"{kind}.csv")
    return officer.send("/office/imports/new", {"file": file, "kind": kind})


def text_of(answer):
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.text)))


def count(session, model):
    session.rollback()
    return session.scalar(select(func.count()).select_from(model))


def test_makers_are_looked_at_first_then_taken_in(session, officer):
    assert "Belum ada daftar" in text_of(officer.open("/office/imports"))
    address = upload(officer, bytes_of("producers.csv")).location
    text = text_of(officer.open(address))
    assert "Simpan 10 baris" in text
    assert "Keripik Contoh Melati" in text
    assert count(session, Producer) == 0
    officer.send(f"{address}/commit", {"since": "2026-07-01"}, page=address)
    assert count(session, Producer) == 10
    assert {str(day) for day in session.scalars(select(Locality.from_on))} == {"2026-07-01"}
    text = text_of(officer.open(address))
    assert "10 baris masuk daftar." in text
    assert "Daftar diimpor" in text


def test_products_follow_their_makers_and_strangers_are_passed_over(session, officer):
    address = upload(officer, bytes_of("producers.csv")).location
    officer.send(f"{address}/commit", page=address)
    address = upload(officer, bytes_of("products.csv"), "products").location
    text = text_of(officer.open(address))
    assert "Dilewati 8 baris" in text
    assert "Produsen N01 tidak ada dalam daftar kota." in text
    officer.send(f"{address}/commit", page=address)
    assert count(session, Product) == 22


def test_the_same_list_again_brings_nothing_new(session, officer):
    for _ in range(2):
        address = upload(officer, bytes_of("producers.csv")).location
        text = text_of(officer.open(address))
        officer.send(f"{address}/commit", page=address)
    assert "Tidak ada baris baru." in text
    assert "Sudah ada 10 baris" in text
    assert count(session, Producer) == 10


def test_bad_lines_are_shown_and_come_back_as_a_workbook(session, officer, tools):
    content = f"{HEADING},nik\nQ1,Satu,,107,,1872010101900001\nQ2,Dua,,,,1872010101900002\n".encode()
    address = upload(officer, content).location
    text = text_of(officer.open(address))
    assert "Kode KBLI “107” tidak dikenal; tulis 5 angka, misalnya 10794." in text
    assert "Simpan 1 baris" in text
    rows = tools.sheets.read(officer.open(f"{address}/bad-lines.xlsx").data, "x.xlsx").sheets[0].rows
    assert rows[1][:3] == ["Kode KBLI “107” tidak dikenal; tulis 5 angka, misalnya 10794.", "1", "Q1"]
    assert not any(
        "18720101" in str(cell) for row in rows for cell in row
    )  # no column that is not on the list

    officer.client.set_cookie("lang", "en")
    answer = officer.open(f"{address}/bad-lines.xlsx")
    assert "filename=not-taken-" in answer.headers["Content-Disposition"]
    rows = tools.sheets.read(answer.data, "x.xlsx").sheets[0].rows
    assert rows[0][:2] == ["Reason", "Row"]
    assert rows[1][:3] == ["The KBLI code “107” is not known; write 5 digits, for example 10794.", "1", "Q1"]


def test_a_dropped_list_brings_nothing(session, officer):
    address = upload(officer, bytes_of("producers.csv")).location
    assert officer.send(f"{address}/drop", page=address).location == "/office/imports"
    assert "Dibatalkan" in text_of(officer.open("/office/imports"))
    assert count(session, Producer) == 0


def test_a_day_to_come_is_mended_on_the_page(session, officer):
    address = upload(officer, bytes_of("producers.csv")).location
    answer = officer.send(f"{address}/commit", {"since": "2199-01-01"}, page=address)
    assert answer.status_code == 422
    assert count(session, Producer) == 0


@pytest.mark.parametrize(
    ("content", "kind", "text"),
    [
        (b"%PDF-1.7 x", "producers", "bukan lembar kerja"),
        (b"nama;alamat\nA;B\n", "producers", "Pakai judul kolom: producer_id, name"),
        (b"producer_id,name\nA,B\n", "products", "Pakai judul kolom: supplier_id, name"),
        (b"producer_id,name\nA,B\n", "lainnya", "pilih"),
        (b"producer_id,name\nA,B\n", "purchases", "pilih"),
    ],
)
def test_what_cannot_be_read_says_how_to_mend_it(officer, content, kind, text):
    answer = upload(officer, content, kind)
    assert answer.status_code == 422
    assert text in text_of(answer)


@pytest.mark.parametrize("role", [APPROVER, AUDITOR, VIEWER, SYSADMIN])
def test_only_officers_bring_lists_in(as_seat, role):
    assert as_seat(role).open("/office/imports").status_code == 403
