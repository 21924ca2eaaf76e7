"""What a maker says of itself, and what of it is still missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.adapters.identifiers import phone
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.money import Rupiah
from marketplace.producers.models import Producer, Scale

KBLI_VERSIONS = ("2020", "2025")  # Peraturan BPS 2/2020 and 7/2025; a code means one thing in each


class Day(Labelled):
    MONDAY = "mon", _l("Senin")
    TUESDAY = "tue", _l("Selasa")
    WEDNESDAY = "wed", _l("Rabu")
    THURSDAY = "thu", _l("Kamis")
    FRIDAY = "fri", _l("Jumat")
    SATURDAY = "sat", _l("Sabtu")
    SUNDAY = "sun", _l("Minggu")


@dataclass(frozen=True, kw_only=True)
class Profile:
    """As typed; `order_minimum` is whole rupiah. `read` gives it in the form that is stored."""

    name: str
    nib: str | None = None
    scale: Scale | None = None
    kbli_code: str | None = None
    kbli_version: str = "2020"
    address: str = ""
    kelurahan_code: str | None = None
    story: str = ""
    whatsapp: str | None = None
    delivery_days: tuple[str, ...] = ()
    order_minimum: Rupiah = Rupiah(0)

    def read(self) -> Profile:
        """Raises Refused at the field that cannot be read."""
        name = " ".join(self.name.split())
        if not name:
            raise Refused(_l("Isi nama usaha."), field="name")
        if self.order_minimum < 0:
            raise Refused(_l("Belanja minimum paling sedikit Rp0."), field="order_minimum")
        return Profile(
            name=name,
            nib=read_nib(self.nib) if self.nib else None,
            scale=self.scale,
            kbli_code=_kbli(self.kbli_code) if self.kbli_code else None,
            kbli_version=_kbli_version(self.kbli_version),
            address=self.address.strip(),
            kelurahan_code=self.kelurahan_code or None,
            story=self.story.strip(),
            whatsapp=_whatsapp(self.whatsapp) if self.whatsapp else None,
            delivery_days=tuple(day.value for day in Day if day in self.delivery_days),
            order_minimum=self.order_minimum,
        )


# What officials look over, and what a maker may always change.
CHECKED = ("name", "nib", "scale", "kbli_code", "kbli_version", "address", "kelurahan_code")
FREE = ("story", "whatsapp", "delivery_days", "order_minimum")

NEEDED = {
    "nib": _l("NIB"),
    "scale": _l("Skala usaha"),
    "kbli_code": _l("Kode KBLI"),
    "address": _l("Alamat produksi"),
    "kelurahan_code": _l("Kelurahan"),
    "whatsapp": _l("Nomor WhatsApp"),
}


def missing(producer: Producer) -> Iterator[tuple[str, Label]]:
    """The fields a maker has yet to fill in before it can be looked over, and their names."""
    return ((field, name) for field, name in NEEDED.items() if not getattr(producer, field))


def read_nib(text: str) -> str:
    """13 digits as text, zeros in front kept (OSS). Raises Refused and tells what was typed."""
    number = re.sub(r"[\s.-]", "", text)
    if not (number.isascii() and number.isdigit()):
        raise Refused(
            _l("NIB “%(typed)s” memuat selain angka; tulis 13 angka dari OSS.", typed=text.strip()),
            field="nib",
        )
    if len(number) != 13:
        sentence = _l(
            "NIB “%(typed)s” terdiri dari %(now)d angka; seharusnya 13.",
            typed=text.strip(),
            now=len(number),
        )
        raise Refused(sentence, field="nib")
    return number


def _kbli(text: str) -> str:
    code = text.strip()
    if not re.fullmatch(r"\d{5}", code, re.ASCII):
        sentence = _l("Kode KBLI “%(typed)s” tidak dikenal; tulis 5 angka, misalnya 10794.", typed=code)
        raise Refused(sentence, field="kbli_code")
    return code


def _kbli_version(text: str) -> str:
    if text not in KBLI_VERSIONS:
        sentence = _l("Daftar KBLI “%(typed)s” tidak dikenal; pilih 2020 atau 2025.", typed=text)
        raise Refused(sentence, field="kbli_version")
    return text


def _whatsapp(text: str) -> str:
    number = phone(text)
    if number is None or not number.startswith("+628"):
        sentence = _l(
            "Nomor WhatsApp “%(typed)s” tidak dikenal; tulis misalnya 0812-3456-7890.", typed=text.strip()
        )
        raise Refused(sentence, field="whatsapp")
    return number
