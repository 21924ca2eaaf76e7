"""Kinds of certificates, one file each in this folder.

What a number looks like, who issues it, how long it lasts. A number that is well formed is not yet one that its
issuer knows: that is what officials look over.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import ClassVar, NamedTuple

from marketplace.kernel.errors import Refused
from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.number_hints import number_hint
from marketplace.kernel.registry import Registry


class Scope(Labelled):
    ORGANISATION = "organisation", _l("Seluruh usaha")
    PRODUCT = "product", _l("Produk tertentu")


class ChecklistStep(NamedTuple):
    """A line of the checklist of a licence case; `key` is stored and stays."""

    key: str
    label: Label


class Detail(NamedTuple):
    """What such a certificate says beside its number; `read` gives what is stored, None where it is wrong."""

    key: str
    label: Label
    shape: Label
    example: str
    read: Callable[[str], str | None]


class CertificateKind:
    """`pattern` is of the number in capitals, without blanks, dots and dashes.

    `unconfirmed` names the attributes that no source we have confirms: pages mark them, nothing blocks on them.
    """

    label: ClassVar[Label]
    title: ClassVar[Label]  # in full, for people who do not know the short word
    issuer: ClassVar[Label]
    lasts: ClassVar[Label]
    costs: ClassVar[Label]
    about: ClassVar[Label]
    prepare: ClassVar[Label]
    mishaps: ClassVar[Label]  # what commonly goes wrong on the way
    checklist: ClassVar[tuple[ChecklistStep, ...]]  # from the first talk until the issuer has everything
    details: ClassVar[tuple[Detail, ...]] = ()
    unconfirmed: ClassVar[frozenset[str]] = frozenset({"costs"})
    example: ClassVar[str]
    shape: ClassVar[Label]  # what a right number looks like
    pattern: ClassVar[str]
    scope: ClassVar[Scope] = Scope.PRODUCT
    stands_for: ClassVar[tuple[str, ...]] = ()  # kinds that are not needed when this one is there
    expires: ClassVar[bool] = True
    longest_years: ClassVar[int | None] = None
    place: ClassVar[int] = 50  # where it stands when papers are listed in the order to get them

    def read(self, text: str) -> str:
        """The number in the one form that is compared. Raises Refused with what was typed and an example."""
        number = self.strip(text)
        if not re.fullmatch(self.pattern, number, re.ASCII):
            raise Refused(self.problem(number, text), field="number")
        return number

    def problem(self, number: str, typed: str) -> Label:
        """What is wrong with a number that does not fit the pattern."""
        return number_hint(self.label, self.shape, self.example, typed)

    def describe(self, given: Mapping[str, str]) -> dict[str, str]:
        """The details as they are stored; those left empty stay out. Raises Refused at the first that is wrong."""
        found = {}
        for detail in self.details:
            typed = given.get(detail.key, "").strip()
            if not typed:
                continue
            value = detail.read(typed)
            if value is None:
                hint = number_hint(detail.label, detail.shape, detail.example, typed)
                raise Refused(hint, field=detail.key)
            found[detail.key] = value
        return found

    def labelled(self, details: Mapping[str, str]) -> list[tuple[Label, str]]:
        """Names and values of the details that are there, in the kind's own order."""
        return [(one.label, details[one.key]) for one in self.details if one.key in details]

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


class FreelyNumbered(CertificateKind):
    """Whoever issues it numbers it in a way of their own; officials compare it with the scan."""

    shape = _l("nomor seperti tertulis pada surat, paling sedikit 3 tanda dan berisi angka")
    pattern = r"(?=.*\d).{3,60}"

    def strip(self, text: str) -> str:
        return " ".join(text.split()).upper()


KINDS: Registry[CertificateKind] = Registry(__package__ or "")


def _after(day: date, years: int) -> date:
    try:
        return day.replace(year=day.year + years)
    except ValueError:  # 29 February
        return day.replace(year=day.year + years, month=3, day=1)
