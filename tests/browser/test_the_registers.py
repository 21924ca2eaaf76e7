"""A shop's three registers, imported through the page, judged to the rupiah."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest
from playwright.sync_api import expect

from tests.browser.hand import Hand
from tests.browser.live import demo_city, flask, serve

SAMPLES = Path(__file__).parents[1] / "data" / "sample_imports"
REGISTERS = (
    ("01_swalayan_titikkoma.csv", "2026-07", 130, [32_958_885, 100_818_850]),
    ("02_minimarket_laporan.xlsx", "2026-08", 87, [25_191_300, 44_373_400]),
    ("03_koperasi_rp_satuan.csv", "2026-09", 58, [10_741_050, 20_801_800]),
)
UNCLEAR = """Harga sudah termasuk PPN
Tanggal;No Faktur;Nama Supplier;Nama Barang;Qty;Satuan;Harga Beli;Jumlah
07/08/2026;F1;Bu Melati Kripik;Gula;10;KG;11.100;111.000
08/08/2026;F2;Bu Melati Kripik;Gula;1;KG;11.100;11.100
09/08/2026;F3;Bu Melati Kripik;Keripik;2;LUSIN;12.000;
"""


@pytest.fixture(scope="module")
def city(shared_folder, tmp_path_factory):
    """A server on a bare city whose lists are known; each test has months or a shop of its own."""
    folder = tmp_path_factory.mktemp("registers")
    known = shutil.copytree(demo_city(shared_folder, "bare"), folder / "lists")
    for family in ("producers", "products"):
        flask(known, "imports", family, str(SAMPLES / f"{family}.csv"))
    with serve(known, folder / "city") as live:
        yield live


def upload(shop, name, month, sees="Belum ada yang dicatat"):
    """From the first page to what the file would write, or what it leaves open."""
    shop.home()
    act = shop.begin(f"import {name}")
    shop.tap("Lainnya", within=".mb-nav")
    shop.tap("Impor", within="main")
    shop.upload("Berkas register pembelian", SAMPLES / name)
    shop.type("Bulan", month)
    shop.tap("Periksa berkas")
    shop.sees(sees)
    return act


def record(shop, rows, local):
    """So many rows, and so many rupiah of them made here."""
    shop.tap(f"Catat {rows} baris", within=".mb-bar")
    shop.sees(f"{rows} baris tercatat", f"Rp{local:,}".replace(",", "."))


def declare(shop, month, total):
    shop.begin("declare the month")
    shop.tap("Periksa dan nyatakan", within="main")
    if shop.page.get_by_label("Bulan", exact=True).input_value() != month:
        raise AssertionError(f"the page does not declare {month}")
    shop.type("Total belanja", f"{total}")
    shop.type("Penanggung jawab", "Hartono Contoh")
    shop.tap("Kirim pernyataan")
    shop.sees("langsung dihitung")


def declarations(city):
    with sqlite3.connect(city.folder / "mb2.db") as database:
        return database.execute("SELECT count(*) FROM spend_declarations").fetchone()[0]


def share(city, month):
    """Numerator and denominator of the value share, as the shell tells them."""
    report = json.loads(city.flask("compliance", "evaluate", "--period", month, "--json"))
    shares = [
        clause for partner in report["partners"] for clause in partner["clauses"] if clause["denominator"]
    ]
    return [[clause["numerator"], clause["denominator"]] for clause in shares]


@pytest.fixture
def open_as(city, phone):
    def at_home(person):
        page = phone(city, person=f"{person}@mb2.test")
        page.goto("/")
        return Hand(page)

    return at_home


def fits(page):
    return page.evaluate("document.documentElement.scrollWidth") == 360


def test_registers_come_in_by_the_page_once_each(open_as):
    shop = open_as("mitra")
    for name, month, rows, (local, _) in REGISTERS[:2]:
        act = upload(shop, name, month)
        record(shop, rows, local)
        assert act.taps <= 5  # the menu, the page, the file, look, record
    upload(shop, *REGISTERS[1][:2])
    shop.sees("Semua baris sudah tercatat")


def test_a_month_is_undone_in_two_taps_and_judged_to_the_rupiah_once_it_is_declared(
    city, open_as, accessible
):
    shop = open_as("mitra")
    name, month, rows, (local, total) = REGISTERS[-1]
    upload(shop, name, month)
    accessible(shop.page)
    record(shop, rows, local)
    accessible(shop.page)
    assert fits(shop.page)
    undone = shop.begin("undo the import")
    shop.tap("Batalkan impor ini")
    shop.sees("kembali Rp0")
    accessible(shop.page)
    shop.tap(f"Ya, batalkan {rows} baris")
    shop.sees("tidak dihitung lagi")
    assert undone.taps == 2
    accessible(shop.page)
    upload(shop, name, month)
    record(shop, rows, local)
    assert declarations(city) == 0  # an import declares nothing
    declare(shop, month, total)
    assert share(city, month) == [[local, total]]


def test_what_a_register_leaves_open_takes_a_tap_each_and_an_unknown_name_two(open_as, accessible, tmp_path):
    """The first answer comes back with the next question in focus."""
    unclear = tmp_path / "register.csv"
    unclear.write_text(UNCLEAR, encoding="utf-8")
    shop = open_as("mitra2")
    act = upload(shop, unclear, "2026-08", sees="2 hal perlu Anda pastikan")
    accessible(shop.page)
    assert fits(shop.page)
    asked = shop.page.locator("fieldset")
    for number in range(2):
        choose(shop, asked.nth(number))
        shop.tap("Lanjut")
        if number == 0:
            shop.sees("1 hal perlu Anda pastikan")
            expect(asked.nth(1)).to_be_focused()
    shop.tap("Catat 3 baris", within=".mb-bar")
    shop.sees("3 baris tercatat")
    assert act.taps == 5 + 2 * 2  # each question: its answer, and on

    shop.tap("Kenali nama", within=".mb-bar")
    shop.sees("Siapa penjual ini?", "Tertulis di 3 baris")
    named = shop.begin("say whose goods these are")
    choose(shop, asked.filter(has_text="Keripik Contoh Melati"))
    shop.tap("Simpan jawaban")
    shop.sees("Produk Keripik Contoh Melati yang mana?")  # and then its goods
    assert named.taps == 2
    accessible(shop.page)
    assert fits(shop.page)


def choose(shop, among):
    """The first of these answers."""
    shop.touch(among.locator("label").first)
    shop.acts[-1].taps += 1
