"""Numbers that belong to a person: read from what was typed, and shown so that they help nobody else."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from marketplace.adapters import identifiers
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Labelled, _l

HIDDEN = "*"


class PersonalNumber(Labelled):
    NIK = "nik", _l("NIK pemilik")
    NPWP = "npwp", _l("NPWP")
    ACCOUNT = "account", _l("Nomor rekening")


NIK, NPWP, ACCOUNT = PersonalNumber


def read_nik(text: str) -> str:
    """16 digits with a known regency and a real birthday (Dukcapil). Raises Refused and tells what was typed."""
    number = identifiers.nik(text)
    if number is not None:
        return number
    typed, count = text.strip(), _digits_in(text)
    if count != 16:
        raise Refused(
            _l("NIK “%(typed)s” terdiri dari %(now)d angka; seharusnya 16.", typed=typed, now=count),
            field="nik",
        )
    raise Refused(
        _l("NIK “%(typed)s” tidak memuat wilayah dan tanggal lahir yang ada; salin dari KTP.", typed=typed),
        field="nik",
    )


def read_npwp(text: str) -> str:
    """16 digits; the old form of 15 gets a zero in front (PMK 112/2022). Raises Refused."""
    number = identifiers.npwp(text)
    if number is not None:
        return number
    typed, count = text.strip(), _digits_in(text)
    if count not in (15, 16):
        raise Refused(
            _l("NPWP “%(typed)s” terdiri dari %(now)d angka; seharusnya 15 atau 16.", typed=typed, now=count),
            field="npwp",
        )
    raise Refused(
        _l("NPWP “%(typed)s” salah di salah satu angkanya; salin lagi dari kartu NPWP.", typed=typed),
        field="npwp",
    )


def read_account(text: str) -> str:
    """The digits of a bank account, 6 to 20 of them; banks publish no check. Raises Refused."""
    number = re.sub(r"[\s.-]", "", text)
    if not re.fullmatch(r"\d{6,20}", number, re.ASCII):
        raise Refused(
            _l("Nomor rekening “%(typed)s” tidak dikenal; tulis 6 sampai 20 angka.", typed=text.strip()),
            field="account",
        )
    return number


READ: Mapping[PersonalNumber, Callable[[str], str]] = {NIK: read_nik, NPWP: read_npwp, ACCOUNT: read_account}


def masked(kind: PersonalNumber, number: str) -> str:
    """`187201******0001`: a NIK shows where and which, an account its end, and neither can be used."""
    if kind is ACCOUNT:
        shown = min(4, len(number) // 3)
        return HIDDEN * (len(number) - shown) + number[len(number) - shown :]
    if kind is NPWP and number.startswith(
        "0"
    ):  # a business: the office that registered it, and nothing of the body
        return HIDDEN * (len(number) - 6) + number[-6:]
    return number[:6] + HIDDEN * (len(number) - 10) + number[-4:]


def _digits_in(text: str) -> int:
    return sum(letter.isdigit() for letter in text)
