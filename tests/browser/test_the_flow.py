"""The whole flow on phones of 360 px: from a maker's papers to a signed report, by visible words alone."""

import re

import pytest

from marketplace.adapters.pictures.drawing import draw_pack
from marketplace.kernel import clock
from marketplace.kernel.period import Month
from tests.browser.hand import Hand
from tests.browser.putting_up import put_up

PRODUCT = "Keripik Sukun Uji"
PASSWORD = "mb2-demo-2026"
TODAY = clock.day_of(clock.now())


@pytest.fixture(scope="module")
def photo(tmp_path_factory):
    file = tmp_path_factory.mktemp("foto") / "kemasan.jpg"
    file.write_bytes(draw_pack(title=PRODUCT, net="150 g", maker="Contoh", form="pouch"))
    return file


@pytest.fixture
def hands(live, phone):
    """A hand for each person, on the first page of the site."""
    taken = {}

    def of(name):
        if name not in taken:
            page = phone(live, person=f"{name}@mb2.test")
            page.goto("/")
            taken[name] = Hand(page)
        return taken[name]

    yield of
    for name, hand in taken.items():
        for act in hand.acts:
            print(f"{name:10} {act.name:40} {act.taps} taps, {act.fields} fields, {act.keys} keys")


def test_the_whole_flow(hands, photo):
    snack = {"category": "Camilan, keripik dan makanan kering", "more": {"Masa simpan": "120"}}
    act = put_up(hands("produsen"), photo, name=PRODUCT, net="150 g", unit="bungkus", price="12.500", **snack)
    assert act.fields == 4
    for paper in ("SPP-IRT", "halal"):
        prove(hands("produsen"), paper, photo)
    for _ in range(4):  # the city has a revision of this maker waiting before
        approve(hands("petugas"), "Keripik Contoh Bu Tini")
    order(hands("mitra"))
    confirm(hands("produsen"))
    agree(hands("mitra"))
    receive(hands("mitra"), deliver(hands("produsen")), photo)
    log(hands("mitra"), photo)
    vouch(hands("produsen"))
    declare(hands("mitra"))
    position(hands("mitra"))
    trace(hands("auditor"))
    answer(hands("mitra"), photo)
    publish(hands("penyetuju"))
    read(hands("walikota"))


def prove(maker, paper, photo):
    """A paper with its scan; the fields are as the kind of paper asks."""
    maker.begin(f"submit a {paper}")
    maker.home()
    maker.tap("Lainnya", within=".mb-nav")
    maker.tap("Surat", within="main")
    maker.tap("Ajukan surat")
    maker.tap("SPP-IRT" if paper == "SPP-IRT" else "Sertifikat halal", within="main")
    maker.type("Nomor", "2061872020777-30" if paper == "SPP-IRT" else "ID18110000777771126")
    maker.type("Tanggal terbit", TODAY.replace(day=1).isoformat())
    if paper == "SPP-IRT":
        maker.type("Berlaku sampai", "2030-06-30")
    maker.tap(PRODUCT)
    maker.upload("Foto atau pindaian surat", photo)
    maker.tap("Ajukan surat")
    maker.sees("Menunggu")


def approve(officer, maker):
    """The officer finds the maker's submission in the queue and settles it by one key."""
    officer.home()
    act = officer.begin("approve a submission")
    officer.tap("Tinjau", within=".mb-nav")
    officer.tap(maker, within="main")
    officer.sees("Setujui")
    officer.press("s")
    officer.sees("disetujui")
    assert act.keys == 1


def order(shop):
    shop.begin("order a product")
    shop.tap("Belanja", within=".mb-nav")
    shop.type("Cari produk", "kripik sukun")
    shop.tap("Cari", within="form[role=search]")
    shop.type("Jumlah", "10")
    shop.tap("Masukkan keranjang")
    shop.sees("Masuk keranjang")
    shop.tap("Lihat keranjang")
    shop.tap("Kirim", within=".mb-bar")
    shop.sees("pesanan terkirim")


def confirm(maker):
    """The order that waits longest in two taps, and then the others, until ours is confirmed."""
    maker.home()
    act = maker.begin("confirm an order")
    maker.tap("pesanan menunggu jawaban Anda")
    maker.tap("Konfirmasi pesanan")
    maker.sees("Dikonfirmasi")
    assert act.taps <= 2
    while PRODUCT not in maker.page.inner_text("main"):
        maker.begin("confirm the next one")
        maker.tap("Pesanan berikutnya yang menunggu")
        maker.tap("Konfirmasi pesanan")
        maker.sees("Dikonfirmasi")


def deliver(maker):
    """Gives the number of the delivery note that travels with the goods."""
    maker.begin("send the goods")
    maker.tap("Siapkan kiriman")
    maker.tap("Kirim surat jalan")
    maker.sees("Menunggu toko", PRODUCT)
    return maker.page.inner_text("h1").removeprefix("Surat jalan ")


def agree(shop):
    """Everything that came is as it was sent."""
    shop.home()
    act = shop.begin("agree a handover without differences")
    shop.tap("Terima kiriman")
    shop.tap("Terima, semua sesuai")
    shop.sees("Disepakati")
    assert act.taps <= 2


