"""The numbers that profiles ask for: each is read into the form that is stored, or refused with the fix.

`Number.read` raises Refused that names the field, what was typed and what would be right; personal numbers are
counted and never repeated, so that no page, log or mail carries one that was merely mistyped.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from marketplace.adapters import identifiers
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.typed import wrongly_typed


@dataclass(frozen=True)
class Number:
    name: Label
    shape: Label
    example: str
    find: Callable[[str], str | None]
    lengths: tuple[
        int, ...
    ] = ()  # of digits; where these fit and it is wrong all the same, `otherwise` says why
    otherwise: Label | None = None
    personal: bool = False

    def read(self, text: str, *, field: str) -> str:
        """The stored form. Raises Refused at `field`."""
        number = self.find(text)
        if number is None:
            raise Refused(self.problem(text), field=field)
        return number

    def problem(self, typed: str) -> Label:
        plain = re.sub(r"[\s./-]", "", typed)
        if self.otherwise is not None and plain.isdigit() and len(plain) in self.lengths:
            return Label(self.otherwise.template, typed=typed.strip())
        return wrongly_typed(self.name, self.shape, self.example, typed, shown=not self.personal)


NIB = Number(_l("NIB"), _l("13 angka"), "1234567890123", identifiers.nib)
KBLI = Number(_l("KBLI"), _l("5 angka"), "10794", identifiers.kbli)
NIK = Number(
    _l("NIK"),
    _l("16 angka"),
    "1872014508900001",
    identifiers.nik,
    (16,),
    _l(
        "NIK: kode wilayah atau tanggal lahir di dalamnya tidak ada. Periksa angka 1–4 (wilayah) dan 7–12 (tanggal "
        "lahir; perempuan ditambah 40) dengan KTP."
    ),
    personal=True,
)
NPWP = Number(
    _l("NPWP"),
    _l("15 atau 16 angka"),
    "09.123.456.7-000.000",
    identifiers.npwp,
    (15, 16),
    _l("NPWP: angka pemeriksanya tidak cocok, jadi ada angka yang keliru. Cocokkan dengan kartunya."),
    personal=True,
)
NITKU = Number(
    _l("NITKU"),
    _l("22 angka: NPWP 16 angka lalu 6 angka tempat usaha"),
    "0091234567000000000000",
    identifiers.nitku,
    (22,),
    _l("NITKU: 16 angka pertamanya bukan NPWP yang benar. Cocokkan dengan surat dari kantor pajak."),
    personal=True,
)
PHONE = Number(_l("Nomor telepon"), _l("nomor Indonesia"), "0812 3456 7890", identifiers.phone)
POSTAL = Number(_l("Kode pos"), _l("5 angka"), "34111", identifiers.postal)
REGION = Number(_l("Kode wilayah"), _l("kode Kemendagri"), "18.72.04.1003", identifiers.region)
SNI = Number(_l("Nomor standar"), _l("SNI, nomor dan tahunnya"), "SNI 2973:2022", identifiers.sni)
GTIN = Number(
    _l("Barcode"),
    _l("8, 12, 13 atau 14 angka"),
    "8999990001000",
    identifiers.gtin,
    (8, 12, 13, 14),
    _l(
        "Barcode: angka terakhirnya, angka pemeriksa, tidak cocok; Anda mengisi %(typed)s. Ketik ulang seperti di "
        "bawah garisnya."
    ),
)
