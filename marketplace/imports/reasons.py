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
    TAX_UNREAD = "TAX_UNREAD", _l("PPN tidak terbaca dan tidak dicatat; nilai tanpa PPN tetap dihitung.")


class Fault(NamedTuple):
    """A reason, and the sentence that names the fix."""

    reason: RowReason
    note: Label
