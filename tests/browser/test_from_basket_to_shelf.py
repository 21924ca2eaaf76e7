"""From basket to shelf on phones of 360 px: one shop, three makers and three answers, by visible words alone."""

import sqlite3

import pytest

from marketplace.adapters.pictures.drawing import draw_pack
from tests.browser.hand import Hand
from tests.browser.shelves import SHOP, let_in

COFFEE, COOKIES, CHIPS = "Kopi Bubuk Robusta", "Nastar Toples", "Keripik Pisang Cokelat"
ROASTER, BAKER, FRYER = "Kopi Rekaan Tejosari", "Dapur Fiktif Mbak Sari", "Keripik Contoh Bu Tini"
ORDERED = {COOKIES: 12, COFFEE: 24, CHIPS: 24}
OUTLET = "Gerai Iring Mulyo"
WHY_LESS, WHY_NOT = "Biji kopi baru datang lusa.", "Produksi sedang penuh"
ADDRESSES = {"shop": "mitra", "baker": "produsen2", "roaster": "m03", "fryer": "produsen"}
UNSEEN = "Serah terima disiapkan"  # a maker's own business until it is sent


@pytest.fixture
def photo(tmp_path):
    file = tmp_path / "pecah.jpg"
    file.write_bytes(draw_pack(title=COOKIES, net="500 g", maker=BAKER, form="jar"))
    return file


@pytest.fixture
def hands(live, phone):
    """A hand for each of them, on the first page of the site."""
    let_in(live, f"{ADDRESSES['roaster']}@mb2.test")
    taken = {}

    def of(name):
        if name not in taken:
            page = phone(live, person=f"{ADDRESSES[name]}@mb2.test")
            page.goto("/")
            taken[name] = Hand(page)
        return taken[name]

    yield of
    for name, hand in taken.items():
        for act in hand.acts:
            print(f"{name:8} {act.name:44} {act.taps:2} taps, {act.fields} fields")


def test_from_basket_to_shelf(live, hands, photo):
    shop, baker, roaster = hands("shop"), hands("baker"), hands("roaster")
    choose(shop)
    fill(shop)
    raise_price(roaster)
    numbers = place(shop)
    confirm(baker)
    offer_less(roaster)
    decline(hands("fryer"))
    accept(shop)

    receive(shop, deliver(baker, COOKIES, 8), photo)
    look_at_the_broken(baker)
    agree(shop, BAKER, deliver(baker, COOKIES))
    agree(shop, ROASTER, deliver(roaster, COFFEE))

    logs = {name: story(hands(name), shop, numbers[maker]) for name, maker in MAKERS.items()}
    assert [first_words(one) for one in logs["baker"]] == BAKED
    assert ["dibawa 8" in logs["baker"][5], "diterima 5 · ditolak 3" in logs["baker"][4]] == [True, True]
    assert [first_words(one) for one in logs["roaster"]] == ROASTED
    assert [first_words(one) for one in logs["fryer"]] == ["Pesanan ditolak pembuat", "Pesanan dibuat"]
    says_why(shop, numbers[FRYER])

    jars, bags, chips = f"{COOKIES} 500 g", f"{COFFEE} 200 g", f"{CHIPS} 200 g"
    assert accepted(live) == {jars: (12, 12), bags: (12, 12), chips: (24, 0)}
    assert bought(live) == [(bags, 12, 29_000), (jars, 5, 62_500), (jars, 7, 62_500)]
    live.flask("doctor")


MAKERS = {"baker": BAKER, "roaster": ROASTER, "fryer": FRYER}
BAKED = [
    "Pesanan ditutup",
    "Serah terima disepakati",
    "Barang dikirim",
    "Dijawab dengan selisih",
    "Serah terima disepakati",
    "Barang dikirim",
    "Pesanan dikonfirmasi",
    "Pesanan dibuat",
]
ROASTED = [
    "Pesanan ditutup",
    "Serah terima disepakati",
    "Barang dikirim",
    "Toko menyetujui usulan",
    "Pembuat mengusulkan perubahan",
    "Pesanan dibuat",
]


def choose(shop):
    """At this outlet everybody sells outright, and nothing waits in its basket."""
    act = shop.begin("choose the outlet")
    shop.tap("Lainnya", within=".mb-nav")
    shop.tap("Keranjang", within="main")
    shop.tap(OUTLET)
    shop.sees("Keranjang kosong")
    assert act.taps == 3


