"""Kinds of certificates, one file each in this folder.

What a number looks like, who issues it, how long it lasts. A number that is well formed is not yet one that its
issuer knows: that is what officials look over.
"""

from __future__ import annotations

import re
from datetime import date
from typing import ClassVar

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.registry import Registry


class Scope(Labelled):
    ORGANISATION = "organisation", _l("Seluruh usaha")
    PRODUCT = "product", _l("Produk tertentu")


class Kind:
    """`pattern` is of the number in capitals, without blanks, dots and dashes."""

    label: ClassVar[Label]
    title: ClassVar[Label]  # in full, for people who do not know the short word
    issuer: ClassVar[Label]
    lasts: ClassVar[Label]
    costs: ClassVar[Label]
    about: ClassVar[Label]
    prepare: ClassVar[Label]
    example: ClassVar[str]
    shape: ClassVar[Label]  # what a right number looks like
    pattern: ClassVar[str]
    scope: ClassVar[Scope] = Scope.PRODUCT
    stands_for: ClassVar[tuple[str, ...]] = ()  # kinds that are not needed when this one is there
    expires: ClassVar[bool] = True
    longest_years: ClassVar[int | None] = None
    place: ClassVar[int] = 50  # where it stands when papers are listed in the order to get them

    def read(self, text: str) -> str:
        """The number in the one form that is compared. Raises Refused with an example."""
        number = self.strip(text)
        if not re.fullmatch(self.pattern, number, re.ASCII):
            raise Refused(
                _l(
                    "%(kind)s: %(shape)s, misalnya %(example)s.",
                    kind=self.label,
                    shape=self.shape,
                    example=self.example,
                ),
                field="number",
            )
        return number

    def strip(self, text: str) -> str:
        """Capitals, without what people write between digits or in front of them."""
        return re.sub(r"[\s./:-]", "", text).upper()

    def check(self, issued_on: date, expires_on: date | None) -> None:
        """Raises Refused for dates that a certificate of this kind cannot have."""
        if not self.expires:
            return
        if expires_on is None:
            raise Refused(
                _l("%(kind)s punya masa berlaku; isi tanggalnya.", kind=self.label), field="expires_on"
            )
        if expires_on <= issued_on:
            raise Refused(_l("Tanggal berakhir harus setelah tanggal terbit."), field="expires_on")
        years = self.longest_years
        if years is not None and expires_on > _after(issued_on, years):
            raise Refused(
                _l(
                    "%(kind)s berlaku paling lama %(years)d tahun sejak terbit.", kind=self.label, years=years
                ),
                field="expires_on",
            )

    def warnings(self, number: str, expires_on: date | None) -> list[Label]:
        """What officials should look at twice; nothing here refuses by itself."""
        return []


KINDS: Registry[Kind] = Registry(__package__ or "")


def _after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)
