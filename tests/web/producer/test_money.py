import csv
import io
from datetime import date

import pytest
import python_calamine
from sqlalchemy import select

from marketplace.accounts.models import Organisation
from marketplace.billing.models import PaidBy, Receipt
from marketplace.billing.queries import left_of
from marketplace.billing.services import claim_payment
from marketplace.kernel import clock
from marketplace.kernel.money import Rupiah
from marketplace.kernel.roles import OWNER, PARTNER, STAFF
from marketplace.notices.models import Notice
from tests.conftest import NOW
from tests.factories.billing import make_due
from tests.factories.ordering import make_maker
from tests.factories.partners import make_outlet, make_partner
from tests.factories.people import owner_of

TODAY = date(2026, 11, 24)


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def producer(session):
    return make_maker(session)


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session, name="Toko Rukun"), name="Gerai Pasar")


@pytest.fixture
def maker(as_seat, producer):
    return as_seat(STAFF, at=producer.id)


@pytest.fixture
def due(session, producer, outlet):
    return make_due(session, maker=producer, outlet=outlet, due_on=date(2026, 11, 20))


@pytest.fixture
def shop_page(maker, due):
    page = maker.open("/producer/money").text
    return "/producer/money/shops/" + page.partition("/producer/money/shops/")[2].partition('"')[0]


def fields(**given):
    return {"received": "100.000", "received_on": "2026-11-24", "paid_by": "cash"} | given


def left(session, *dues):
    session.rollback()
    found = left_of(session, [due.id for due in dues])
    return [found[due.id] for due in dues]


def say(work, due, amount, **given):
    with work(OWNER, at=due.payer_id, kind=PARTNER) as uow:
        payment = {"paid_on": TODAY, "paid_by": PaidBy.TRANSFER} | given
        return claim_payment(uow, due.id, amount=Rupiah(amount), **payment)


class TestWhoOwes:
    def test_it_tells_who_since_when_and_how_late(self, maker, due, session, producer, outlet):
        make_due(session, -15_000, maker=producer, outlet=outlet)
        page = maker.open("/producer/money").text

        for words in (
            "Toko Rukun",
            "Gerai Pasar",
            "24 Nov 2026",
            "Lewat 4 hari",
            "Rp100.000",
            "−Rp15.000",
            "Rp85.000",
        ):
            assert words in page
        assert "#risk" in page

    def test_nobody_owes_anything(self, maker):
        assert "Tidak ada yang berutang" in maker.open("/producer/money").text

    def test_what_others_are_owed_is_not_there(self, session, maker, due, shop_page):
        other = make_due(session)
        address = f"/producer/money/dues/{other.public_id}"

        assert maker.open(address).status_code == 404
        for path in (address, f"{address}/deny", f"{address}/reverse"):
            assert (
                maker.send(path, fields(words="x", reason="x", receipt="x"), page=shop_page).status_code
                == 404
            )
        stranger = maker.open("/producer/money/shops/k3m9p2q7r4s8")
        assert stranger.status_code == 404

    def test_the_files_are_exactly_what_is_shown(self, session, maker, due, producer, outlet):
        make_due(session, 40_000, maker=producer, outlet=outlet, due_on=date(2026, 12, 9))

        text = maker.open("/producer/money.csv").data.decode("utf-8-sig")
        head, row, totals = csv.reader(io.StringIO(text), delimiter=";")
        assert row[:2] == ["Toko Rukun", "Gerai Pasar"]
        assert dict(zip(head, row, strict=True))["Lewat 1–7 hari"] == "100000"
        assert (row[-1], totals[-1]) == ("140000", "140000")

        book = python_calamine.load_workbook(io.BytesIO(maker.open("/producer/money.xlsx").data))
        assert book.get_sheet_by_index(0).to_python()[1][-1] == 140_000

    def test_it_takes_as_many_statements_for_many_dues(
        self, session, maker, due, producer, outlet, statements
    ):
        once = statements(lambda: maker.open("/producer/money"))
        for _ in range(6):
            make_due(session, maker=producer, outlet=outlet)
        assert statements(lambda: maker.open("/producer/money")) == once


