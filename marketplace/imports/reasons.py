"""Why a row of a register is not taken, and what is told along with one that is."""

from __future__ import annotations

from typing import NamedTuple

from marketplace.kernel.labels import Label, Labelled, _l


class RowReason(Labelled):
    """In the order in which they are looked for; the first one counts."""

    MISSING_PRODUCT = "MISSING_PRODUCT", _l("Nama barang kosong")
    MISSING_SUPPLIER = "MISSING_SUPPLIER", _l("Pemasok kosong")
    BAD_DATE = "BAD_DATE", _l("Tanggal salah")
    OUT_OF_PERIOD = "OUT_OF_PERIOD", _l("Di luar masa")
    BAD_QTY = "BAD_QTY", _l("Jumlah barang salah")
    UNKNOWN_UNIT = "UNKNOWN_UNIT", _l("Satuan tidak dikenal")
    BAD_PRICE = "BAD_PRICE", _l("Harga salah")
    TOTAL_MISMATCH = "TOTAL_MISMATCH", _l("Jumlah harga tidak cocok")
    MISSING_SHOP = "MISSING_SHOP", _l("Toko kosong")
    DUPLICATE = "DUPLICATE", _l("Baris kembar")


class Warn(Labelled):
    BARCODE_CHECK_DIGIT = (
        "BARCODE_CHECK_DIGIT",
        _l("Angka kontrol barcode salah; barang dikenali dari namanya."),
    )
    TOTAL_COMPUTED = (
        "TOTAL_COMPUTED",
        _l("Jumlah harga kosong; dihitung dari jumlah barang dan harga satuan."),
    )
    PRICE_PER_PACK = "PRICE_PER_PACK", _l("Harga dibaca untuk satu kemasan, bukan untuk satu buah isinya.")
    PACK_UNKNOWN = (
        "PACK_UNKNOWN",
        _l("Isi kemasan tidak diketahui; jumlahnya dicatat dalam kemasan, bukan dalam isinya."),
    )
    PRICE_TINY = "PRICE_TINY", _l("Harga di bawah Rp25; pastikan titik ribuannya tidak hilang.")
    TAX_UNREAD = "TAX_UNREAD", _l("PPN tidak terbaca dan tidak dicatat; nilai tanpa PPN tetap dihitung.")
    CONTINUED = "CONTINUED", _l("Tanggal, nomor nota, dan pemasoknya dari baris di atasnya.")
    # of the whole file
    VAT_SILENT = "VAT_SILENT", _l("Berkas tidak menyebut PPN; nilainya dibaca tanpa PPN.")
    VAT_TAKEN_OFF = "VAT_TAKEN_OFF", _l("Nilai di berkas memuat PPN; yang dihitung nilai tanpa PPN.")
    NUMBERS_READ = "NUMBERS_READ", _l("Titik dan koma pada angka dibaca seperti seluruh berkas menulisnya.")
    SCALED = "SCALED", _l("Berkas menulis nilai dalam ribuan atau jutaan; dikalikan menjadi rupiah.")
    MONTH_FIRST = "MONTH_FIRST", _l("Tanggal di berkas ditulis bulan lebih dulu.")
    DISCOUNT_READ = "DISCOUNT_READ", _l("Kolom diskon dibaca seperti jumlah harga dan total berkas.")
    DISCOUNT_BELOW = (
        "DISCOUNT_BELOW",
        _l("Di bawah baris ada potongan yang tidak dikurangkan dari barisnya."),
    )
    RETURNS_FOUND = "RETURNS_FOUND", _l("Baris yang ditandai retur dihitung mengurangi.")
    SHEET_LEFT_OUT = "SHEET_LEFT_OUT", _l("Lembar rekap mengulang baris lembar lain, jadi tidak dibaca.")
    SHEET_UNREAD = "SHEET_UNREAD", _l("Lembar ini tidak terbaca karena kolomnya kurang.")
    SHOP_ABOVE = "SHOP_ABOVE", _l("Baris tanpa nama toko dibaca milik toko di atasnya.")
    SHOP_NAMED = "SHOP_NAMED", _l("Semua baris menyebut satu toko; pastikan itu toko ini.")
    PRICE_FROM_TOTAL = (
        "PRICE_FROM_TOTAL",
        _l("Berkas tidak menulis harga satuan; dihitung dari jumlah harga dibagi banyaknya."),
    )
    UNKNOWN_COLUMN = "UNKNOWN_COLUMN", _l("Kolom ini tidak dikenal dan tidak ikut dihitung.")
    COLUMN_READ = "COLUMN_READ", _l("Isi kolom yang tidak dikenal terbukti dari jumlah harga tiap baris.")
    OTHER_REPORT = (
        "OTHER_REPORT",
        _l("Judul berkas menyebut penjualan atau stok; pastikan ini daftar pembelian."),
    )
    REMEMBERED = "REMEMBERED", _l("Dipakai seperti bulan lalu.")
    TOTAL_DIFFERS = "TOTAL_DIFFERS", _l("Total di berkas berbeda dari jumlah baris yang diambil.")


class FileNote(NamedTuple):
    """Something about the whole file: the code, and the sentence with what it is about."""

    code: Warn
    note: Label


class Fault(NamedTuple):
    """A reason, and the sentence that names the fix."""

    reason: RowReason
    note: Label
