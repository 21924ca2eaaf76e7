"""A file becomes a book of sheets, or a sentence says what to do about it."""

from __future__ import annotations

from collections.abc import Mapping

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.ports.sheets import BadSheet, Book, Sheets

TROUBLE: Mapping[str, Label] = {
    "empty": _l("Berkas ini kosong. Pilih berkas yang berisi baris."),
    "unreadable": _l(
        "Berkas ini rusak atau tidak dapat dibaca. Buka di Excel, simpan lagi sebagai XLSX atau CSV, lalu unggah."
    ),
    "wrong_type": _l("Berkas ini bukan lembar kerja. Unggah XLSX, XLS, ODS, atau CSV."),
    "password": _l("Berkas ini terkunci kata sandi. Simpan lagi tanpa kata sandi, lalu unggah."),
    "macros": _l("Berkas ini berisi makro. Simpan lagi sebagai XLSX tanpa makro, lalu unggah."),
    "links": _l(
        "Berkas ini mengambil isi dari berkas atau alamat lain. Salin nilainya saja ke lembar kerja baru, lalu unggah."
    ),
    "too_large": _l("Berkas ini melebihi 16 MB. Bagi per bulan, lalu unggah satu per satu."),
    "bomb": _l(
        "Berkas ini terlalu besar setelah dibuka. Salin barisnya saja ke lembar kerja baru, lalu unggah."
    ),
    "too_many_rows": _l(
        "Paling banyak 100.000 baris dan 60 kolom. Bagi per bulan, lalu unggah satu per satu."
    ),
    "timeout": _l("Berkas ini terlalu lama dibaca. Salin barisnya saja ke lembar kerja baru, lalu unggah."),
}


class Unreadable(Refused):
    """`code` is that of BadSheet."""

    def __init__(self, code: str, sentence: Label) -> None:
        super().__init__(sentence, field="file")
        self.code = code


def open_book(sheets: Sheets, content: bytes, name: str, *, trouble: Mapping[str, Label] = TROUBLE) -> Book:
    """Raises Unreadable with the sentence that `trouble`, or else TROUBLE, has for the code of BadSheet."""
    try:
        return sheets.read(content, name)
    except BadSheet as bad:
        raise Unreadable(bad.code, trouble.get(bad.code, TROUBLE[bad.code])) from bad
