"""What titles and headings say besides naming a column: PPN, thousands, per what, which discount, returns."""

from __future__ import annotations

import re
from typing import Final

from marketplace.imports.registers.ways import DiscountKind
from marketplace.kernel.names import same_name
from marketplace.kernel.units import UnitWord, read_unit

TAX: Final = r"(?:ppn|pajak|vat|tax)\b"
WITHOUT_TAX = re.compile(
    rf"\b(?:belum|blm|tidak|tdk|tanpa|sebelum|di\s?luar|exc\w*|ex|non|bebas|net of)\b\W*(?:\w+\W+){{0,2}}?{TAX}"
    rf"|\b{TAX}\W*(?:\d+\W*)?(?:belum|tidak|exc\w*|terpisah|di\s?luar)"
)
WITH_TAX = re.compile(
    rf"(?:\b(?:termasuk|inc\w*|sudah|sdh|dengan|dgn|setelah|sesudah|plus|berikut|brutto?)\b|[+&])\W*(?:\w+\W+){{0,2}}?{TAX}"
    rf"|\b{TAX}\W*(?:\d+\W*)?(?:inc\w*|termasuk|sudah|di\s?dalam)"
)
THOUSANDS = re.compile(
    r"(?:\brp\.?|\bidr|\brupiah)\s*['’`.]?\s*000(?![\d.])|\bribuan\b|\b(?:dalam|dlm|rp\.?|x)\s*ribu\b"
    r"|[x×]\s*1[.,]?000\b|\(\s*['’`.]?000\s*\)"
)
MILLIONS = re.compile(r"\bjutaan\b|\b(?:dalam|dlm|rp\.?|x)\s*juta\b")
PER = re.compile(r"(?:\bper\b|/|@)\s*([a-z]+)")
ANY_UNIT = frozenset(
    {"satuan", "unit", "item", "barang", "kemasan", "sat"}
)  # of whatever the row is counted in
DISCOUNT = re.compile(
    r"^(?:(?:total|jumlah|nilai|jml)\s*)?(?:disk?on|disc|discount|dis|pot|potongan|rabat|rebate|promo|cash\s?back"
    r"|voucher|korting)(?=[\W\d]|$)"
)
RETURNED = re.compile(r"\b(?:di)?retu?r\w*|\breturn\w*|\bpengembalian\b|\bdikembalikan\b|\bkembalikan\b")
MAY_BE_RETURNED = re.compile(
    r"\b(?:bisa|boleh|dapat|jika|bila|kalau|apabila|tidak|tdk|tanpa|non|no|belum|bebas|hak|garansi|batas|maks\w*"
    r"|siap|batal|ganti|titip\w*|konsinyasi|sisa\w*)\b"
)
SOLD_OR_BOUGHT = re.compile(r"\b(?:pembelian|beli|penerimaan|barang masuk)\b")
QUALIFIERS = re.compile(
    r"\(.*?\)|['’`]?\b000\b|\b(?:dalam|dlm)\s+(?:ribu|juta)\w*\b|\b(?:ribu|juta)an\b|\b(?:rp|idr|rupiah)\b\.?"
    r"|(?:\bper\b|/|@)\s*[a-z]+\b|\b\d+\s*%"
)
# The beginning of a title of which no amount, day, shop or sign depends.
HARMLESS = re.compile(
    r"(?:kode|nomor|barcode|merk|merek|brand|kategori|kelompok|golongan|departemen|divisi|jatuhtempo"
    r"|tgljatuhtempo|tanggaljatuhtempo|tempo|tgltempo|carabayar|pembayaran|metode|tunai|kredit|lunas|operator"
    r"|kasir|petugas|penerima|pemeriksa|dibuat|dicatat|alamat|kecamatan|kelurahan|telp|telepon"
    r"|npwp|hargajual|hrgjual|hargaeceran|hargalama|margin|laba|markup|stok|stock|sisa|saldo|kedaluwarsa"
    r"|kadaluarsa|tglexp|batch|gambar|ukuran|warna|varian|kemasan|tglinput|tanggalinput"
    r"|alasan|lokal|bulan|tahun|minggu|paraf|jenis|tipe|sumber|bukti)"
)
SHORT_HARMLESS = re.compile(  # as words of their own: `No PO` is one, `Nominal` is an amount
    r"(?:no|id|kd|plu|sku|dept|rak|top|bayar|user|admin|kota|hp|wa|het|exp|ed|lot|foto|berat|bonus|po|jam|waktu|baris"
    r"|asal|hari|ttd|isi|grade)(?![a-z0-9])"
)
COST = re.compile(r"(?:ongkir|ongkos|biaya|materai|meterai|pembulatan|angkut)")
# Withheld from what is paid, and no part of a price.
INCOME_TAX = re.compile(r"\bpph(?![a-z])|pajak penghasilan")
# Sums of the same line, which say nothing new where its total is known.
SUMS = frozenset(
    {
        "dpp",
        "dppnilailain",
        "bruto",
        "subtotal",
        "jumlah",
        "jumlahbruto",
        "jumlahkotor",
        "total",
        "nilai",
        "netto",
        "jumlahnetto",
    }
)
NO_RETURN = frozenset({"", "0", "tidak", "tdk", "t", "n", "no", "bukan", "beli"})
NO_PURCHASE = re.compile(
    r"k|c|cr|kr|out|jual|dijual|terjual|penjualan|sale|sales|sold|keluar|barangkeluar|pengeluaran|pemakaian|dipakai|pakai"
    r"|transfer\w*|pindah\w*|koreksi\w*|adjust\w*|penyesuaian\w*|opname|stokopname|saldoawal|stokawal|hilang|rusak|pengurangan"
    r"|kurang|pesanan|order|po|purchaseorder|penawaran|retail|pembatalan"
    r"|nota(?:kredit|debit|debet)|(?:credit|debit)(?:note|memo)|cn|dn"
)
NO_DELIVERY = re.compile(
    r"(?:di)?(?:tolak|hapus|pesan|tunda)|pesanan|tidakjadi|tdkjadi|gagal|pending|menunggu\w*|draft|(?:belum|tidak|tdk|blm)"
    r"(?:di)?(?:terima|datang|kirim|sampai|tiba)|preorder|rejected|failed|refund\w*|hilang|salahinput|double|dobel|ganda"
    r"|nota(?:kredit|debit|debet)|(?:credit|debit)(?:note|memo)"
)
OTHER_REPORT = re.compile(
    r"\b(?:laporan|daftar|rekap\w*|data|kartu)\b.*\b(?:penjualan|jual|stok|stock|persediaan|barang keluar)\b"
)
FOREIGN = re.compile(r"\b(?:usd|sgd|eur|myr|rmb|cny|jpy|aud|dol+ar|euro|ringgit|yuan|yen)\b|us\$|\$")
NUMBERED_RETURN = re.compile(r"^(?:retur|rtr|rtb|rb)\W*\d")
OF_A_SHOP = re.compile(r"^(?:nama\s*)?(?:(?:toko|unit)\s*[:=]|(?:cabang|outlet|gerai)\b)\W*\S")
MEANS_MONEY = re.compile(r"harga|jumlah|total|nilai|biaya|ongkos|rp|netto|bruto")


