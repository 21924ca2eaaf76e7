"""What a register leaves open: two readings of it stay possible, so a person answers, by `key=value`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.money import Rupiah
from marketplace.sheets.refused import Ref


class QuestionKey(Labelled):
    VAT = "vat", _l("PPN")
    PRICE = "price", _l("Harga")
    NUMBERS = "numbers", _l("Tulisan angka")
    DATES = "dates", _l("Tulisan tanggal")
    SHEETS = "sheets", _l("Lembar")
    DISCOUNT = "discount", _l("Diskon")
    RETURNS = "returns", _l("Retur")
    SHOP = "shop", _l("Toko")
    REFUSED = "refused", _l("Baris yang ditolak")
    CHANGED = "changed", _l("Baris yang berubah")


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
    """`about` is the sentence that is asked; `rows` are up to three rows of the file as they stand there."""

    key: QuestionKey
    about: Label
    choices: Sequence[Choice]
    rows: Sequence[Reading] = ()


Answers = Mapping[str, str]  # value of a QuestionKey -> value of one of its choices
UNASKED: Answers = {}
