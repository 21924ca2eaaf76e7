from datetime import date

import pytest

from marketplace.catalog.models import Product
from marketplace.catalog.synonyms import synonym_lines
from marketplace.kernel.roles import OFFICER, VIEWER
from marketplace.ports.search import SearchDocument
from tests.factories.ordering import make_goods

PAGE = "/office/synonyms"


@pytest.fixture
def officer(as_seat):
    return as_seat(OFFICER)


def line_with(session, word):
    session.rollback()
    return next(line for line in synonym_lines(session) if word in line.words)


def test_officers_add_change_and_remove_lines_and_see_who_did(officer, session):
    answer = officer.send(f"{PAGE}/add", {"words": "Gethuk, getuk"}, page=PAGE)
    assert answer.location == PAGE
    line = line_with(session, "getuk")
    where = f"{PAGE}/{line.synonyms_id}"

    assert officer.send(where, {"words": "gethuk, getuk, tiwul"}).location == PAGE
    assert line_with(session, "tiwul").text == "gethuk, getuk, tiwul"
    assert "Sinonim pencarian diubah" in officer.open(where).text

    assert officer.send(f"{where}/remove", {"reason": ""}, page=where).status_code == 422
    assert officer.send(f"{where}/remove", {"reason": "salah"}, page=where).location == PAGE
    assert officer.open(where).status_code == 404


def test_what_is_wrong_is_told_and_what_was_typed_stays(officer, session):
    where = f"{PAGE}/{line_with(session, 'kopi').synonyms_id}"
    for address, page in ((f"{PAGE}/add", PAGE), (where, where)):
        answer = officer.send(address, {"words": "kripik, zzz"}, page=page)
        assert answer.status_code == 422
        assert "“kripik” sudah ada pada baris" in answer.text
        assert 'value="kripik, zzz"' in answer.text


def test_a_question_can_be_tried(app, officer, session):
    product = session.get(
        Product, make_goods(session, name="Keripik Pisang", eligible_until=date(2099, 1, 1)).product_id
    )
    app.extensions["tools"].search.index([SearchDocument(product.id, product.name, "Pembuat", "", [])])

    page = officer.open(f"{PAGE}?q=kripik+pisng").text
    assert "Dimengerti sebagai <b>kripik pisang</b>" in " ".join(page.split())
    assert f'<a href="/catalog/{product.slug}">Keripik Pisang</a>' in page
    assert "Tidak ada yang ditemukan" in officer.open(f"{PAGE}?q=zzzz").text


def test_lines_are_counted_looked_for_and_paged(officer, session):
    count = len(synonym_lines(session))
    page = officer.open(PAGE)

    assert f"{count} baris sinonim" in page.text
    assert page.text.count("Ubah<span") == 20
    assert "Halaman 1 dari" in page.text
    assert officer.open(f"{PAGE}?page=2").text.count("Ubah<span") == 20
    assert officer.open(f"{PAGE}?page=99").location == f"{PAGE}?page={-(-count // 20)}"

    found = officer.open(f"{PAGE}?q=CRIP").text
    assert found.count("Ubah<span") == 1
    assert "<b>keripik</b>, kripik, criping" in found
    assert 'href="/office/synonyms">Tampilkan semua' in found
    assert "Belum ada baris dengan kata ini" in officer.open(f"{PAGE}?q=gethuk").text


def test_other_officials_look_on(as_seat):
    page = as_seat(VIEWER).open(f"{PAGE}?q=keripik").text

    assert "keripik" in page
    assert "Tambah baris" not in page