class TestOneDue:
    def test_it_is_paid_off_with_two_taps_from_home(self, session, maker, work, due):
        say(work, due, 100_000)
        home = maker.open("/producer/").text
        address = f"/producer/money/dues/{due.public_id}"
        assert "Toko Rukun bilang sudah membayar Rp100.000" in home
        assert f'href="{address}"' in home
        page = maker.open(address).text
        assert 'value="100.000"' in page and 'value="2026-11-24"' in page
        assert 'value="transfer" checked' in page

        maker.send(address, fields(paid_by="transfer"))

        assert left(session, due) == [0]
        assert "Lunas" in maker.open(address).text
        assert "bilang sudah membayar" not in maker.open("/producer/").text

    def test_a_part_leaves_the_rest_and_the_last_way_is_remembered(self, session, maker, due):
        address = f"/producer/money/dues/{due.public_id}"
        maker.send(address, fields(received="30.000", paid_by="qris", note="cicilan"))

        page = maker.open(address).text
        assert left(session, due) == [70_000]
        assert 'value="70.000"' in page and 'value="qris" checked' in page
        assert "“cicilan”" in page

    def test_a_deduction_names_its_reason_and_is_flagged_above_fifteen_percent(self, session, maker, due):
        address = f"/producer/money/dues/{due.public_id}"
        answer = maker.send(address, fields(received="80.000", deducted="20.000"))
        assert answer.status_code == 422
        assert "Pilih alasan potongan" in answer.text
        assert 'value="20.000"' in answer.text

        maker.send(address, fields(received="80.000", deducted="20.000", deducted_because="listing"))
        page = maker.open(address).text
        assert "lebih dari 15 %" in page and "Biaya listing" in page
        assert left(session, due) == [0]

    @pytest.mark.parametrize(
        ("given", "says"),
        [
            ({"received": "100.001"}, "tinggal Rp100.000"),
            ({"received": "1,2 jt"}, "1.250.000"),
            ({"received_on": "2026-11-25"}, "paling akhir"),
            ({"paid_by": "jengkol"}, "Cara bayar"),
        ],
    )
    def test_what_is_wrong_is_told_and_kept(self, session, maker, due, given, says):
        answer = maker.send(f"/producer/money/dues/{due.public_id}", fields(**given))

        assert answer.status_code == 422
        assert says in answer.text
        assert left(session, due) == [100_000]

    def test_what_did_not_arrive_is_said_in_words(self, session, maker, work, due):
        say(work, due, 60_000, note="BCA")
        address = f"/producer/money/dues/{due.public_id}"
        assert maker.send(f"{address}/deny", {"words": ""}, page=address).status_code == 422

        maker.send(f"{address}/deny", {"words": "Belum masuk rekening"}, page=address)

        page = maker.open(address).text
        assert "“Belum masuk rekening”" in page and "Belum diterima pembuat" in page
        assert left(session, due) == [100_000]

    def test_a_mistake_is_reversed_and_both_rows_stay(self, session, maker, due):
        address = f"/producer/money/dues/{due.public_id}"
        maker.send(address, fields(received="60.000"))
        session.rollback()
        receipt = session.query(Receipt).one()
        assert (
            maker.send(f"{address}/reverse", {"receipt": receipt.public_id}, page=address).status_code == 422
        )

        maker.send(f"{address}/reverse", {"receipt": receipt.public_id, "reason": "salah toko"}, page=address)

        page = maker.open(address).text
        assert left(session, due) == [100_000]
        assert "Diterima Rp60.000" in page and "Dibatalkan: −Rp60.000" in page and "salah toko" in page
        listed = maker.open("/producer/money/receipts").text
        assert "Baris balik" in listed and "2 penerimaan" in listed
        assert "-60000" in maker.open("/producer/money/receipts.csv").text

    def test_a_receipt_of_another_due_is_not_reversed_here(self, session, maker, due, producer, outlet):
        other = make_due(session, maker=producer, outlet=outlet)
        maker.send(f"/producer/money/dues/{other.public_id}", fields())
        session.rollback()
        stray = session.query(Receipt).one().public_id
        address = f"/producer/money/dues/{due.public_id}"
        answer = maker.send(f"{address}/reverse", {"receipt": stray, "reason": "x"}, page=address)
        assert answer.status_code == 404

    def test_a_return_is_told_how_it_is_taken_off(self, session, maker, producer, outlet):
        returned = make_due(session, -30_000, maker=producer, outlet=outlet)
        page = maker.open(f"/producer/money/dues/{returned.public_id}").text
        assert "Retur ini dipotong" in page
        assert 'name="received"' not in page


