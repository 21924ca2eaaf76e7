"""From a training to the catalog on phones of 360 px: somebody without e-mail, and an officer on a bad line."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import func, select

from marketplace.adapters.pictures.drawing import draw_pack
from marketplace.adapters.pictures.papers import draw_paper
from marketplace.kernel import clock
from marketplace.outreach.models import ActivityKind, Attendance, AttendanceState, Candidate, LicenceCase
from marketplace.outreach.services.activities import ActivityPlan, announce, plan_activity
from tests.browser.hand import Hand
from tests.browser.people import lose_one_answer
from tests.browser.putting_up import put_up
from tests.browser.seeding import within

EVENT, VISIT = "Pelatihan Uji Kemasan", "Silaturahmi Uji Hadimulyo"
NAME, PHONE, BUSINESS, PRODUCT = "Wartini Uji", "0812-7000-4321", "Anyaman Uji Wartini", "Tas Pandan Uji"
NIB = "9120001234567"
PASSWORD = "tas pandan metro pusat"


@pytest.fixture
def city(bare):
    """A training and a visit are announced for today."""
    today = clock.day_of(clock.now())
    with within(bare) as (uow, _):
        for kind, title in ((ActivityKind.EVENT, EVENT), (ActivityKind.VISIT, VISIT)):
            plan = ActivityPlan(
                kind=kind,
                title=title,
                place="Balai Kelurahan",
                kelurahan_code="18.72.01.1001",
                starts_at=datetime.combine(today, datetime.min.time(), clock.WIB),
                ends_at=clock.now() + timedelta(hours=6),
                capacity=30,
                serves=("nib",),
            )
            announce(uow, plan_activity(uow, plan).id)
    return bare


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "produk.jpg"
    file.write_bytes(draw_pack(title=PRODUCT, net="1 buah", maker=BUSINESS, form="box"))
    return file


@pytest.fixture
def paper(tmp_path):
    file = tmp_path / "nib.jpg"
    file.write_bytes(draw_paper("Nomor Induk Berusaha", [f"Nomor\t{NIB}", f"Usaha\t{BUSINESS}"]))
    return file


@pytest.fixture
def hands(city, phone):
    """A hand for each person, on the first page of the site."""
    taken = {}

    def of(name):
        if name not in taken:
            page = phone(city, person=f"{name}@mb2.test" if name.startswith("petugas") else None)
            page.goto("/")
            taken[name] = Hand(page)
        return taken[name]

    yield of
    for name, hand in taken.items():
        for act in hand.acts:
            print(f"{name:10} {act.name:40} {act.taps} taps, {act.fields} fields, {act.keys} keys")


def counted(city):
    """Places taken and cases opened for her, by the books."""
    with within(city) as (uow, _):
        places = select(Attendance.state, func.count()).join(
            Candidate, Candidate.id == Attendance.candidate_id
        )
        mine = places.where(Candidate.name == NAME).group_by(Attendance.state)
        cases = select(func.count()).select_from(LicenceCase)
        return dict(uow.session.execute(mine).all()), uow.session.scalar(cases)


def test_from_a_training_to_the_catalog(city, hands, photo, paper):
    code = register(hands("wartini"))
    check_in_twice(hands("petugas"), code)
    assert counted(city) == ({AttendanceState.PRESENT: 1}, 0)
    receive(hands("petugas"))
    open_case(hands("petugas"))
    assert counted(city) == ({AttendanceState.PRESENT: 2}, 1)
    invited = hand_over(hands("petugas"))
    accept(hands("wartini"), invited)
    sign_in_by_phone(hands("wartini"))
    issue(hands("petugas"), paper)
    approve(hands("petugas2"), "Tinjau NIB")
    complete(hands("wartini"))
    craft = "Anyaman dan kerajinan"
    act = put_up(
        hands("wartini"), photo, name=PRODUCT, category=craft, net="1 buah", unit="buah", price="85.000"
    )
    assert act.fields == 3
    approve(hands("petugas2"), "Tinjau profil")
    approve(hands("petugas2"), PRODUCT)
    find(hands("warga"))


def register(visitor):
    act = visitor.begin("book a place without an account")
    visitor.tap("Jadwal", within=".mb-nav")
    visitor.tap(EVENT, within="main")
    visitor.type("Nama Anda", NAME)
    visitor.type("Nomor HP", PHONE)
    visitor.tap("Ceritakan usaha Anda")
    visitor.choose("Kelurahan Anda", "Metro")
    visitor.type("Nama usaha", BUSINESS)
    visitor.tap("Saya setuju")
    visitor.tap("Daftar", within="form[data-keep]")
    visitor.sees("Tempat Anda ada")
    assert act.fields <= 3
    return visitor.page.locator(".mb-ticket__code").inner_text()


def open_day(officer, title):
    """What is on today stands first among the tasks."""
    officer.home()
    act = officer.begin("open the day's list")
    officer.tap(title, within="main")
    officer.sees("Daftar hadir")
    assert act.taps == 1


def check_in_twice(officer, code):
    open_day(officer, EVENT)
    for text in ("Hadir dicatat", "tidak dihitung dua kali"):
        act = officer.begin("check in by code")
        officer.type("Kode lima huruf", code.lower())
        officer.tap("Catat hadir", within="main")
        officer.sees(text, "1 hadir")
        assert (act.taps, act.fields) == (1, 1)


def arrived_after_all(officer):
    """The answer was lost, so it waits on the phone; sent again, the server knows it."""
    officer.sees("Belum terkirim: 1")
    officer.tap("Kirim sekarang")
    officer.sees("Terkirim:")
    officer.tap("Lihat", within="#waiting")


def receive(officer):
    open_day(officer, VISIT)
    officer.begin("receive a guest on a bad line")
    officer.tap("Tamu yang belum mendaftar")
    officer.type("Nama", NAME)
    officer.type("Nomor HP", PHONE)
    lose_one_answer(officer.page, "**/guests*")
    officer.tap("Setuju, catat hadir")
    arrived_after_all(officer)
    officer.sees("1 hadir", NAME)


def open_case(officer):
    act = officer.begin("open a case on a bad line")
    officer.tap("Catatan dan surat")
    lose_one_answer(officer.page, "**/cases*")
    officer.tap("NIB", within=".mb-guests")
    arrived_after_all(officer)
    officer.sees("1 urusan")
    assert act.fields == 0


def hand_over(officer):
    officer.begin("make her a business and hand over a code")
    officer.tap("Catatan dan surat")
    officer.tap("Lihat urusannya")
    officer.tap(BUSINESS, within="main")
    officer.tap("Jadikan usaha")
    officer.sees("terdaftar sebagai draf")
    officer.tap("Buat kode untuk pemilik")
    return officer.page.locator(".mb-ticket__code").inner_text()


def accept(maker, code):
    act = maker.begin("accept by the code")
    maker.home()
    maker.tap("Masuk", within=".mb-top")
    maker.tap("Punya kode undangan?")
    maker.type("Kode undangan", code)
    maker.tap("Lanjut")
    maker.type("Kata sandi", PASSWORD)
    maker.tap("Terima undangan")
    maker.sees("Undangan diterima")
    assert act.fields == 2


def sign_in_by_phone(maker):
    act = maker.begin("sign out and in again by phone")
    maker.tap("Akun dan usaha Anda")
    maker.tap("Keluar", within="main")
    maker.tap("Masuk", within=".mb-top")
    maker.type("Surel atau nomor HP", PHONE)
    maker.type("Kata sandi", PASSWORD)
    maker.tap("Masuk", within="main form")
    maker.sees(BUSINESS)
    assert act.fields == 2


def open_the_case(officer):
    officer.home()
    officer.tap("Lainnya", within=".mb-nav")
    officer.tap("Urusan surat", within="main")
    officer.tap(BUSINESS, within="main")


def issue(officer, paper):
    officer.begin("tick the steps, send and issue")
    open_the_case(officer)
    officer.type("Nomor pendaftaran di penerbit", "OSS-77")
    officer.tap("Catat terkirim")
    officer.type("Nomor", NIB)
    officer.type("Tanggal terbit", clock.day_of(clock.now()).isoformat())
    officer.upload("Foto atau pindaian surat", paper)
    officer.tap("Catat terbit")
    officer.sees("rekan lain memeriksanya")


def approve(officer, title):
    act = officer.begin(f"approve: {title}")
    officer.home()
    officer.tap("Tinjau", within=".mb-nav")
    officer.tap(BUSINESS, within="main")
    officer.sees(title)
    officer.press("s")
    officer.sees("disetujui")
    assert act.keys == 1


def complete(maker):
    """What the visit has not said yet; the rest may wait."""
    act = maker.begin("complete the profile")
    maker.home()
    maker.tap("Lengkapi profil usaha")
    maker.tap("Mikro")
    assert maker.page.locator("[name=nib]").input_value() == NIB  # as on the paper that was approved
    maker.type("Bidang usaha", "16292")
    maker.tap("Simpan & lanjut")
    maker.type("Alamat produksi", "Jl. Uji 7")
    maker.tap("Simpan & lanjut")
    for step in ("Orang & pajak", "Pembayaran", "Pengiriman", "Cerita usaha"):
        maker.sees(step)
        maker.tap("Lewati", within="main form")
    maker.tap("Ajukan profil")
    maker.sees("Petugas memeriksanya dalam 3 hari kerja")
    assert act.fields == 2


def find(visitor):
    act = visitor.begin("find it in the catalog")
    visitor.tap("Belanja", within=".mb-nav")
    visitor.tap(PRODUCT, within="main")
    visitor.sees(BUSINESS)
    assert act.taps == 2


def test_from_the_rules_to_a_ticket(hands):
    visitor = hands("warga")
    act = visitor.begin("look up the papers and book a place")
    visitor.tap("Cek syarat", within=".mb-nav")
    visitor.choose("Produk Anda", "Anyaman bambu, ukiran, gerabah, suvenir")
    visitor.tap("Cek lagi")
    visitor.sees("Nomor Induk Berusaha")
    visitor.tap("Daftar Silaturahmi")
    visitor.type("Nama Anda", "Warga Uji")
    visitor.type("Nomor HP", "0812-7000-5555")
    visitor.tap("Saya setuju")
    visitor.tap("Daftar", within="form[data-keep]")
    visitor.sees("Tempat Anda ada", VISIT)
    assert act.fields == 2
