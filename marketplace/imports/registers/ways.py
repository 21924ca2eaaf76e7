"""The ways in which one file can be read: what its columns say, and what is decided or answered about the rest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from marketplace.imports.registers.headings import Field
from marketplace.kernel.labels import Labelled, _l
from marketplace.kernel.units import UnitWord


class Vat(Labelled):
    """Of prices and line totals."""

    WITHOUT = "without", _l("Belum termasuk PPN")
    WITH = "with", _l("Sudah termasuk PPN")
    ADDED = "added", _l("Harga tanpa PPN, jumlahnya ditambah PPN")


class Per(Labelled):
    PIECE = "piece", _l("Harga per buah (atau per kg, per liter)")
    PACK = "pack", _l("Harga per kemasan seperti tertulis")


class DiscountKind(Labelled):
    LINE = "line", _l("Rupiah untuk satu baris")
    PIECE = "piece", _l("Rupiah untuk tiap satuan")
    PERCENT = "percent", _l("Persen")
    SHARE = "share", _l("Bagian dari harga: 0,1 berarti 10%")
    BELOW = "below", _l("Rupiah untuk satu baris, belum dipotong dari jumlah harganya")
    NONE = "none", _l("Sudah dipotong dari harga")


class TaxColumn(Labelled):
    """What stands in the column of VAT: rupiah, a rate, or words that say whether a price has it inside."""

    AMOUNT = "amount"
    RATE = "rate"
    FLAG = "flag"


@dataclass(frozen=True, kw_only=True)
class Ways:
    """What was decided or answered. A line total decides about its own row before these do."""

    vat: Vat = Vat.WITHOUT
    per: Per = Per.PIECE
    money: str = ""  # what stands between thousands: dot, comma; nothing: each cell tells by itself
    counts: str = ""
    scale: int | None = None  # None: as titles and headings say
    month_first: bool = False
    swapped: bool = False  # real dates have day and month exchanged, texts do not
    left_out: frozenset[str] = frozenset()  # sheets
    discount: DiscountKind = DiscountKind.LINE  # of columns whose heading does not say
    marks: frozenset[Field] = frozenset()  # columns whose words make a row a return
    back: frozenset[str] = frozenset()  # kinds of transaction that are returns, through same_name
    out: frozenset[str] = frozenset()  # kinds that are no purchase
    subtract: bool = False  # a column of returned quantities lowers the row
    shop: str = ""  # through same_name; nothing: every row


@dataclass(frozen=True, kw_only=True)
class SheetFacts:
    """What title, headings and cells of one sheet say about its columns."""

    scales: Mapping[Field, int] = field(default_factory=dict)
    per: UnitWord | None = None  # the price is of one of these
    discounts: Sequence[tuple[int, DiscountKind | None]] = ()  # column, and its kind where it is said
    tax: TaxColumn | None = None  # None without such a column, or with an empty one
    vat: frozenset[bool] = frozenset()  # with (True), without (False), as anything says
    returned: bool = False  # all of the sheet