def receive(shop, number, photo):
    """Two of ten are rejected with a reason and a photo; the rest is agreed."""
    shop.home()
    shop.begin("receive goods, two rejected")
    shop.tap("Terima", within=".mb-nav")
    shop.tap(number, within="main")
    shop.tap(f"Ada selisih {PRODUCT}")
    shop.type("Diterima", "8")
    shop.type("Ditolak", "2")
    shop.tap("Kemasan cacat")
    shop.upload("Tambah foto", photo)
    shop.tap("Terima, 1 selisih")
    shop.sees("Disepakati", "Kemasan cacat")


def log(shop, photo):
    shop.home()
    act = shop.begin("log a purchase by hand")
    shop.tap("Lainnya", within=".mb-nav")
    shop.tap("Pembelian", within="main")
    shop.tap("Catat pembelian")
    shop.upload("Foto nota", photo)
    shop.type("Penjual", "keripik contoh bu tini")
    shop.type("Barang", "Keripik Singkong Balado")
    shop.type("Jumlah uang", "85.000")
    shop.tap("Simpan pembelian")
    shop.sees("Pembelian dicatat", "Rp85.000", "Keripik Contoh Bu Tini")
    assert act.fields <= 4


def vouch(maker):
    maker.home()
    maker.begin("confirm a logged purchase")
    maker.tap("pembelian menunggu pembenaran Anda")
    maker.touch(maker.page.get_by_role("row").filter(has_text="Rp85.000").get_by_role("button", name="Benar"))
    maker.sees("Pembelian dibenarkan")


def declare(shop):
    shop.begin("declare the month's spending")
    shop.home()
    shop.tap("Lainnya", within=".mb-nav")
    shop.tap("Pembelian", within="main")
    shop.tap("Pernyataan belanja")
    shop.tap("Nyatakan belanja")
    shop.type("Bulan", str(Month.of(TODAY)))
    shop.type("Total belanja", "10.000.000")
    shop.type("Penanggung jawab", "Hartono Contoh")
    shop.tap("Kirim pernyataan")
    shop.sees("langsung dihitung")


def position(shop):
    """The shop's own figures: its share with both numbers, and the way to the rows."""
    shop.begin("read one's own position")
    shop.home()
    shop.tap("Posisi", within=".mb-nav")
    shop.sees("Rp10.000.000", "Angka sementara", "contoh")
    shop.touch(shop.page.get_by_role("link", name=re.compile(r"^Rp[\d.]+$")).first)
    shop.sees(PRODUCT, "Rp100.000")


def trace(auditor):
    """From a figure to its rows to their proof, and a row is refused."""
    act = auditor.begin("from a figure to the receipt")
    auditor.tap("Laporan", within=".mb-nav")
    auditor.page.get_by_label("Bulan").select_option(value=str(Month.of(TODAY)))
    auditor.touch(auditor.page.get_by_role("button", name="Tampilkan"))
    row = auditor.page.get_by_role("row").filter(has_text="Swalayan Contoh Sumber Rejeki")
    auditor.touch(row.get_by_role("link").filter(has_text="%").first)
    auditor.sees(PRODUCT, "Rp100.000")
    line = auditor.page.get_by_role("row").filter(has_text="Keripik Singkong Balado")
    line.get_by_role("link", name="Buka bukti").click()
    auditor.page.wait_for_url("**/files/*")
    act.taps += 2
    assert act.taps <= 3
    auditor.page.go_back()
    auditor.begin("refuse a row")
    auditor.touch(line.get_by_role("link", name="Tolak baris ini"))
    auditor.sees("Tingkat bukti", "Dibenarkan pembuat")
    auditor.type("Alasan", "Tanggal pada nota tidak terbaca; mohon foto ulang.")
    auditor.tap("Tolak baris ini")
    auditor.sees("Ditolak auditor", "Menunggu jawaban toko")


def answer(shop, photo):
    """The row does not count until the shop has answered and the auditor has accepted the answer."""
    shop.home()
    shop.begin("answer a refusal")
    shop.tap("Auditor menolak satu baris: Keripik Singkong Balado")
    shop.type("Penjelasan", "Foto ulang terlampir; tanggalnya hari ini.")
    shop.upload("Foto nota atau bukti", photo)
    shop.tap("Kirim jawaban")
    shop.sees("dihitung lagi setelah auditor menerimanya")


def publish(approver):
    approver.home()
    approver.begin("publish a month")
    approver.tap("siap diterbitkan")
    approver.type("Alasan terbit", "Barang yang ditolak auditor belum dijawab; sisanya menyusul.")
    approver.type("Kata sandi", PASSWORD)
    approver.tap("hal terbuka")
    approver.sees("terbit dan ditandatangani", "LAP-MB2", "contoh")


def read(mayor):
    """The newest report, from the mayor's home to its verified signature."""
    mayor.home()
    mayor.begin("read the newest report")
    mayor.tap("sudah terbit")
    mayor.sees("Wali Kota", "contoh")
