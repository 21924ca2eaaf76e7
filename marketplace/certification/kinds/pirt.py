"""SPP-IRT for food made at home: 15 digits `ABBPPKKNNMMMM-YY` (PerBPOM 22/2018), valid five years at most.

A packaging 1-8, BB food type 01-16, PPKK the city (1872 is Metro), NN product, MMMM maker, YY the year it expires.
"""

import re
from datetime import date

from marketplace.certification.kinds.base import KINDS, CertificateKind, ChecklistStep
from marketplace.kernel.labels import Label, _l

METRO = "1872"
PACKAGINGS = "12345678"  # glass, plastic, paper, can, foil, other, composite, several


class Pirt(CertificateKind):
    label = _l("SPP-IRT")
    title = _l("Sertifikat pangan rumah tangga (SPP-IRT)")
    issuer = _l("Wali Kota lewat OSS; dibina Dinas Kesehatan")
    lasts = _l("Paling lama 5 tahun")
    costs = _l("Gratis")
    about = _l("Untuk makanan kering yang tahan 7 hari atau lebih dan dibuat di rumah.")
    prepare = _l("NIB, rancangan label, penyuluhan keamanan pangan.")
    mishaps = _l(
        "Produk susu, beku, kaleng, atau yang tahan kurang dari 7 hari tidak dapat memakai SPP-IRT; satu nomor hanya "
        "untuk satu jenis produk di satu alamat, jadi pindah kota berarti nomor baru; label belum memuat komposisi, "
        "berat bersih dan kedaluwarsa."
    )
    checklist = (
        ChecklistStep("business-data", _l("Data usaha dan NIB diperiksa")),
        ChecklistStep("training", _l("Penyuluhan keamanan pangan diikuti")),
        ChecklistStep("label", _l("Rancangan label disusun")),
        ChecklistStep("premises", _l("Tempat produksi diperiksa atau dijadwalkan")),
        ChecklistStep("upload", _l("Berkas diunggah di OSS")),
    )
    example = "2061872010123-30"
    shape = _l("15 angka")
    pattern = r"[1-8](0[1-9]|1[0-6])\d{10}-\d{2}"
    longest_years = 5
    place = 20

    def strip(self, text: str) -> str:
        plain = re.sub(r"^PIRT(NO)?", "", super().strip(text).replace("–", ""))
        return f"{plain[:-2]}-{plain[-2:]}"

    def problem(self, number: str, typed: str) -> Label:
        digits = number.replace("-", "")
        if len(digits) != 15 or not digits.isdigit():
            return super().problem(number, typed)
        if digits[0] not in PACKAGINGS:
            return _l(
                "SPP-IRT: angka pertama adalah jenis kemasan, 1 sampai 8; Anda mengisi %(digit)s: %(typed)s.",
                digit=digits[0],
                typed=typed.strip(),
            )
        return _l(
            "SPP-IRT: angka kedua dan ketiga adalah jenis pangan, 01 sampai 16; Anda mengisi %(digits)s: %(typed)s.",
            digits=digits[1:3],
            typed=typed.strip(),
        )

    def warnings(self, number: str, expires_on: date | None) -> list[Label]:
        found = []
        if number[3:7] != METRO:
            found.append(
                _l("Angka wilayah %(code)s, bukan 1872: dibuat di luar Kota Metro.", code=number[3:7])
            )
        if expires_on is not None and number[-2:] != f"{expires_on.year % 100:02}":
            found.append(
                _l(
                    "Nomor berakhir tahun 20%(yy)s, isian tahun %(year)s.",
                    yy=number[-2:],
                    year=expires_on.year,
                )
            )
        return found


KINDS.add("pirt")(Pirt())
