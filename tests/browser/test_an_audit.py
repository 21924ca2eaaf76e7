"""A plan is drawn at a desk, its case worked on with a phone, a finding answered and closed, the LHP printed."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from marketplace.accounts.models import Organisation, User
from marketplace.accounts.services.seats import create_user, give_seat
from marketplace.accounts.totp import set_secret
from marketplace.kernel import clock
from marketplace.kernel.period import Month
from marketplace.kernel.roles import AUDITOR, OFFICE
from marketplace.partners.models import Partner
from tests.browser.hand import Hand
from tests.browser.people import SECOND_FACTOR
from tests.browser.seeding import within
from tests.browser.test_paying_and_sharing import seat_of
from tests.browser.test_the_shop_window import SMALL, WIDE
from tests.factories.ordering import make_maker
from tests.factories.purchases import make_purchase
from tests.files.pictures import png

SECOND = "auditor2@mb2.test"
LAST = Month.of(clock.day_of(clock.now())).previous
TEXTS = {"Kondisi": "Nota N-2 tidak ada", "Kriteria": "Butir 4a", "Sebab": "Nota hilang"}
TEXTS |= {"Akibat": "Terlalu besar", "Rekomendasi": "Simpan nota", "Nilai temuan": "250.000"}


@pytest.fixture
def books(bare):
    """Two receipts of the shop, and a second auditor."""
    with within(bare) as (uow, tools):
        shop = uow.get(Partner, seat_of(uow.session, "mitra@mb2.test"))
        maker = make_maker(uow.session)
        for number, net in ((1, 100_000), (2, 250_000)):
            day = LAST.first_day + timedelta(number)
            make_purchase(uow.session, shop, maker, net, document_number=f"N-{number}", bought_on=day)
        office = uow.find(Organisation, kind=OFFICE)
        known = uow.session.scalars(select(User).filter_by(email="auditor@mb2.test")).one()
        other = create_user(uow, "Bagus Rekaan", SECOND, password_hash=known.password_hash)
        give_seat(uow, other.id, office.id, AUDITOR)
        set_secret(other, SECOND_FACTOR, tools.sealer)
        other.totp_confirmed = True
        return uow.get(Organisation, shop.id).name


def fits(page, accessible, width):
    assert page.evaluate(WIDE) == width
    if width == 360:
        assert page.evaluate(SMALL) == []
    accessible(page)


def due(page, label, days):
    page.get_by_label(label).fill((clock.day_of(clock.now()) + timedelta(days)).isoformat())


def test_an_audit_from_its_plan_to_its_report(bare, books, desk, phone, accessible, tmp_path):
    page = desk(bare, person="auditor@mb2.test")
    auditor = Hand(page)
    auditor.begin("plan and draw")
    page.goto("/office/audits/new?confidence=9000&tolerable=1200&expected=0")
    auditor.sees("Paling sedikit 20 dokumen")
    for label in ("Dari bulan", "Sampai bulan"):
        page.get_by_label(label).fill(str(LAST))
    page.locator("[name=partner]").select_option(label=books)
    page.locator("[name=ground]").select_option(index=1)
    auditor.type("Pasal atau butir", "butir 4a")
    auditor.tap("Satuan rupiah")
    fits(page, accessible, 1280)
    auditor.tap("Catat rencana")
    auditor.tap("Undi 20 dokumen")
    auditor.sees("Sampel diundi", "Sidik populasi")
    fits(page, accessible, 1280)
    auditor.tap("Mulai kasus")
    auditor.type("Yang diminta dari toko", "Nota bulan itu")
    due(page, "Paling lambat", 10)
    auditor.tap("Buka kasus")
    auditor.tap("Tugaskan")
    case = page.url

    hand = phone(bare, person="auditor@mb2.test")
    visit = Hand(hand)
    visit.begin("check")
    hand.goto(case)
    visit.tap("Periksa berikutnya")
    fits(hand, accessible, 360)
    visit.tap("Cocok")
    visit.tap("Simpan, berikutnya")
    visit.tap("Tidak ada")
    visit.tap("Simpan, berikutnya")
    fits(hand, accessible, 360)
    visit.tap("Tambah temuan")
    for label, text in TEXTS.items():
        visit.type(label, text)
    due(hand, "Dijawab paling lambat", 14)
    fits(hand, accessible, 360)
    visit.tap("Sampaikan temuan")

    photo = tmp_path / "nota.png"
    photo.write_bytes(png())
    own = phone(bare, person="mitra@mb2.test")
    shop = Hand(own)
    shop.begin("answer")
    own.goto("/partner/")
    shop.tap("Jawab temuan audit 1")
    fits(own, accessible, 360)
    shop.type("Apa yang sudah Anda lakukan", "Salinan nota dari pembuat")
    shop.upload("Foto nota atau bukti", photo)
    shop.tap("Kirim jawaban")
    shop.sees("Jawaban dikirim")
    fits(own, accessible, 360)

    page.goto(case)
    auditor.tap("Terima jawaban")
    other = desk(bare, person=SECOND)
    verifier = Hand(other)
    verifier.begin("verify and close")
    other.goto(case)
    verifier.type("Apa yang Anda lihat", "Nota dilihat di toko")
    verifier.tap("Tindak lanjut sudah dilihat")
    verifier.tap("Tutup kasus")
    verifier.sees("Kasus ditutup")
    fits(other, accessible, 1280)
    with other.expect_download() as taken:
        verifier.tap("LHP (PDF)")
    assert taken.value.path().read_bytes().startswith(b"%PDF")
