"""SPP-IRT for food made at home: 15 digits `ABBPPKKNNMMMM-YY` (PerBPOM 22/2018), valid five years at most.

A packaging 1-8, BB food type 01-16, PPKK the city (1872 is Metro), NN product, MMMM maker, YY the year it expires.
"""

import re
from datetime import date

from marketplace.certification.kinds.base import KINDS, Kind
from marketplace.kernel.labels import Label, _l

METRO = "1872"


class Pirt(Kind):
    label = _l("SPP-IRT")
    title = _l("Sertifikat pangan rumah tangga (SPP-IRT)")
    issuer = _l("Wali Kota lewat OSS; dibina Dinas Kesehatan")
    lasts = _l("Paling lama 5 tahun")
    costs = _l("Gratis")
    about = _l("Untuk makanan kering yang tahan 7 hari atau lebih dan dibuat di rumah.")
    prepare = _l("NIB, rancangan label, penyuluhan keamanan pangan.")
    example = "2061872010123-30"
    shape = _l("15 angka")
    pattern = r"[1-8](0[1-9]|1[0-6])\d{10}-\d{2}"
    longest_years = 5
    place = 20

    def strip(self, text: str) -> str:
        plain = re.sub(r"^PIRT(NO)?", "", super().strip(text).replace("–", ""))
        return f"{plain[:-2]}-{plain[-2:]}"

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
