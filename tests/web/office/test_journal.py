import re

import pytest
from sqlalchemy import text

from marketplace.accounts.models import Organisation
from marketplace.catalog.events import PriceSet
from marketplace.catalog.models import Product
from marketplace.db.uow import UnitOfWork
from marketplace.journal.reactions import REACTIONS
from marketplace.kernel.actor import SYSTEM
from marketplace.kernel.events import Bus
from marketplace.kernel.roles import OFFICER, OWNER
from tests.conftest import NOW
from tests.factories.ordering import make_goods


@pytest.fixture
def petugas(browser):
    petugas = browser()
    petugas.sign_in("petugas@contoh.id")
    petugas.enter_code()
    return petugas


def test_officials_read_what_happened(petugas):
    page = petugas.open("/office/journal").text
    assert "Kode masuk cocok" in page
    assert "Budi" in page
    assert "Peran diberikan" in page


def test_it_is_narrowed_by_subject_and_fact(petugas):
    page = petugas.open("/office/journal?action=SeatGiven&kind=organisation").text
    table = page.split("<tbody>")[1]
    assert table.count("Peran diberikan") == 3
    assert "Akun dibuat" not in table
    assert "Tidak ada kejadian" in petugas.open("/office/journal?kind=order").text
    assert petugas.open("/office/journal?number=x&kind=").status_code == 200


def test_all_events_and_subjects_can_be_chosen_by_the_alphabet(petugas):
    page = petugas.open("/office/journal").text
    subjects, events = (
        re.findall(r'<option value="\w+">(.+?)</option>', part) for part in page.split("</select>")[:2]
    )
    assert "Pesanan" in subjects and "Peran diberikan" in events
    assert (subjects, events) == (sorted(subjects), sorted(events))


def test_it_is_verified_on_request_and_nothing_is_written(petugas, unit):
    def entries():
        with unit() as uow:
            return uow.session.scalar(text("SELECT COUNT(*) FROM journal"))

    before = entries()
    page = petugas.open("/office/journal/verify").text
    assert f"Rantai utuh: {before} kejadian" in page
    assert entries() == before


def test_a_break_is_named(petugas, unit):
    with unit() as uow:
        if uow.session.get_bind().dialect.name == "sqlite":
            uow.session.execute(text("DROP TRIGGER journal_no_update"))
        else:
            uow.session.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
        uow.session.execute(text("UPDATE journal SET action = 'Nothing' WHERE seq = 2"))
    assert "Rantai putus di kejadian nomor 2" in petugas.open("/office/journal/verify").text


def test_it_is_not_for_businesses_or_strangers(browser):
    tini = browser()
    tini.sign_in()
    for path in ("/office/journal", "/office/journal/verify"):
        assert tini.open(path).status_code == 403
        assert browser().open(path).status_code == 302


def test_an_entry_says_which_record_by_name_and_leads_to_it(petugas):
    table = petugas.open("/office/journal?about=budi&kind=user").text.split("<tbody>")[1]
    assert "Riwayatnya" in table
    assert "Akun Budi" in " ".join(table.split())
    assert "Tidak ada kejadian" in petugas.open("/office/journal?about=tidakadayangbegini").text


def test_a_file_is_taken_for_a_reason_that_stays(petugas):
    page = "/office/journal?action=SeatGiven"
    refused = petugas.send(
        "/office/journal/file?action=SeatGiven", {"reason": "", "format": "csv"}, page=page
    )
    assert refused.status_code == 422
    given = {"reason": "Laporan triwulan", "format": "csv"}
    taken = petugas.send("/office/journal/file?action=SeatGiven", given, page=page)
    assert "Peran diberikan" in taken.text
    assert "Akun dibuat" not in taken.text
    after = petugas.open("/office/journal?action=JournalHandedOut").text
    assert "Laporan triwulan" in after
    assert petugas.open("/office/journal/file").status_code == 405


def test_a_product_tells_the_prices_of_its_variants(session, as_seat, queue):
    goods = make_goods(session, name="Talas")
    with UnitOfWork(session, actor=SYSTEM, now=NOW, bus=Bus(REACTIONS), queue=queue) as uow:
        uow.emit(PriceSet(variant_id=goods.id, from_quantity=10, price=12_500, from_on="2026-12-01"))
    product = session.get_one(Product, goods.product_id)
    maker = session.get_one(Organisation, product.producer_id)
    for browser, page in (
        (as_seat(OFFICER), f"/office/producers/{maker.public_id}/products/{product.public_id}"),
        (as_seat(OWNER, at=maker.id), f"/producer/products/{product.public_id}"),
    ):
        assert "Rp12.500 mulai 10 satuan, sejak 1 Desember 2026" in browser.open(page).text
