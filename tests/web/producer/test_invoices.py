import re
from datetime import timedelta

import pytest

from marketplace.accounts.models import Organisation
from marketplace.billing.models import Invoice
from marketplace.kernel import clock
from marketplace.kernel.roles import OWNER, STAFF
from marketplace.ordering.models.handovers import Handover, HandoverLine
from marketplace.ordering.states import AGREED, Invoicing
from tests.conftest import NOW
from tests.factories.billing import TODAY, make_due, owe_delivery
from tests.factories.ordering import make_goods, make_handover, make_maker, make_order
from tests.factories.papers import pages_of, width_of
from tests.factories.partners import make_outlet, make_partner
from tests.factories.producers import make_account


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
    answer = maker.send(f"{shop_page}/invoice", {"dues": due.public_id}, page=shop_page)
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


def receive_all(maker, page, due):
    fields = {
        "dues": due.public_id,
        "received": "6.000.000",
        "received_on": "2026-11-24",
        "paid_by": "transfer",
    }
    maker.send(page, fields, page=page)


def test_while_it_is_open_it_leads_the_shop_to_where_it_pays(
    session, maker, shop, producer, due, invoice, shop_page
):
    make_account(session, producer.id)
    pays = f"/partner/money/makers/{session.get(Organisation, producer.id).public_id}"
    pdf, page = (f"/producer/invoices/{invoice.public_id}{end}" for end in (".pdf", ""))

    words = "".join(" ".join(pages_of(maker.open(pdf).data)).split())
    assert "BayarkeBankLampung····7890" in words and pays in words
    looked = shop.open(page.replace("producer", "partner")).text
    assert "Bank Lampung ····7890" in looked and f'href="{pays}"' in looked
    assert pays not in maker.open(page).text
    receive_all(maker, shop_page, due)
    assert pays not in shop.open(page.replace("producer", "partner")).text
    assert "7890" not in "".join(pages_of(maker.open(pdf).data))


def test_a_kuitansi_says_the_amount_in_words_and_where_the_stamp_goes(session, maker, shop, due, shop_page):
    receive_all(maker, shop_page, due)
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
    maker.send(f"{shop_page}/invoice", {"dues": due.public_id}, page=shop_page)
    session.rollback()
    assert session.query(Invoice).one().ppn == 660_000


def test_only_what_is_ticked_goes_into_a_bill(session, maker, due, producer, outlet, shop_page):
    """All of it is ticked until somebody unticks some."""
    order = make_order(session, variant=make_goods(session, maker=producer), outlet=outlet)
    line = {"variant_id": order.lines[0].variant_id, "name": "Kopi", "unit": "BKS", "unit_price": 10_000}
    lines = [HandoverLine(**line, brought=3, accepted=3, rejected=0)]
    other = make_handover(session, order=order, state=AGREED, lines=lines, invoicing=Invoicing.FRIDAY)
    second = make_due(session, 30_000, maker=producer, outlet=outlet, handover_id=other.id)
    page = maker.open(shop_page).text
    billing = page[page.index(f"{shop_page}/invoice") :]
    assert re.findall(r'name="dues" value="(\w+)" checked', billing) == [second.public_id, due.public_id]
    assert "Kesepakatan dengan toko ini: terbit sendiri, seminggu sekali: Jumat" in page
    refused = maker.send(f"{shop_page}/invoice", {}, page=shop_page)
    assert "Pilih sekurangnya satu tagihan" in maker.open(refused.location).text
    assert maker.send(f"{shop_page}/invoice", {"dues": "k3m9p2q7r4s8"}, page=shop_page).status_code == 404

    maker.send(f"{shop_page}/invoice", {"dues": second.public_id}, page=shop_page)
    session.rollback()
    assert [one.total for one in session.query(Invoice)] == [30_000]
    after = maker.open(shop_page).text.partition(f"{shop_page}/invoice")[2]
    assert due.public_id in after and second.public_id not in after.partition("</form>")[0]


def test_a_delivery_is_billed_by_one_press_on_its_page(session, maker, shop, due):
    page = f"/producer/handovers/{session.get(Handover, due.handover_id).public_id}"
    text = maker.open(page).text
    form = text[text.index("/invoice") : text.index("Buat nota")]
    assert (
        f'name="dues" value="{due.public_id}"' in form
        and "Buat nota" not in shop.open(page.replace("producer", "partner")).text
    )
    action = re.search(r'action="(/producer/money/shops/\w+/invoice)"', text)[1]
    maker.send(action, {"dues": due.public_id}, page=page)
    for client, door in ((maker, "producer"), (shop, "partner")):
        for path in (page.replace("producer", door), f"/{door}/money/dues/{due.public_id}"):
            assert "0001/INV/XI/2026" in (text := client.open(path).text) and "Buat nota" not in text


def test_a_maker_states_what_bringing_costs(session, maker, due):
    page = "/producer/invoices/delivery"
    assert "tanpa ongkos kirim" in maker.open(page).text
    given = {"fee": "15.000", "free_from": "200.000", "since": "2026-11-24"}
    assert maker.send(page, given | {"since": "2026-11-23"}, page=page).status_code == 422
    maker.send(page, given, page=page)
    assert "Rp15.000 sekali pesan, gratis mulai belanja Rp200.000" in maker.open(page).text
    fee = owe_delivery(session, due, 15_000)
    action = f"/producer/money/shops/{session.get(Organisation, due.payer_id).public_id}"
    alone = maker.send(f"{action}/invoice", {"dues": fee.public_id}, page=action).location
    assert "pilih kiriman barangnya" in maker.open(alone).text
    both = {"dues": [due.public_id, fee.public_id]}
    bill = maker.send(f"{action}/invoice", both, page=action).location
    assert "Rp6.015.000" in maker.open(bill).text
    assert "Ongkos kirim" in " ".join(pages_of(maker.open(f"{bill}.pdf").data))


def test_a_printed_qris_is_not_offered_above_ten_million(session, shop, producer, outlet):
    small, large = (
        make_due(session, amount, maker=producer, outlet=outlet) for amount in (10_000_000, 10_000_001)
    )
    assert 'value="qris"' in shop.open(f"/partner/money/dues/{small.public_id}").text
    page = f"/partner/money/dues/{large.public_id}"
    assert 'value="qris"' not in shop.open(page).text
    part = {"amount": "10.000.000", "paid_on": "2026-11-24", "paid_by": "qris"}
    assert "Menunggu" in shop.open(shop.send(page, part, page=page).location).text
