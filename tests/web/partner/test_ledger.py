import csv
import io
import re
from datetime import date

import pytest

from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.purchases.models.answers import Answer, AnswerRuling
from tests.factories.circulars import make_circular, make_clause
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.purchases import lines_in, make_purchase, make_refusal

LIST = "/partner/purchases"


@pytest.fixture
def shop(session):
    return make_partner(session, name="Toko Contoh")


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def buyer(as_seat, shop):
    return as_seat(STAFF, at=shop.id)


def exported(buyer, query=""):
    """Lines of the file by their heads, and the line of sums below them."""
    answer = buyer.open(f"{LIST}/export?as=csv{query}")
    head, *rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    found = [dict(zip(head, row, strict=True)) for row in rows]
    return found[:-1], found[-1]


def test_it_opens_with_the_newest_month_its_sums_and_its_outlets(session, buyer, shop, maker):
    outlet = make_outlet(session, shop, name="Gerai Pasar")
    make_purchase(session, shop, maker, 75_000, outlet_id=outlet.id)
    make_purchase(session, shop, None, 25_000)
    make_purchase(session, shop, maker, 999_999, bought_on=date(2026, 7, 31))

    page = buyer.open(LIST).text
    for words in ("Agustus 2026", "Rp100.000", "2 baris, tanpa PPN", "Rp75.000", "75,00", "Gerai Pasar"):
        assert words in page
    assert "lokal maupun bukan" in page
    assert "999.999" not in page


def test_sums_rows_and_file_say_the_same_under_a_filter(session, buyer, shop, maker):
    for net in (1_000, 2_000, -500):
        make_purchase(session, shop, maker, net, document_number="F-1")
    make_purchase(session, shop, maker, 4_000, answer=Answer.DISPUTED)
    make_purchase(session, shop, None, 8_000)

    for query, total in (
        ("", "14.500"),
        ("&status=counted", "3.000"),
        ("&status=disputed", "3.500"),  # the return gives back what its maker disputes
        ("&q=f-1", "2.500"),
    ):
        rows, below = exported(buyer, query)
        assert f"Rp{total}" in buyer.open(f"{LIST}?{query[1:]}").text
        assert sum(int(row["Nilai tanpa PPN"]) for row in rows) == int(below["Nilai tanpa PPN"])
        assert int(below["Nilai tanpa PPN"]) == int(total.replace(".", ""))


def test_all_months_are_a_list_without_sums(session, buyer, shop, maker):
    make_purchase(session, shop, maker, 75_000)
    make_purchase(session, shop, maker, 30_000, bought_on=date(2026, 7, 31))

    page = buyer.open(f"{LIST}?every=1").text
    assert "Rp75.000" in page and "Rp30.000" in page
    assert "Jumlah rupiah tampil bila Anda memilih satu bulan" in page
    assert len(exported(buyer, "&every=1")[0]) == 2


def test_nothing_that_fits_says_how_to_see_more(session, buyer, shop, maker):
    make_purchase(session, shop, maker)

    page = buyer.open(f"{LIST}?q=pulsa").text
    assert "Tidak ada yang cocok" in page
    assert "Hapus saringan" in page


def test_a_line_opens_its_story(session, buyer, shop, maker):
    make_circular(session, make_clause(code="4a", lowest_grade="C"), make_clause(code="4b"))
    purchase = make_purchase(session, shop, maker, 75_000, answer=Answer.DISPUTED)
    (line,) = lines_in(session, purchase)
    make_refusal(session, line, answered=True, ruling=AnswerRuling.ACCEPTED)

    (link,) = re.findall(rf'href="({LIST}/lines/\d+)"', buyer.open(LIST).text)
    page = buyer.open(link).text
    for words in (
        "Butir 4a",
        "Pembuat membantah pembelian ini",
        "petugas memutuskan",
        "Bukti tingkat D",
        "Dibantah pembuat",
        "Nota tidak terbaca",
        "Nota baru",
        f"{LIST}/{purchase.public_id}",
    ):
        assert words in page


def test_a_line_that_was_refused_in_part_says_so_wherever_it_stands(session, buyer, shop, maker):
    make_circular(session, make_clause(code="4a"))
    (line,) = lines_in(session, make_purchase(session, shop, maker, 75_000))
    refusal = make_refusal(session, line, audited_net=60_000, audited_quantity_milli=800)

    page = buyer.open(LIST).text
    assert "Terhitung sebagian" in page and "dihitung Rp60.000" in page
    page = buyer.open(f"{LIST}/lines/{line.id}").text
    assert "Dihitung sebagian: Rp60.000 dari Rp75.000." in page and "Ditemukan 0,8 dari 1" in page
    assert f"/partner/compliance/refusals/{refusal.public_id}" in page
    rows = buyer.open("/partner/compliance/2026-08/clauses/4a").text
    assert "dihitung sebagian: Rp60.000 dari Rp75.000" in rows
    file = buyer.open(f"{LIST}/export?as=csv").data.decode("utf-8-sig")
    assert "Nilai terhitung lokal" in file and "75000" in file and "60000" in file
    assert "Rp60.000 dari Rp75.000" in buyer.open(f"/partner/compliance/refusals/{refusal.public_id}").text


def test_a_line_that_counts_says_by_which_clause_and_one_taken_back_says_by_what(session, buyer, shop, maker):
    make_circular(session, make_clause(code="4a"))
    (line,) = lines_in(session, make_purchase(session, shop, maker, 75_000))
    wrong = make_purchase(session, shop, maker, 5)
    mirror = make_purchase(session, shop, maker, -5, reverses_id=wrong.id)
    (undone,) = lines_in(session, wrong)

    page = buyer.open(f"{LIST}/lines/{line.id}").text
    assert "Butir 4a" in page and "Dihitung" in page
    page = buyer.open(f"{LIST}/lines/{undone.id}").text
    assert mirror.public_id in page and "Tidak ada butir yang membaca" in page


def test_it_takes_as_many_statements_however_long_it_is(session, buyer, shop, maker, statements):
    make_purchase(session, shop, maker)
    few = statements(lambda: buyer.open(LIST))
    for _ in range(30):
        make_purchase(session, shop, maker, 5, 6)

    assert statements(lambda: buyer.open(LIST)) == few


def test_another_shops_lines_are_not_there(session, as_seat, shop, maker):
    (line,) = lines_in(session, make_purchase(session, shop, maker))
    other = as_seat(OWNER, at=make_partner(session).id)

    assert other.open(f"{LIST}/lines/{line.id}").status_code == 404
    assert exported_nothing(other)
    assert as_seat(OFFICER).open(f"{LIST}/export").status_code == 403


def exported_nothing(visitor):
    return "Keripik" not in visitor.open(f"{LIST}/export?as=csv").data.decode("utf-8-sig")
