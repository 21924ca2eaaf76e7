import io
from dataclasses import replace
from datetime import date

import pytest
from PIL import Image
from sqlalchemy import select, text

from marketplace.imports.models import ImportBatch
from marketplace.kernel import clock
from marketplace.kernel.period import Month
from marketplace.kernel.roles import OFFICER, OWNER
from marketplace.purchases.models.declarations import Decision, DeclarationDecision, SpendDeclaration
from tests.conftest import NOW
from tests.factories.imports import NearSheets
from tests.factories.months import make_period
from tests.factories.ordering import make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import declare, make_purchase

NEW, LIST = "/partner/declarations/new", "/partner/declarations"
HEADING = "Tanggal;No Faktur;Nama Supplier;Nama Barang;Qty;Satuan;Harga Beli;Jumlah"
LAST = str(Month.of(clock.day_of(clock.now())).previous)


@pytest.fixture
def shop(session):
    return make_partner(session)


@pytest.fixture
def buyer(as_seat, shop):
    return as_seat(OWNER, at=shop.id)


@pytest.fixture
def near_sheets(app):
    app.extensions["tools"] = replace(app.extensions["tools"], sheets=NearSheets())


def photograph():
    picture = io.BytesIO()
    Image.new("RGB", (40, 30), "white").save(picture, "JPEG")
    picture.seek(0)
    return picture


def rows(session):
    session.rollback()
    return session.scalars(select(SpendDeclaration).order_by(SpendDeclaration.id)).all()


def typed(**more):
    return {"month": LAST, "total": "142.300.000", "signer": "Rahmat Hidayatullah"} | more


def test_the_form_proposes_the_last_month(buyer):
    page = buyer.open(NEW).text

    assert f'value="{LAST}"' in page
    assert "wajib" not in page


def test_a_month_is_declared_and_shown(session, buyer):
    answer = buyer.send(NEW, typed())

    assert answer.location == LIST
    (row,) = rows(session)
    assert (row.month, row.total, row.revision, row.signer) == (LAST, 142_300_000, 1, "Rahmat Hidayatullah")
    page = buyer.open(LIST).text
    for words in ("Pernyataan belanja dikirim", "Rp142.300.000", "Menunggu petugas", "Rahmat Hidayatullah"):
        assert words in page


def test_again_it_is_a_revision_and_the_same_again_is_nothing(session, buyer):
    for total in ("100.000", "200.000", "200.000"):
        buyer.send(NEW, typed(total=total))

    assert [(row.revision, row.total) for row in rows(session)] == [(1, 100_000), (2, 200_000)]
    page = buyer.open(LIST).text
    assert "perbaikan ke-1" in page
    assert "Rp100.000" not in page


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"month": "2099-01"}, "Bulan paling akhir"),
        ({"month": "kemarin"}, "kemarin"),
        ({"total": ""}, "Total belanja wajib diisi"),
        ({"total": "-1"}, "Total belanja"),
        ({"total": "1,25 jt"}, "1,25 jt"),
        ({"signer": ""}, "Penanggung jawab wajib diisi"),
    ],
)
def test_what_is_wrong_is_told_and_what_was_typed_stays(session, buyer, wrong, says):
    answer = buyer.send(NEW, typed() | wrong)

    assert answer.status_code == 422
    assert says in answer.text
    assert "Rahmat Hidayatullah" in answer.text or "signer" in wrong
    assert rows(session) == []


def test_a_question_of_the_officials_is_shown_with_the_way_to_answer(session, buyer, shop):
    row = declare(session, shop, month="2026-08")
    session.add(
        DeclarationDecision(
            declaration_id=row.id,
            decision=Decision.QUERIED,
            reason="Termasuk pulsa?",
            decided_by=None,
            decided_at=NOW,
        )
    )
    session.commit()

    page = buyer.open(LIST).text
    assert "Termasuk pulsa?" in page
    assert f"{NEW}?month=2026-08" in page
    assert 'value="2026-08"' in buyer.open(f"{NEW}?month=2026-08").text