class TestSeveralAtOnce:
    def test_all_of_a_shop_is_paid_at_once_and_returns_are_taken_off(
        self, session, maker, due, producer, outlet, shop_page
    ):
        more, returned = (
            make_due(session, amount, maker=producer, outlet=outlet) for amount in (50_000, -30_000)
        )
        page = maker.open(shop_page).text
        assert 'value="120.000"' in page
        assert "dikurangi retur Rp30.000" in page
        every = [one.public_id for one in (due, more, returned)]
        assert all(f'value="{one}" checked' in page for one in every)

        maker.send(shop_page, fields(received="120.000", dues=every))

        assert left(session, due, more, returned) == [0, 0, 0]
        assert maker.open(shop_page).status_code == 404
        assert "Tidak ada yang berutang" in maker.open("/producer/money").text

    def test_only_what_is_ticked_is_paid(self, session, maker, due, producer, outlet, shop_page):
        more = make_due(session, 50_000, maker=producer, outlet=outlet)
        answer = maker.send(shop_page, fields(received="150.000", dues=[more.public_id]))
        assert answer.status_code == 422
        assert "tinggal Rp50.000" in answer.text
        paid, _, billed = answer.text.partition('id="h-bill"')
        assert f'value="{due.public_id}" checked' not in paid and due.public_id in billed

        maker.send(shop_page, fields(received="50.000", dues=[more.public_id]))
        assert left(session, due, more) == [100_000, 0]

    def test_nothing_ticked_is_told(self, maker, shop_page):
        answer = maker.send(shop_page, fields())
        assert answer.status_code == 422
        assert "sekurangnya satu tagihan" in answer.text

    def test_a_due_of_another_shop_slips_in_nowhere(self, session, maker, due, producer, shop_page):
        other = make_due(session, maker=producer)
        maker.send(shop_page, fields(dues=[due.public_id, other.public_id]))
        assert left(session, other) == [100_000]

    def test_its_dues_are_handed_out(self, maker, due, shop_page):
        text = maker.open(f"{shop_page}/dues.csv").data.decode("utf-8-sig")
        rows = list(csv.reader(io.StringIO(text), delimiter=";"))
        assert rows[1][1:3] == ["Toko Rukun", "Gerai Pasar"]
        assert rows[-1][-1] == "100000"


class TestTasks:
    def test_home_tells_what_is_overdue_and_due_this_week(self, session, maker, due, producer, outlet):
        make_due(session, 7_000, maker=producer, outlet=outlet, due_on=date(2026, 11, 29))
        make_due(session, 9_000, maker=producer, outlet=outlet, due_on=date(2026, 11, 30))
        home = maker.open("/producer/").text

        assert "Rp100.000 lewat jatuh tempo" in home
        assert "Dari Toko Rukun. Rp7.000 lagi jatuh tempo minggu ini." in home
        make_due(session, 1_000, maker=producer, due_on=date(2026, 11, 21))
        assert "dan 1 toko lain" in maker.open("/producer/").text

    def test_what_is_only_due_this_week_asks_for_nothing_and_leads_to_the_shop(
        self, session, maker, producer, outlet
    ):
        make_due(session, 7_000, maker=producer, outlet=outlet, due_on=date(2026, 11, 29))

        home = maker.open("/producer/").text

        assert "Rp7.000 jatuh tempo minggu ini" in home and "Dari Toko Rukun." in home
        assert "lewat jatuh tempo" not in home and "Tagih" not in home
        code = session.get_one(Organisation, outlet.partner_id).public_id
        assert f'href="/producer/money/shops/{code}"' in home

    def test_what_is_said_to_be_paid_is_neither_late_nor_soon(self, session, maker, work, due):
        say(work, due, 60_000)
        home = maker.open("/producer/").text
        assert "Rp40.000 lewat jatuh tempo" in home
        assert "Di luar Rp60.000 yang dikatakan sudah dibayar." in home

        session.rollback()
        say(work, due, 40_000)
        assert "lewat jatuh tempo" not in maker.open("/producer/").text

    def test_many_notices_share_a_card(self, session, maker, work, producer, outlet):
        for _ in range(5):
            say(work, make_due(session, maker=producer, outlet=outlet), 5_000)
        assert "2 pernyataan bayar lain menunggu Anda" in maker.open("/producer/").text


def test_asking_to_pay_is_one_tap_to_whatsapp_and_one_letter_a_day(maker, due, session):
    page = "/producer/money/shops/" + session.get(Organisation, due.payer_id).public_id
    owner_of(session, due.payer_id)
    text = maker.open(page).text
    assert "Pesan yang akan terkirim" in text and "belum terbayar sejak" in text
    for _ in range(2):
        there = maker.send(f"{page}/collect", page=page).location
        assert there.startswith("https://wa.me/")
    session.rollback()
    (told,) = session.scalars(select(Notice)).all()
    assert (told.figures["total"], told.organisation_id) == (due.amount, due.payer_id)
    assert told.link.startswith("/partner/money/makers/")
    assert "belum dibaca. Dikirim lewat surel." in maker.open(page).text