def vat_said(text: str) -> bool | None:
    """Whether amounts have VAT inside, as these words say; None where they say nothing of it."""
    text = text.lower()
    if WITHOUT_TAX.search(text):
        return False
    return True if WITH_TAX.search(text) else None


def scale_said(text: str) -> int:
    """By how much amounts are to be multiplied."""
    text = text.lower()
    if THOUSANDS.search(text):
        return 1_000
    return 1_000_000 if MILLIONS.search(text) else 1


def per_said(text: str) -> UnitWord | None:
    """`Harga per lusin`, `Harga/kg`; nothing for `per satuan`, which is whatever the row is counted in."""
    found = PER.search(text.lower())
    return read_unit(found[1]) if found and found[1] not in ANY_UNIT else None


def is_discount(title: str) -> bool:
    """`Potongan PPh` is none: it lowers what is paid, and not what was bought."""
    return DISCOUNT.match(title.lower().strip()) is not None and not is_income_tax(title)


def is_income_tax(title: str) -> bool:
    return INCOME_TAX.search(title.lower()) is not None


def discount_said(title: str) -> DiscountKind | None:
    """None where the heading does not say which kind it is."""
    text = title.lower()
    if "%" in text or "persen" in text:
        return DiscountKind.PERCENT
    per = PER.search(text)
    if per and (per[1] in ANY_UNIT or read_unit(per[1])):
        return DiscountKind.PIECE
    said = re.search(r"\brp\b|rupiah|^(?:total|jumlah|nilai|jml)\b", text)
    return DiscountKind.LINE if said else None


def marks_return(text: str) -> bool:
    """`retur rusak` does, `bisa retur` tells only the terms."""
    text = text.lower()
    return bool(NUMBERED_RETURN.match(text) or RETURNED.search(text)) and not MAY_BE_RETURNED.search(text)


def may_be_no_purchase(text: str) -> bool:
    """The kind of a transaction by which goods leave, or are only counted; a return tells by itself."""
    return NO_PURCHASE.fullmatch(same_name(text)) is not None and not marks_return(text)


def came_to_nothing(text: str) -> bool:
    """The state of an order that was not delivered, or what was taken back by a note of credit."""
    return NO_DELIVERY.fullmatch(same_name(text)) is not None


def names_other_report(text: str) -> bool:
    """A title of sales or of stock, and not of what was bought."""
    text = text.lower()
    return bool(OTHER_REPORT.search(text)) and not SOLD_OR_BOUGHT.search(text)


def is_foreign(text: str) -> bool:
    """Whether these words name another currency than rupiah."""
    return FOREIGN.search(text.lower()) is not None


def begins_returns(text: str) -> bool | None:
    """A line above rows: they are returns, purchases, or (None) it says nothing of that."""
    text = text.lower()
    back, bought = RETURNED.search(text), SOLD_OR_BOUGHT.search(text)
    if back and not MAY_BE_RETURNED.search(text) and (bought is None or back.start() < bought.start()):
        return True
    return False if bought else None


def bare_title(title: str) -> str:
    """`Harga Beli/pcs incl. PPN (Rp 000)` is a `harga beli`."""
    text = WITHOUT_TAX.sub(" ", title.lower())
    return QUALIFIERS.sub(" ", WITH_TAX.sub(" ", text))


def is_harmless(title: str) -> bool:
    name = same_name(title)
    return bool(HARMLESS.match(name) or SHORT_HARMLESS.match(title.lower().strip())) and not (
        MEANS_MONEY.search(name)
        and not name.startswith(("hargajual", "hrgjual", "hargaeceran", "hargalama", "kode", "nomor"))
    )


def is_cost(title: str) -> bool:
    """Of bringing or paying goods, not of the goods; what is bought is counted without it, and the column is named."""
    return COST.match(same_name(title)) is not None or is_income_tax(title)
