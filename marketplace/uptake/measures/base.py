"""Ways to measure what a partner bought. One file each in this folder.

A measure whose definition changes gets a new `version`, so that an old report says by which one it was made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.money import spell
from marketplace.kernel.registry import Registry
from marketplace.uptake.lines import LedgerLine


class Gap(Labelled):
    """Why a figure cannot be had. No figure is not zero."""

    NOTHING_REPORTED = (
        "nothing_reported",
        _l("Belum ada pembelian maupun pernyataan belanja pada masa ini."),
    )
    NOT_DECLARED = "not_declared", _l("Total belanja belum dinyatakan untuk setiap bulan masa ini.")
    NOT_SPLIT = (
        "not_split",
        _l("Pernyataan belanja belum dirinci per kategori, padahal butir ini memintanya."),
    )
    EXCLUDED_UNTOLD = (
        "excluded_untold",
        _l(
            "Pernyataan belanja belum menyebut bagian yang tidak dihitung menurut edaran; tulis 0 bila tidak ada."
        ),
    )
    NOTHING_BOUGHT = "nothing_bought", _l("Total belanja yang dinyatakan nol rupiah.")
    DECLARED_TOO_LOW = (
        "declared_too_low",
        _l(
            "Total yang dinyatakan lebih kecil daripada belanja lokal yang tercatat; kirim pernyataan yang benar."
        ),
    )
    NO_STAFF = "no_staff", _l("Jumlah pegawai belum diisi pada profil.")


@dataclass(frozen=True)
class FigureUnit:
    """What a figure counts; `say(3)` is "3 pembuat"."""

    key: str
    label: Label

    def spell(self, amount: int) -> Label:
        return _l("%(amount)s %(unit)s", amount=f"{amount:,}".replace(",", "."), unit=self.label)


class MoneyFigure(FigureUnit):
    def spell(self, amount: int) -> Label:
        return Label(spell(amount))


RUPIAH = MoneyFigure("rupiah", _l("rupiah"))
PRODUCTS = FigureUnit("products", _l("jenis produk"))
MAKERS = FigureUnit("makers", _l("pembuat"))


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What counted lines are held against: the declared total in rupiah (or why there is none) and the staff."""

    total: int | None = None
    gap: Gap | None = None
    staff: int | None = None


@dataclass(frozen=True)
class MeasuredFigure:
    """A figure, exact: two integers, or one. With a `gap` it cannot be judged."""

    numerator: int
    denominator: int | None = None
    gap: Gap | None = None


class Measure:
    label: ClassVar[Label]
    definition: ClassVar[Label]
    unit: ClassVar[FigureUnit]  # of the numerator, and so of what is missing
    version: ClassVar[int] = 1

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        raise LookupError(f"{type(self).__name__} measures nothing")


MEASURES: Registry[type[Measure]] = Registry(__package__ or "")


def rupiah_of(lines: Sequence[LedgerLine]) -> int:
    return sum(line.net for line in lines)


def count_eligible(lines: Sequence[LedgerLine], what: Callable[[LedgerLine], object | None]) -> int:
    """How many different things had more bought than returned, in rupiah; what is None is not counted."""
    sums: defaultdict[object, int] = defaultdict(int)
    for line in lines:
        if (thing := what(line)) is not None:
            sums[thing] += line.net
    return sum(amount > 0 for amount in sums.values())
