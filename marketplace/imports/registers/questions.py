"""What a register leaves open: two readings of it stay possible, so a person answers, by `key=value`."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.money import Rupiah
from marketplace.kernel.names import same_name
from marketplace.kernel.units import single_unit
from marketplace.sheets.refused import Ref

CONTENT = re.compile(r"[1-9]\d{0,4}", re.ASCII)  # how many pieces are in one pack


class QuestionKey(Labelled):
    VAT = "vat", _l("PPN")
    PRICE = "price", _l("Harga")
    NUMBERS = "numbers", _l("Tulisan angka")
    DATES = "dates", _l("Tulisan tanggal")
    SHEETS = "sheets", _l("Lembar")
    DISCOUNT = "discount", _l("Diskon")
    RETURNS = "returns", _l("Retur")
    KINDS = "kinds", _l("Jenis transaksi")
    SHOP = "shop", _l("Toko")
    COLUMN = "column", _l("Kolom")
    PACK = "pack", _l("Isi kemasan")
    REFUSED = "refused", _l("Baris yang ditolak")
    CHANGED = "changed", _l("Baris yang berubah")


@dataclass(frozen=True)
class KeyOf:
    """The key of a question about one of many things: `column:nilaibersih`, `pack:dus`, `pack:dus:keripik250g`.

    `name` is what the thing is looked up by, `shown` what a person calls it; two keys are equal by the former.
    """

    family: QuestionKey
    name: str
    shown: Label = field(default=Label(""), compare=False)

    @property
    def value(self) -> str:
        return f"{self.family.value}:{self.name}"

    @property
    def label(self) -> Label:
        return self.shown or self.family.label

    def __str__(self) -> str:
        return self.value


Key = QuestionKey | KeyOf
OF_MANY = (QuestionKey.COLUMN, QuestionKey.PACK)


def plain_key(text: str) -> str | None:
    """A key as a person writes it, `column:Nilai Bersih`, as it is kept; None for one of no question."""
    family, _, about = text.partition(":")
    if family in OF_MANY:
        names = [same_name(name) for name in about.split(":", 1 if family == QuestionKey.PACK else 0)]
        if family == QuestionKey.PACK and (unit := single_unit(names[0])):
            names[0] = unit.value.lower()  # `pack:karton` is `pack:dus`
        return ":".join([family, *names]) if all(names) else None
    return text if text in {one.value for one in QuestionKey} else None


@dataclass(frozen=True, kw_only=True)
class Reading:
    """A row of the file as one of the answers reads it: its reference and what it becomes, in words."""

    ref: Ref
    text: Label


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One answer. `total` is rupiah without VAT of all rows read this way; `agrees` whether the file's own total
    says the same (None where it has none)."""

    value: str
    label: Label
    total: Rupiah
    agrees: bool | None = None
    readings: Sequence[Reading] = ()


@dataclass(frozen=True, kw_only=True)
class Question:
    """`about` is the sentence that is asked; `rows` are up to three rows of the file as they stand there.

    `counted`: a whole number above zero is an answer too, as well as one of the choices.
    """

    key: Key
    about: Label
    choices: Sequence[Choice]
    rows: Sequence[Reading] = ()
    counted: bool = False

    def takes(self, value: str | None) -> bool:
        """Whether that is an answer to it."""
        return value in {choice.value for choice in self.choices} or bool(
            self.counted and value and CONTENT.fullmatch(value)
        )


Answers = Mapping[str, str]  # value of a Key -> value of one of its choices, or a number
UNASKED: Answers = {}