def bring(session, buyer, *rows, name="register.csv", total=None):
    """A register of August, uploaded and recorded; the import's public id."""
    ending = [] if total is None else [f";;;TOTAL;;;;{total}"]
    content = "\n".join([HEADING, *rows, *ending]).encode()
    address = buyer.send(
        "/partner/imports/new", {"file": (io.BytesIO(content), name), "first": "2026-08"}
    ).location
    assert buyer.send(f"{address}/commit", page=address).location == address
    session.rollback()
    return address.rpartition("/")[2]


def line(number, day="02/08/2026", net=10_000):
    return f"{day};F{number};Grosir Rekayasa;Abon;1;PCS;{net};{net}"


AUGUST = "2026-08"


def close_files(buyer):
    """From now on nothing can be read: a page that opens a file fails."""
    app = buyer.client.application
    app.extensions["tools"] = replace(app.extensions["tools"], sheets=None)


def test_the_files_of_the_month_offer_their_total_and_it_is_filed_with_them(session, buyer, near_sheets):
    batch = bring(session, buyer, line(1), line(2, day="31/06/2026"), total="132.059.287")
    close_files(buyer)
    page = buyer.open(f"{NEW}?month={AUGUST}&batch={batch}").text
    for words in ("register.csv", "Total yang tertulis di berkas", 'value="132.059.287"'):
        assert words in page
    assert rows(session) == []

    typed_ = typed(month=AUGUST, total="132.059.287")
    assert buyer.send(f"{NEW}?month={AUGUST}&batch={batch}", typed_).location == LIST
    (row,) = rows(session)
    kept = session.scalars(select(ImportBatch.file_id).filter_by(public_id=batch)).one()
    assert (row.total, row.file_id) == (132_059_287, kept)


def test_a_file_that_holds_less_than_the_local_purchases_fills_in_no_total(session, buyer, shop, near_sheets):
    make_purchase(session, shop, make_maker(session), 500_000, bought_on=date(2026, 8, 12))
    bring(session, buyer, line(1), total="10.000")
    page = buyer.open(f"{NEW}?month={AUGUST}").text
    assert "Lebih rendah daripada belanja lokal yang tercatat, Rp500.000" in page
    assert 'value="10.000"' not in page and 'name="shown" value=""' in page


def test_refused_rows_of_a_file_without_a_total_are_asked_about_before_a_total_stands(
    session, buyer, near_sheets
):
    bring(
        session, buyer, line(1), line(2, day="31/06/2026", net=7_000), line(3, day="31/06/2026", net="tujuh")
    )
    page = buyer.open(f"{NEW}?month={AUGUST}").text
    assert "Jumlah baris yang diterima" in page
    assert "nilainya tidak terbaca" in page
    assert 'name="total" required="required" type="text" value=""' in page

    for ticked, total in (("&in=2", "17.000"), ("", "10.000")):
        assert f'value="{total}"' in buyer.open(f"{NEW}?month={AUGUST}&asked=1{ticked}").text


def test_an_offered_total_is_not_taken_for_another_month(session, buyer, near_sheets):
    bring(session, buyer, line(1), total="10.000")
    assert f'name="shown" value="{AUGUST}"' in buyer.open(f"{NEW}?month={AUGUST}").text

    answer = buyer.send(NEW, typed(month="2026-07", total="10.000", shown=AUGUST))
    assert answer.status_code == 422
    assert "Bulannya diganti" in answer.text
    assert 'name="shown" value=""' in answer.text
    assert rows(session) == []


def test_files_of_before_totals_were_stored_are_read_by_a_button(session, buyer, near_sheets):
    bring(session, buyer, line(1), total="10.000")
    session.execute(text("DROP TRIGGER batch_months_no_delete"))
    session.execute(text("DELETE FROM batch_months"))
    session.commit()
    page = buyer.open(f"{NEW}?month={AUGUST}").text
    assert "Baca totalnya dari berkas" in page and "register.csv" not in page

    asked = {"month": AUGUST}
    answer = buyer.send("/partner/declarations/files", asked, page=f"{NEW}?month={AUGUST}")
    assert answer.location == f"{NEW}?month={AUGUST}"
    page = buyer.open(f"{NEW}?month={AUGUST}").text
    assert 'value="10.000"' in page and "Baca totalnya" not in page


