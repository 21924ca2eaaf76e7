"""A new product on a phone of 360 px and a slow line: from three photos to a shop's basket."""

import pytest

from marketplace.adapters.pictures.drawing import draw_pack
from tests.browser.hand import Hand
from tests.browser.putting_up import hand_in, hang

PRODUCT, MAKER = "Tampah Anyaman Uji", "Keripik Contoh Bu Tini"
NOTE = "Nama pada label: Tampah Anyaman Uji Bundar"
SLOW = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 90_000,
}  # bytes/s: 3G


@pytest.fixture
def photos(tmp_path):
    files = []
    for place in range(3):
        files.append(tmp_path / f"foto{place}.jpg")
        files[-1].write_bytes(draw_pack(title=f"Sisi {place}", net="1 buah", maker=MAKER, form="box"))
    return files


def test_from_a_photo_to_a_basket(live, phone, desk, photos):
    maker = Hand(slow(phone(live, person="produsen@mb2.test")))
    officer = Hand(desk(live, person="petugas@mb2.test"))
    shop = Hand(phone(live, person="mitra@mb2.test"))
    for hand in (maker, officer, shop):
        hand.page.goto("/")

    put_up(maker, photos)
    ask_for_a_change(officer)
    answer(maker)
    approve(officer)
    maker.begin("see it listed")
    maker.home()
    maker.tap("Produk", within=".mb-nav")
    maker.tap(f"{PRODUCT} Bundar", within="main")
    maker.sees("Tayang", "Layak tayang")
    buy(shop)
    for act in maker.acts + officer.acts + shop.acts:
        print(f"{act.name:32} {act.taps:2} taps, {act.fields} fields, {act.keys} keys")


def slow(page):
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW)
    return page


def put_up(maker, photos):
    """Two fields are wrong at first; nothing that was typed is lost."""
    act = maker.begin("put it up with two errors")
    maker.tap("Produk", within=".mb-nav")
    maker.tap("Tambah produk")
    maker.type("Nama produk", PRODUCT)
    maker.choose("Jenis", "Camilan, keripik dan makanan kering")
    maker.type("Isi bersih", "ukuran L")
    maker.type("Tentang produk", "Bambu apus, diameter 40 cm.")
    maker.type("Masa simpan", "lama")
    maker.tap("Simpan dan lanjut")
    maker.sees(
        "2 hal perlu diperbaiki", "tulis angka dan satuan, misalnya 150 g", "“lama” bukan bilangan bulat"
    )
    kept = [maker.page.get_by_label(label).input_value() for label in ("Nama produk", "Tentang produk")]
    assert kept == [PRODUCT, "Bambu apus, diameter 40 cm."]
    maker.choose("Jenis", "Anyaman dan kerajinan")
    maker.type("Masa simpan", "365")
    maker.tap("Simpan dan lanjut")
    maker.sees("Sekarang fotonya")
    hang(maker, photos)
    maker.tap("Simpan dan lanjut")
    maker.sees("Harga untuk toko")
    maker.type("Harga grosir per satuan", "35.000")
    maker.tap("Simpan dan lanjut")
    hand_in(maker)
    assert (act.taps, act.fields) == (10, 6)


def ask_for_a_change(officer):
    officer.begin("ask for a change of one field")
    turn_to(officer, PRODUCT)
    officer.press("1")
    officer.type("Catatan untuk pemohon", NOTE)
    officer.tap("Kembalikan")
    officer.sees("ikembalikan")


def answer(maker):
    act = maker.begin("answer it")
    maker.home()
    maker.tap("Produk", within=".mb-nav")
    maker.tap(PRODUCT, within="main")
    maker.sees(NOTE)
    maker.tap("Lanjut: Nama & isi")
    maker.sees(NOTE)
    maker.type("Nama produk", f"{PRODUCT} Bundar")
    maker.tap("Simpan dan lanjut")
    maker.sees("Tersimpan")
    maker.tap("4. Ajukan")
    hand_in(maker)
    assert (act.taps, act.fields) == (6, 1)


def approve(officer):
    act = officer.begin("approve the answer")
    officer.home()
    turn_to(officer, f"{PRODUCT} Bundar")
    before = act.keys
    officer.press("s")
    officer.sees("disetujui")
    assert act.keys == before + 1


def turn_to(officer, product):
    """The maker's first paper in the queue, and on until it is this product."""
    officer.tap("Tinjau", within=".mb-nav")
    officer.tap(MAKER, within="main")
    officer.page.wait_for_url("**/office/reviews/*/*")
    while product not in officer.page.inner_text("main"):
        here = officer.page.url
        officer.press("j")
        officer.page.wait_for_url(lambda url, here=here: url != here)


def buy(shop):
    """By a misspelt word, within one category, into the basket."""
    shop.begin("find it and put it into the basket")
    shop.tap("Belanja", within=".mb-nav")
    shop.type("Cari produk", "tampa anyamn")
    shop.tap("Cari", within="form[role=search]")
    shop.sees(f"{PRODUCT} Bundar")
    shop.tap("Anyaman dan kerajinan", within=".mb-facets")
    shop.tap("Terapkan saringan")
    shop.page.wait_for_url("**category=woven-craft**")
    shop.sees(f"{PRODUCT} Bundar")
    good = shop.page.locator(".mb-good", has_text=f"{PRODUCT} Bundar")
    good.get_by_label("Jumlah").fill("3")
    good.get_by_role("button", name="Masukkan keranjang").click()
    shop.sees("Masuk keranjang")
    shop.tap("Lihat keranjang")
    shop.sees(f"{PRODUCT} Bundar", "Rp35.000")
