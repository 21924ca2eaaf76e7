"""What a maker says of itself, and what of it is still missing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from marketplace.adapters.identifiers import phone
from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, _l
from marketplace.kernel.money import Rupiah
from marketplace.producers.models import Producer, Scale


@dataclass(frozen=True, kw_only=True)
class Profile:
    """As typed; `order_minimum` is whole rupiah. `read` gives it in the form that is stored."""

    name: str
    nib: str | None = None
    scale: Scale | None = None
    kbli_code: str | None = None
    address: str = ""
    kelurahan_code: str | None = None
    story: str = ""
    whatsapp: str | None = None
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
            address=self.address.strip(),
            kelurahan_code=self.kelurahan_code or None,
            story=self.story.strip(),
            whatsapp=_whatsapp(self.whatsapp) if self.whatsapp else None,
            order_minimum=self.order_minimum,
        )


CHECKED = ("name", "nib", "scale", "kbli_code", "address", "kelurahan_code")  # what officials look over
FREE = ("story", "whatsapp", "order_minimum")

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
        raise Refused(_l("NIB hanya berisi angka, 13 angka."), field="nib")
    if len(number) != 13:
        raise Refused(_l("NIB harus 13 angka; Anda mengisi %(now)d.", now=len(number)), field="nib")
    return number


def _kbli(text: str) -> str:
    code = text.strip()
    if not re.fullmatch(r"\d{5}", code, re.ASCII):
        raise Refused(_l("Kode KBLI harus 5 angka, misalnya 10794."), field="kbli_code")
    return code


def _whatsapp(text: str) -> str:
    number = phone(text)
    if number is None or not number.startswith("+628"):
        raise Refused(_l("Nomor WhatsApp tidak dikenal; tulis misalnya 0812-3456-7890."), field="whatsapp")
    return number