def fill(shop):
    """Three taps and two fields for each product, and one to look at it all."""
    act = shop.begin("fill a basket from three makers")
    for name, count in ORDERED.items():
        shop.tap("Belanja", within=".mb-nav")
        shop.type("Cari produk", name)
        shop.tap("Cari", within="form[role=search]")
        shop.type("Jumlah", str(count))
        shop.tap("Masukkan keranjang")
        shop.sees("Masuk keranjang")
    shop.tap("Lihat keranjang")
    shop.sees(OUTLET, ROASTER, BAKER, FRYER, "Rp27.500 per", "Kirim 3 pesanan")
    assert (act.taps, act.fields) == (10, 6)


def raise_price(maker):
    act = maker.begin("change a price")
    maker.tap("Produk", within=".mb-nav")
    maker.tap(COFFEE, within="main")
    maker.tap("Harga", within="main")
    maker.tap("200 g", within="main")  # there is a larger pack too
    maker.type("Harga grosir per satuan", "29.000")
    maker.tap("Simpan varian")
    maker.sees("harga langsung berlaku")
    assert (act.taps, act.fields) == (5, 1)


def place(shop):
    """What the open page still promised is not sent; the line says what changed. Gives each maker's number."""
    act = shop.begin("place, told of a changed price")
    shop.tap("Kirim 3 pesanan")
    shop.sees("Harga atau isi keranjang berubah", COFFEE)
    line = shop.page.get_by_role("listitem").filter(has=shop.page.get_by_role("heading", name=COFFEE))
    assert "Harga berubah dari Rp27.500 menjadi Rp29.000" in line.inner_text()
    shop.tap("Setuju")
    shop.sees("1 baris disesuaikan", "Rp29.000 per")
    shop.tap("Kirim 3 pesanan")
    shop.sees("3 pesanan terkirim")
    assert (act.taps, act.fields) == (3, 0)
    rows = {name: shop.page.get_by_role("row").filter(has_text=name) for name in MAKERS.values()}
    return {name: row.get_by_role("cell").first.inner_text() for name, row in rows.items()}


def confirm(maker):
    """What waits longer comes first, and takes two taps as ours does."""
    maker.home()
    act = maker.begin("confirm an order")
    maker.tap("pesanan menunggu jawaban Anda")
    maker.tap("Konfirmasi pesanan")
    maker.sees("Dikonfirmasi")
    while SHOP not in maker.page.inner_text("main"):
        act = maker.begin("confirm the next one")
        maker.tap("Pesanan berikutnya yang menunggu")
        maker.tap("Konfirmasi pesanan")
        maker.sees("Dikonfirmasi")
    assert (act.taps, act.fields) == (2, 0)


def open_order(maker):
    """The newest of our shop, from the tab of orders."""
    maker.home()
    maker.tap("Pesanan", within=".mb-nav")
    tap_row(maker, SHOP)


def tap_row(hand, words):
    """The first row of a list with these words in it."""
    hand.acts[-1].taps += 1
    hand.touch(hand.page.get_by_role("row").filter(has_text=words).first.get_by_role("link").first)


def offer_less(maker):
    act = maker.begin("offer less")
    open_order(maker)
    maker.sees("Usulkan perubahan", COFFEE)
    maker.tap("Usulkan perubahan")
    maker.type("Jumlah", "12")
    maker.type("Penjelasan untuk toko", WHY_LESS)
    maker.tap("Kirim usulan")
    maker.sees("Usulan dikirim", "Menunggu jawaban toko")
    assert (act.taps, act.fields) == (4, 2)


def decline(maker):
    act = maker.begin("decline")
    open_order(maker)
    maker.sees(CHIPS)
    maker.tap("Tidak bisa memenuhi pesanan ini")
    maker.tap(WHY_NOT)
    maker.tap("Tolak pesanan")
    maker.sees("Toko membaca alasan Anda")
    assert (act.taps, act.fields) == (5, 0)


def accept(shop):
    """Old and new stand side by side, in words."""
    shop.home()
    act = shop.begin("accept what is offered instead")
    shop.tap("usulan pembuat menunggu jawaban Anda")
    shop.sees(WHY_LESS, "24 buah × Rp29.000", "12 buah × Rp29.000", "Kurang 12")
    shop.tap("Setujui usulan")
    shop.sees("Usulan disetujui")
    assert (act.taps, act.fields) == (2, 0)


