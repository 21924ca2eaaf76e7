"""From the home page to a profile that officials can look over, on a phone whose line is cut in the middle."""

import pytest
from playwright.sync_api import expect

from marketplace.producers.models import Producer
from tests.browser.hand import Hand
from tests.browser.seeding import within

BUSINESS, PHONE, NIB, NIK = "Dapur Uji Sambung", "0812-7000-9876", "9120009876543", "1872014101900003"


@pytest.fixture
def maker(bare, phone):
    page = phone(bare)
    page.goto("/")
    maker = Hand(page)
    yield maker
    for act in maker.acts:
        print(f"{act.name:40} {act.taps} taps, {act.fields} fields, {act.keys} keys")


def become(maker):
    act = maker.begin("become a maker")
    maker.tap("Daftar sebagai pembuat", within="main")
    maker.type("Nama Anda", "Sambung Uji")
    maker.type("Nomor HP atau alamat surel", PHONE)
    maker.type("Kata sandi", "tiga kuda makan rumput")
    maker.type("Nama usaha", BUSINESS)
    maker.tap("Buat akun")
    maker.sees("Usaha Anda", "0 dari 6 lengkap")
    assert (act.taps, act.fields) == (2, 4)


def say_what_it_is(maker):
    maker.begin("step 1, the business")
    maker.tap("Mikro")
    maker.type("NIB", NIB)
    maker.type("Bidang usaha", "10794")
    maker.tap("Simpan & lanjut")
    maker.sees("Tempat produksi")


def say_where_though_the_line_is_cut(maker):
    """The button is pressed without a line, the phone even loads the page anew, and all stands there as typed."""
    maker.begin("step 2, the line is cut")
    maker.type("Alamat produksi", "Gg. Mawar 5, RT 02")
    maker.choose("Kelurahan", "Metro")
    maker.page.context.set_offline(True)
    maker.tap("Simpan & lanjut")
    maker.sees("Sambungan terputus")
    maker.page.context.set_offline(False)
    maker.page.reload()
    maker.sees("dikembalikan")
    expect(maker.page.get_by_label("Alamat produksi")).to_have_value("Gg. Mawar 5, RT 02")
    maker.tap("Simpan & lanjut")
    maker.sees("Orang & pajak", "Tersimpan")


def say_who_owns_it(maker):
    """The owner's number is the one thing that a phone never keeps."""
    maker.begin("step 3, the owner's number")
    maker.type("NIK pemilik", NIK)
    assert NIK not in maker.page.evaluate("JSON.stringify({...localStorage})")
    maker.tap("Simpan & lanjut")
    maker.page.wait_for_url("**/onboarding/payment")  # its name stands on every step
    assert NIK not in maker.page.content()


def say_the_rest(maker):
    maker.begin("steps 4 to 6, and hand in")
    maker.tap("Lewati", within="main form")
    maker.type("Nomor WhatsApp", PHONE)
    maker.tap("Simpan & lanjut")
    maker.type("Cerita usaha", "Keripik dari kebun sendiri sejak 2019.")
    maker.tap("Simpan & lanjut")
    maker.tap("Ajukan profil")
    maker.sees("Petugas memeriksanya dalam 3 hari kerja")


def test_nothing_typed_is_lost_when_the_line_is_cut_once(bare, maker):
    become(maker)
    say_what_it_is(maker)
    say_where_though_the_line_is_cut(maker)
    say_who_owns_it(maker)
    say_the_rest(maker)
    assert maker.page.evaluate("localStorage.length") == 0
    with within(bare) as (uow, _):
        producer = uow.find(Producer, nib=NIB)
        assert (producer.address, producer.kbli_code) == ("Gg. Mawar 5, RT 02", "10794")
        assert producer.state.value == "submitted"
