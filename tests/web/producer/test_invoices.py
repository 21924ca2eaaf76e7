from datetime import timedelta

import pytest

from marketplace.accounts.models import Organisation
from marketplace.billing.models import Invoice
from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER, STAFF
from marketplace.ordering.models.handovers import HandoverLine
from marketplace.ordering.states import AGREED
from tests.conftest import NOW
from tests.factories.billing import TODAY, make_due
from tests.factories.ordering import make_goods, make_handover, make_maker, make_order
from tests.factories.papers import pages_of, width_of
from tests.factories.partners import make_outlet, make_partner


@pytest.fixture(autouse=True)
def on_that_day(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def producer(session):
    return make_maker(session, name="Keripik Bu Tini")


@pytest.fixture
def outlet(session):
    return make_outlet(session, make_partner(session, name="Toko Rukun"), name="Gerai Pasar")


@pytest.fixture
def due(session, producer, outlet):
    order = make_order(session, variant=make_goods(session, maker=producer), outlet=outlet)
    line = HandoverLine(
        variant_id=order.lines[0].variant_id, name="Keripik Pisang", unit="BKS", unit_price=600_000,
        brought=10, accepted=10, rejected=0,
    )  # fmt: skip
    handover = make_handover(session, order=order, state=AGREED, lines=[line])
    return make_due(
        session, 6_000_000, maker=producer, outlet=outlet, handover_id=handover.id,
        due_on=TODAY + timedelta(days=14),
    )  # fmt: skip


@pytest.fixture
def maker(as_seat, producer):
    return as_seat(STAFF, at=producer.id)


@pytest.fixture
def shop(as_seat, outlet):
    return as_seat(OWNER, at=outlet.partner_id)


@pytest.fixture
def shop_page(session, outlet):
    return f"/producer/money/shops/{session.get(Organisation, outlet.partner_id).public_id}"


@pytest.fixture
def invoice(session, maker, due, shop_page):
    """By one press on the shop's page."""
    page = maker.open(shop_page).text
    assert "Buat nota" in page and "bebas PPN" not in page
    answer = maker.send(f"{shop_page}/invoice", {}, page=shop_page)
    session.rollback()
    found = session.query(Invoice).one()
    assert answer.location.endswith(f"/producer/invoices/{found.public_id}")
    return found


def test_one_press_makes_a_bill_that_both_sides_read(maker, shop, invoice, shop_page):
    for client, door, other in ((maker, "producer", "Toko Rukun"), (shop, "partner", "Keripik Bu Tini")):
        index = client.open(f"/{door}/invoices").text
        assert "0001/INV/XI/2026" in index and other in index and "Belum dibayar" in index
        page = client.open(f"/{door}/invoices/{invoice.public_id}").text
        assert "Keripik Pisang" in page and "Rp6.000.000" in page and "bukan faktur pajak" in page
        assert ("Batalkan nota" in page) == (client is maker)
        assert client.open(f"/{door}/invoices.csv").data.decode("utf-8-sig").count("0001/INV/XI/2026") == 1
    assert "Buat nota" not in maker.open(shop_page).text


@pytest.mark.parametrize(("size", "width"), [("a4", 210), ("roll", 80)])
def test_it_is_printed_on_both_papers(maker, invoice, size, width):
    content = maker.open(f"/producer/invoices/{invoice.public_id}.pdf?size={size}").data
    words = " ".join(pages_of(content))
    assert "0001/INV/XI/2026" in words and "Keripik Pisang" in words and "Rp6.000.000" in words
    assert "bukan faktur pajak" in words and "Faktur Pajak" not in words
    assert round(width_of(content)) == width


def test_a_kuitansi_says_the_amount_in_words_and_where_the_stamp_goes(session, maker, shop, due, shop_page):
    fields = {
        "dues": due.public_id,
        "received": "6.000.000",
        "received_on": "2026-11-24",
        "paid_by": "transfer",
    }
    maker.send(shop_page, fields, page=shop_page)
    page = maker.open(f"/producer/money/dues/{due.public_id}").text
    address = page[page.index("/producer/kuitansi/") :].partition('"')[0]

    words = " ".join(" ".join(pages_of(maker.open(address).data)).split())
    assert "Terbilang: enam juta rupiah" in words and "meterai Rp10.000" in words
    assert shop.open(address.replace("producer", "partner")).status_code == 200


def test_it_is_cancelled_with_a_reason(session, maker, invoice, shop_page):
    page = f"/producer/invoices/{invoice.public_id}"
    assert "Mengapa dibatalkan" in maker.send(f"{page}/cancel", {"reason": " "}, page=page).text
    maker.send(f"{page}/cancel", {"reason": "salah toko"}, page=page)
    assert "Dibatalkan" in maker.open(page).text
    assert "Buat nota" in maker.open(shop_page).text


def test_others_bills_and_payments_are_not_there(as_seat, session, invoice):
    stranger = as_seat(STAFF, at=make_maker(session).id)
    for path in ("", ".pdf"):
        assert stranger.open(f"/producer/invoices/{invoice.public_id}{path}").status_code == 404
    assert stranger.open("/producer/kuitansi/k3m9p2q7r4s8.pdf").status_code == 404


def test_a_maker_states_that_it_is_pkp(session, maker, due, shop_page):
    page = "/producer/invoices/tax"
    assert "nota Anda tanpa PPN" in maker.open(page).text
    given = {"since": "2026-11-01", "pkp": "y", "number": ""}
    assert "Isi nomor pengukuhan" in maker.send(page, given, page=page).text
    maker.send(page, given | {"number": "S-12/PKP"}, page=page)
    assert "PKP, nomor S-12/PKP" in maker.open(page).text
    assert "bebas PPN" in maker.open(shop_page).text
    maker.send(f"{shop_page}/invoice", {}, page=shop_page)
    session.rollback()
    assert session.query(Invoice).one().ppn == 660_000


def test_a_printed_qris_is_not_offered_above_ten_million(session, shop, producer, outlet):
    small, large = (
        make_due(session, amount, maker=producer, outlet=outlet) for amount in (10_000_000, 10_000_001)
    )
    assert 'value="qris"' in shop.open(f"/partner/money/dues/{small.public_id}").text
    page = f"/partner/money/dues/{large.public_id}"
    assert 'value="qris"' not in shop.open(page).text
    part = {"amount": "10.000.000", "paid_on": "2026-11-24", "paid_by": "qris"}
    assert "Menunggu" in shop.open(shop.send(page, part, page=page).location).text