def deliver(maker, product, count=None):
    """All that is left of the order, or so many; gives the number of the note that travels with them."""
    act = maker.begin(f"send {count or 'the rest'}")
    open_order(maker)
    maker.tap("Siapkan kiriman")
    maker.sees(product)
    if count:
        maker.type("Dibawa", str(count))
    maker.tap("Kirim surat jalan")
    maker.sees("Menunggu toko", product)
    assert act.taps == 4
    return maker.page.inner_text("h1").removeprefix("Surat jalan ")


def receive(shop, number, photo):
    """Three jars came broken."""
    shop.home()
    act = shop.begin("receive, three rejected with a photo")
    shop.tap("Terima", within=".mb-nav")
    tap_row(shop, BAKER)
    shop.sees(number)
    shop.tap(f"Ada selisih {COOKIES}")
    shop.type("Diterima", "5")
    shop.type("Ditolak", "3")
    shop.tap("Rusak")
    shop.upload("Tambah foto", photo)
    shop.tap("Terima, 1 selisih")
    shop.sees("Disepakati", "Rusak")
    assert (act.taps, act.fields) == (6, 2)


def look_at_the_broken(maker):
    """Why, and the photo, from the maker's home."""
    act = maker.begin("see what was rejected, and the photo")
    open_order(maker)
    maker.sees("5 dari 8")
    tap_row(maker, "5 dari 8")
    maker.sees("Selisih: 5 diterima, 3 ditolak", "Rusak")
    maker.tap("lihat foto")
    maker.page.wait_for_url("**/files/*")
    maker.page.go_back()
    assert act.taps == 4


def agree(shop, maker, number):
    """Another note of the same maker may wait beside it."""
    shop.home()
    act = shop.begin("agree without differences")
    card = shop.page.get_by_role("listitem").filter(has_text=number)
    shop.touch(card.get_by_role("link", name=f"Terima kiriman {maker}"))
    act.taps += 1
    shop.tap("Terima, semua sesuai")
    shop.sees("Disepakati")
    assert (act.taps, act.fields) == (2, 0)


def story(maker, shop, number):
    """What both read of an order: the same, but for what the maker only prepared."""
    maker.begin("read the history")
    open_order(maker)
    maker.sees(number, "Riwayat")
    open_as_shop(shop, number)
    shop.sees("Riwayat")
    mine, theirs = entries(maker), entries(shop)
    assert [one for one in mine if UNSEEN not in one] == theirs
    return theirs


def open_as_shop(shop, number):
    shop.home()
    shop.begin("read the history")
    shop.tap("Lainnya", within=".mb-nav")
    shop.tap("Pesanan", within="main")
    shop.tap(number, within="main")


def entries(hand):
    return hand.page.locator(".mb-log").get_by_role("listitem").all_inner_texts()


def first_words(entry):
    """What was done, without when and by whom."""
    return next(words for words in (*BAKED, *ROASTED, "Pesanan ditolak pembuat") if words in entry)


def says_why(shop, number):
    open_as_shop(shop, number)
    shop.sees("Ditolak pembuat", f"Ditolak pembuat: “{WHY_NOT}”")


def accepted(live):
    """By product of the orders sent last: what both agreed on, and what was accepted."""
    sql = "SELECT l.name, l.quantity, l.accepted FROM orders o JOIN order_lines l ON l.order_id = o.id"
    return {name: (quantity, taken) for name, quantity, taken in of_last_group(live, sql)}


def bought(live):
    """What the ledger holds of them."""
    sql = (
        "SELECT b.text, b.quantity_milli / 1000, b.unit_price FROM orders o JOIN handovers h ON h.order_id = o.id"
        " JOIN purchases p ON p.source = 'handover' AND p.source_ref = h.public_id"
        " JOIN purchase_lines b ON b.purchase_id = p.id"
    )
    return sorted(of_last_group(live, sql))


def of_last_group(live, sql):
    with sqlite3.connect(live.folder / "mb2.db") as database:
        return database.execute(f"{sql} WHERE o.group_id = (SELECT MAX(id) FROM order_groups)").fetchall()