def test_a_lower_total_is_sent_with_its_reason_and_the_list_shows_both(session, buyer, shop):
    declare(session, shop, 500_000, month=AUGUST)
    answer = buyer.send(NEW, typed(month=AUGUST, total="400.000"))
    assert answer.status_code == 422
    assert "petugas memeriksanya" in answer.text

    buyer.send(NEW, typed(month=AUGUST, total="400.000", reason="Retur grosir"))
    page = buyer.open(LIST).text
    for words in ("tetap dihitung sampai petugas", "Rp500.000", "diusulkan Rp400.000"):
        assert words in page


def test_an_unlikely_total_is_asked_about_and_taken_with_a_tick_and_a_reason(session, buyer, shop):
    make_purchase(session, shop, None, 500_000, bought_on=date(2026, 8, 12))
    assert "Ya, angkanya benar" not in buyer.open(NEW).text
    answer = buyer.send(NEW, typed(month=AUGUST, total="400.000"))
    assert answer.status_code == 422
    for words in ("Rp500.000", "Ya, angkanya benar"):
        assert words in answer.text
    assert rows(session) == []

    sure = typed(month=AUGUST, total="400.000", sure="y", reason="Satu nota milik cabang lain")
    assert buyer.send(NEW, sure).location == LIST


def test_below_the_local_purchases_both_figures_are_told(session, buyer, shop):
    make_purchase(session, shop, make_maker(session), 500_000, bought_on=date(2026, 8, 12))

    answer = buyer.send(NEW, typed(month=AUGUST, total="400.000"))
    assert answer.status_code == 422
    for words in ("Rp400.000", "Rp500.000", "Pembelian"):
        assert words in answer.text


def test_a_purchase_that_came_later_makes_the_list_say_that_the_total_is_too_low(session, buyer, shop):
    declare(session, shop, 400_000, month=AUGUST)
    make_purchase(session, shop, make_maker(session), 500_000, bought_on=date(2026, 8, 12))

    page = buyer.open(LIST).text
    assert "Lebih kecil daripada belanja lokal yang tercatat, Rp500.000" in page
    assert "Rp400.000" in page


def test_after_the_report_it_says_what_it_does_not_change(session, buyer):
    make_period(session, month=Month.parse(AUGUST), published=True)
    assert "sudah terbit dan tidak berubah" in buyer.open(f"{NEW}?month={AUGUST}").text

    buyer.send(NEW, typed(month=AUGUST))
    assert "Laporan bulan itu sudah terbit" in buyer.open(LIST).text


def test_a_paper_and_the_parts_go_along(session, buyer):
    given = typed(food="100.000.000", other="42.300.000", file=(photograph(), "surat.jpg"))
    buyer.send(NEW, given)

    (row,) = rows(session)
    assert row.by_category == {"food": 100_000_000, "non-food": 42_300_000}
    assert row.file_id is not None


def test_what_was_withdrawn_counts_for_nothing_and_is_declared_anew(session, buyer, shop):
    declare(session, shop, 500_000, month=AUGUST)
    declare(session, shop, 0, month=AUGUST, revision=2, withdrawn=True, reason="Impor dibatalkan")

    page = buyer.open(LIST).text
    for words in ("Ditarik", "Impor dibatalkan", "belum ada", f"{NEW}?month={AUGUST}"):
        assert words in page


def test_nothing_yet_says_why_it_matters(buyer):
    assert "Belum ada pernyataan" in buyer.open(LIST).text


def test_another_shops_are_not_shown(session, buyer):
    declare(session, make_partner(session), 777_000)

    assert "777.000" not in buyer.open(LIST).text


def test_others_may_not(session, stranger, as_seat):
    assert stranger.open(LIST).location.startswith("/account/sign-in")
    for visitor in (as_seat(OWNER, at=make_maker(session).id), as_seat(OFFICER)):
        assert visitor.open(LIST).status_code == 403
        assert visitor.open(NEW).status_code == 403
