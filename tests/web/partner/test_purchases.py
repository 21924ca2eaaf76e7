import re
from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import func, select

from marketplace.files.models import Attachment
from marketplace.journal.models import JournalEntry
from marketplace.kernel import clock
from marketplace.kernel.period import Month
from marketplace.kernel.roles import OFFICER, OWNER, STAFF
from marketplace.purchases.models.answers import Answer
from marketplace.purchases.models.ledger import Purchase, PurchaseLine, Source
from tests.factories.months import make_period
from tests.factories.ordering import make_goods, make_maker
from tests.factories.partners import make_partner
from tests.factories.purchases import make_purchase
from tests.files.pictures import PHOTOS, SECRETS

NEW = "/partner/purchases/new"


@pytest.fixture
def shop(session):
    return make_partner(session, name="Swalayan Sumber Murah")


@pytest.fixture
def maker(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def buyer(as_seat, shop):
    return as_seat(STAFF, at=shop.id)


def key_of(page):
    return re.search(r'name="client_id"[^>]*value="([^"]+)"', page)[1]


def typed(buyer, **more):
    """What a person types, with the hidden key of the page they typed it on."""
    page = buyer.open(NEW).text
    day = re.search(r'name="bought_on"[^>]*value="([^"]+)"', page)[1]
    fields = {"seller": "Keripik Bu Tini", "item": "Keripik Pisang", "amount": "250.000"}
    return fields | {"client_id": key_of(page), "bought_on": day} | more


def receipt():
    content = BytesIO()
    Image.new("RGB", (60, 80), "white").save(content, "PNG")
    return BytesIO(content.getvalue()), "nota.png"


def rows(session, model=Purchase):
    session.rollback()
    return session.scalars(select(model).order_by(model.id)).all()


class TestLog:
    def test_three_fields_are_enough(self, session, buyer, maker):
        answer = buyer.send(NEW, typed(buyer))

        (purchase,) = rows(session)
        assert answer.location == f"/partner/purchases/{purchase.public_id}"
        assert (purchase.producer_id, purchase.source) == (maker.id, Source.MANUAL)
        assert purchase.bought_on == clock.day_of(clock.now())
        (line,) = rows(session, PurchaseLine)
        assert (line.text, line.net, line.quantity_milli) == ("Keripik Pisang", 250_000, 1000)
        page = buyer.open(answer.location).text
        for words in (
            "Pembuat diminta membenarkannya",
            "Dari Keripik Bu Tini, Rp250.000",
            "Menunggu pembuat",
            "tanpa nota",
        ):
            assert words in page

    def test_of_a_published_month_it_is_told_what_becomes_of_it(self, session, buyer, maker):
        day = clock.day_of(clock.now())
        make_period(session, month=Month.of(day), published=True)
        page = buyer.open(buyer.send(NEW, typed(buyer)).location).text
        assert "sudah terbit. Masuk laporan pengganti bulan itu." in page

    def test_the_same_again_asks_and_counts_when_it_is_said_to_be_another(self, session, buyer, maker):
        buyer.send(NEW, typed(buyer))
        page = buyer.send(NEW, typed(buyer)).text
        assert "sudah tercatat" in page
        assert 'name="apart"' in page
        assert len(rows(session)) == 1

        buyer.send(NEW, typed(buyer, apart="y"))
        assert len(rows(session)) == 2

    def test_a_photo_of_the_receipt_is_kept_as_evidence(self, session, buyer, maker):
        answer = buyer.send(NEW, typed(buyer, evidence=receipt()))

        (purchase,) = rows(session)
        kept = session.get(Attachment, purchase.evidence_id)
        assert (kept.media_type, kept.organisation_id) == ("image/png", purchase.partner_id)
        page = buyer.open(answer.location).text
        assert f"/files/{kept.public_id}" in page
        assert "foto nota" in page
        assert buyer.open(f"/files/{kept.public_id}").mimetype == "image/jpeg"

    @pytest.mark.parametrize("name", ["JPEG", "PNG", "WebP", "HEIC"])
    def test_where_a_photo_was_taken_leaves_with_nobody_and_lies_nowhere_in_clear(
        self, app, session, buyer, maker, name
    ):
        photo = BytesIO(PHOTOS[name])
        buyer.send(NEW, typed(buyer, evidence=(photo, "nota")))

        kept = session.scalars(select(Attachment)).one()
        shown = buyer.open(f"/files/{kept.public_id}").data
        folder = app.extensions["settings"].instance
        files = [path for path in folder.rglob("*") if kept.sha256 in path.name]
        assert len(files) == 2
        for content in (shown, *(path.read_bytes() for path in files)):
            assert [secret for secret in SECRETS if secret in content] == []

    def test_a_photo_that_came_with_a_mistake_is_asked_for_again(self, session, buyer, maker):
        page = buyer.send(NEW, typed(buyer, amount="1,25 jt", evidence=receipt())).text

        assert page.count("Pilih lagi “nota.png”") == 2  # in the summary and at the field
        assert rows(session, Attachment) == []

    def test_what_the_maker_calls_its_goods_makes_them_known(self, session, buyer, maker):
        goods = make_goods(session, maker=maker, name="Keripik Pisang")
        buyer.send(NEW, typed(buyer, item="KERIPIK pisang", document_number="N-1"))

        (purchase,), (line,) = rows(session), rows(session, PurchaseLine)
        assert (line.product_id, line.variant_id, line.certified) == (goods.product_id, goods.id, True)
        assert (purchase.photo_required, purchase.named_by, line.named_by) == (True, None, None)
        assert '<option value="Keripik Pisang">' in buyer.open(NEW).text

    def test_an_unrecognised_seller_leads_to_the_names(self, session, buyer):
        answer = buyer.send(NEW, typed(buyer, seller="Warung Mbak Sri"))
        assert "/partner/names?name=warungmbaksri" in buyer.open(answer.location).text

    def test_sent_twice_it_is_one_purchase(self, session, buyer, maker):
        fields = typed(buyer)
        first, again = buyer.send(NEW, fields), buyer.send(NEW, fields)

        assert first.location == again.location
        assert len(rows(session)) == 1
        assert len(rows(session, PurchaseLine)) == 1

    def test_another_form_of_other_goods_is_another_purchase(self, session, buyer, maker):
        buyer.send(NEW, typed(buyer))
        buyer.send(NEW, typed(buyer, item="Abon"))

        assert len(rows(session)) == 2

    def test_a_quantity_gives_the_price_of_one(self, session, buyer, maker):
        buyer.send(NEW, typed(buyer, quantity="2,5", unit="KG", amount="100.000"))

        (line,) = rows(session, PurchaseLine)
        assert (line.quantity_milli, line.unit, line.unit_price) == (2500, "KG", 40_000)

    def test_a_seller_that_nobody_knows_is_kept_by_name(self, session, buyer):
        answer = buyer.send(NEW, typed(buyer, seller="Warung Mbak Sri"))

        (purchase,) = rows(session)
        assert (purchase.producer_id, purchase.seller_text) == (None, "Warung Mbak Sri")
        page = buyer.open(answer.location).text
        assert "Penjual belum dikenali" in page
        assert "belum dihitung lokal" in page and "diminta membenarkannya" not in page

    @pytest.mark.parametrize(
        ("wrong", "says"),
        [
            ({"seller": " "}, "Penjual wajib diisi"),
            ({"item": ""}, "Barang wajib diisi"),
            ({"amount": "dua ratus"}, "dua ratus"),
            ({"amount": "0"}, "Jumlah uang"),
            ({"amount": "-5"}, "Jumlah uang"),
            ({"bought_on": "2099-01-01"}, "Tanggal paling akhir"),
            ({"bought_on": "kemarin"}, "kemarin"),
            ({"quantity": "0"}, "Banyaknya"),
            ({"unit": "TON"}, "Satuan"),
            ({"document_number": "x" * 61}, "Nomor nota"),
            ({"evidence": b"MZ\x00\x01 program"}, "bukan foto atau PDF"),
            ({"evidence": b""}, "kosong"),
        ],
    )
    def test_what_is_wrong_is_told_and_what_was_typed_stays(self, session, buyer, maker, wrong, says):
        if "evidence" in wrong:
            wrong = {"evidence": (BytesIO(wrong["evidence"]), "nota.jpg")}
        fields = typed(buyer, document_number="N-77") | wrong
        answer = buyer.send(NEW, fields)

        assert answer.status_code == 422
        assert says in answer.text
        assert f'value="{fields["client_id"]}"' in answer.text
        assert "N-77" in answer.text or "document_number" in wrong
        assert "Keripik Pisang" in answer.text or "item" in wrong
        assert rows(session) == rows(session, Attachment) == []

    def test_an_error_is_named_where_the_browser_can_read_it_out(self, buyer):
        page = buyer.send(NEW, typed(buyer, seller="")).text

        assert 'href="#seller"' in page
        described = re.search(r'<input[^>]*id="seller"[^>]*>', page)[0]
        assert 'aria-invalid="true"' in described
        assert "seller-salah" in described
        assert 'id="seller-salah"' in page

    def test_the_form_remembers_who_was_bought_from(self, session, buyer, shop, maker):
        make_purchase(session, shop, maker)

        page = buyer.open(NEW).text
        assert "Terakhir: Keripik Bu Tini." in page
        assert '<option value="Keripik Bu Tini">' in page


class TestList:
    def test_nothing_yet_says_how_to_begin(self, buyer):
        page = buyer.open("/partner/purchases").text

        assert "Belum ada pembelian" in page
        assert NEW in page

    def test_it_shows_ones_own_with_their_state(self, session, buyer, shop, maker):
        make_purchase(session, shop, maker, 75_000, answer=Answer.CONFIRMED)
        make_purchase(session, shop, None, 30_000)
        make_purchase(session, make_partner(session), maker, 999_999)

        page = buyer.open("/partner/purchases").text
        for words in ("Rp75.000", "Keripik Bu Tini", "Rp30.000", "Grosir Rekayasa", "2 baris"):
            assert words in page
        assert "999.999" not in page

    def test_it_is_narrowed_to_a_month(self, session, buyer, shop, maker):
        make_purchase(session, shop, maker, 75_000, bought_on=date(2026, 7, 31))
        make_purchase(session, shop, maker, 30_000, bought_on=date(2026, 8, 1))

        page = buyer.open("/partner/purchases?month=2026-08").text
        assert "Rp30.000" in page
        assert "Rp75.000" not in page
        assert 'value="2026-08"' in page

    @pytest.mark.parametrize("month", ["2026-13", "agustus", "", "2026-08-01"])
    def test_a_month_that_is_none_is_no_error(self, buyer, month):
        assert buyer.open(f"/partner/purchases?month={month}").status_code == 200

    def test_a_long_list_has_pages(self, session, buyer, shop, maker):
        for _ in range(26):
            make_purchase(session, shop, maker)

        first = buyer.open("/partner/purchases").text
        last = buyer.open(re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")).text
        assert 'rel="prev"' not in first and 'rel="next"' not in last and 'rel="prev"' in last
        assert first.count("<tr>") == 26 and last.count("<tr>") == 2


class TestReverse:
    def test_it_is_taken_back_by_its_mirror(self, session, buyer, shop, maker):
        purchase = make_purchase(session, shop, maker, 75_000)
        page = f"/partner/purchases/{purchase.public_id}"
        answer = buyer.send(f"{page}/reverse", {"reason": "Dobel catat"}, page=page)

        assert answer.location == page
        assert [line.net for line in rows(session, PurchaseLine)] == [75_000, -75_000]
        text = buyer.open(page).text
        assert "Dibatalkan" in text
        assert "Dobel catat" in text
        assert "Batalkan pembelian ini" not in text

    def test_without_a_reason_it_is_not(self, session, buyer, shop, maker):
        purchase = make_purchase(session, shop, maker)
        page = f"/partner/purchases/{purchase.public_id}"
        answer = buyer.send(f"{page}/reverse", {"reason": ""}, page=page)

        assert answer.status_code == 422
        assert "Alasan wajib diisi" in answer.text
        assert len(rows(session)) == 1

    def test_twice_is_refused(self, session, buyer, shop, maker):
        purchase = make_purchase(session, shop, maker)
        page = f"/partner/purchases/{purchase.public_id}"
        for _ in range(2):
            answer = buyer.send(f"{page}/reverse", {"reason": "Dobel"}, page=NEW)

        assert answer.status_code == 409
        assert "sudah dibatalkan" in answer.text
        assert len(rows(session)) == 2

    def test_what_was_handed_over_is_not_taken_back_here(self, session, buyer, shop, maker):
        purchase = make_purchase(session, shop, maker, source=Source.HANDOVER)
        page = f"/partner/purchases/{purchase.public_id}"

        assert "Batalkan pembelian ini" not in buyer.open(page).text
        assert buyer.send(f"{page}/reverse", {"reason": "x"}, page=NEW).status_code == 409


class TestWhoMay:
    def test_another_shops_purchase_is_not_there(self, session, buyer, maker):
        theirs = make_purchase(session, make_partner(session), maker)
        page = f"/partner/purchases/{theirs.public_id}"

        assert buyer.open(page).status_code == 404
        assert buyer.send(f"{page}/reverse", {"reason": "x"}, page=NEW).status_code == 404
        assert len(rows(session)) == 1

    def test_others_may_not(self, session, stranger, as_seat, maker):
        assert stranger.open("/partner/purchases").location.startswith("/account/sign-in")
        for visitor in (as_seat(OWNER, at=maker.id), as_seat(OFFICER)):
            assert visitor.open("/partner/purchases").status_code == 403
            assert visitor.open(NEW).status_code == 403
        assert session.scalar(select(func.count()).select_from(JournalEntry)) == 0
