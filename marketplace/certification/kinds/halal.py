"""Halal, by BPJPH: `ID` and 17 digits, 18 seen too. No expiry while ingredients and process stay (PP 42/2024)."""

from datetime import date

from marketplace.certification.kinds.base import KINDS, CertificateKind, ChecklistStep
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l

LAMPUNG = "18"


class Halal(CertificateKind):
    label = _l("Halal")
    title = _l("Sertifikat halal")
    issuer = _l("BPJPH")
    lasts = _l("Selama bahan dan cara tidak berubah")
    costs = _l("Gratis lewat SEHATI selama kuota ada")
    about = _l("Wajib bagi makanan dan minuman; usaha mikro dan kecil sejak 17 Oktober 2026.")
    prepare = _l("NIB, daftar bahan dan merek bahan, cara pembuatan.")
    mishaps = _l(
        "Daftar bahan tidak memuat merek dan nomor halal bahannya; nomor fatwa (KH…) ditulis sebagai nomor sertifikat; "
        "bahan atau cara diganti tanpa melapor, sehingga sertifikatnya gugur."
    )
    checklist = (
        ChecklistStep("materials", _l("Daftar bahan dan mereknya ditulis")),
        ChecklistStep("process", _l("Cara pembuatan ditulis")),
        ChecklistStep("companion", _l("Pendamping halal ditunjuk")),
        ChecklistStep("verification", _l("Pendamping memeriksa di tempat")),
        ChecklistStep("upload", _l("Pernyataan diajukan di SiHalal")),
    )
    example = "ID18110000123450924"
    shape = _l("ID diikuti 17 atau 18 angka")
    pattern = r"ID\d{17,18}"
    expires = False
    place = 30

    def read(self, text: str) -> str:
        """The last four digits are the month and year of issue, by observation: no thirteenth month."""
        number = super().read(text)
        if not 1 <= int(number[-4:-2]) <= 12:
            raise Refused(
                _l(
                    "Halal: empat angka terakhir adalah bulan dan tahun terbit, misalnya 0924; Anda mengisi %(typed)s.",
                    typed=number[-4:],
                ),
                field="number",
            )
        return number

    def warnings(self, number: str, expires_on: date | None) -> list[Label]:
        if number[2:4] == LAMPUNG:
            return []
        return [_l("Angka provinsi %(code)s, bukan 18 (Lampung).", code=number[2:4])]


KINDS.add("halal")(Halal())
