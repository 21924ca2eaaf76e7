"""A maker without a mouse: signs in, puts a product up in two packs, hands it in, sorts the list, stores one away."""

import pytest
from playwright.sync_api import expect

from tests.browser.keyboard import Keyboard
from tests.browser.people import PASSWORD
from tests.files.pictures import jpeg

NAME = "Keripik Papan Tik"


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "keripik.jpg"
    file.write_bytes(jpeg())
    return file


def test_a_maker_needs_no_mouse(live, desk, photo):
    page = desk(live)
    keys = Keyboard(page)
    page.goto("/account/sign-in")
    keys.type("Surel", "produsen@mb2.test")
    keys.type("Kata sandi", PASSWORD)
    keys.follow("Masuk")
    keys.follow("Produk")

    keys.follow("Tambah produk")
    keys.type("Nama produk", NAME)
    keys.type("Jenis", "Camilan")
    keys.type("Isi bersih", "banyak")
    keys.follow("Simpan dan lanjut")
    assert "perlu diperbaiki" in keys.at  # where the mending begins
    keys.reach("Isi bersih", within=1)
    page.keyboard.press("Enter")
    assert "Isi bersih" in keys.at and page.evaluate("document.activeElement.value") == "banyak"
    keys.retype("200 g")
    keys.follow("Simpan dan lanjut")

    keys.bring("Pilih foto", photo)
    expect(page.locator("#photos li img")).to_have_count(1)
    keys.follow("Simpan dan lanjut")

    keys.type("Harga grosir per satuan", "9000")
    keys.unfold("Harga untuk jumlah lebih besar")
    keys.type("Mulai jumlah", "12", within=1)
    keys.type("Harga satuan", "9500", within=1)
    keys.follow("Simpan dan lanjut")
    keys.reach("lebih mahal", within=1)
    page.keyboard.press("Enter")
    keys.retype("8500")
    keys.follow("Simpan dan lanjut")

    keys.follow("3. Harga")
    keys.follow("Tambah varian lain")
    assert "Nama varian" in keys.at  # the new one waits for its name
    page.keyboard.type("Besar")
    keys.type("Isi bersih", "500 g", within=1)
    keys.type("Harga grosir", "20000")
    keys.follow("Simpan varian")
    keys.reach("Besar", within=1)  # and is where the keyboard is once it is saved
    keys.follow("Lanjut")

    keys.follow("Lihat sebagai toko")
    expect(page.locator(".mb-preview")).to_contain_text("Rp20.000")
    page.go_back()
    keys.follow("Ajukan produk")
    expect(page.locator("main")).to_contain_text("Menunggu petugas memeriksa")

    keys.follow("Produk")
    keys.reach("Tambah produk")
    keys.follow("Produk")
    assert page.url.endswith("sort=name")
    keys.follow(NAME)
    keys.unfold("Simpan di arsip")
    keys.type("Alasan", "Tidak dibuat lagi", within=1)
    keys.follow("Arsipkan produk")
    expect(page.locator("main")).not_to_contain_text(NAME)
