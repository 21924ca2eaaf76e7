"""Ways to measure what a partner bought. One file each in this folder.

A measure whose definition changes gets a new `version`, so that an old report says by which one it was made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import ClassVar, NamedTuple

from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.money import half_up, spell
from marketplace.kernel.period import MonthSpan
from marketplace.kernel.registry import Registry
from marketplace.purchases.figure_kinds import CombinedFigure
from marketplace.uptake.lines import Bill, JudgedOutlet, LedgerLine, OrderedLine


class Need(Labelled):
    """Data that a measure reads. What MB2 does not have yet is what a clause of the program waits for."""

    LINES = "lines", _l("baris pembelian yang dihitung")
    DAYS = "days", _l("tanggal setiap pembelian")
    EARLIER = "earlier", _l("pembelian masa pembanding")
    TOTALS = "totals", _l("total belanja yang dinyatakan")
    PARTS = "parts", _l("total belanja yang dinyatakan per kategori")
    STAFF = "staff", _l("jumlah pegawai")
    OUTLETS = "outlets", _l("daftar gerai")
    FILINGS = "filings", _l("tanggal pernyataan belanja dikirim")
    MEMORANDA = "memoranda", _l("MoU yang berlaku")
    ORDERS = "orders", _l("pesanan dan tanggal terimanya")
    SKUS = "skus", _l("jumlah semua produk yang dijual toko")
    SPACE = "space", _l("luas rak atau ruang promosi, dengan foto")
    INVOICES = "invoices", _l("tagihan, jatuh tempo, dan tanggal lunasnya")
    FEES = "fees", _l("biaya pendaftaran barang dan potongan dagang")
    COSTS = "costs", _l("biaya produksi yang dinyatakan pembuat")
    BUDGETS = "budgets", _l("anggaran dan realisasi belanja barang dan jasa")
    STAFF_SPENDING = "staff_spending", _l("belanja pegawai yang dilaporkan kantornya")
    OBSERVED = "observed", _l("hasil pengamatan pada hari batik")


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
    NO_BASE = "no_base", _l("Masa pembandingnya tidak punya pembelian lokal yang dihitung.")
    NO_OUTLETS = "no_outlets", _l("Tidak ada gerai yang buka sepanjang masa ini.")
    OUTLET_UNTOLD = (
        "outlet_untold",
        _l("Ada pembelian yang belum menyebut gerainya, dan itu dapat mengubah hasilnya."),
    )
    NOTHING_LOCAL = "nothing_local", _l("Belum ada pembelian lokal yang dihitung pada masa ini.")
    UNRECOGNISED = (
        "unrecognised",
        _l("Ada produk yang belum dikenali, dan itu dapat mengubah hasilnya."),
    )
    NOT_FILED = "not_filed", _l("Ada laporan yang sudah jatuh tempo dan belum dikirim.")
    NOTHING_DUE = "nothing_due", _l("Belum ada laporan yang jatuh tempo pada masa ini.")
    NOTHING_ORDERED = "nothing_ordered", _l("Tidak ada pesanan yang dijanjikan untuk masa ini.")
    NOTHING_PAYABLE = (
        "nothing_payable",
        _l("Tidak ada tagihan pembuat sampai Rp10.000.000 yang batas bayarnya jatuh pada masa ini."),
    )
    UNPAID = "unpaid", _l("Ada tagihan yang belum lunas.")
    PROOFS_UNANSWERED = (
        "proofs_unanswered",
        _l("Ada bukti bayar yang belum dijawab pembuat, dan itu dapat mengubah hasilnya."),
    )
    NOBODY = "nobody", _l("Tidak ada mitra yang diikat butir ini.")
    NOT_STATED = "not_stated", _l("Angkanya belum dinyatakan untuk seluruh masa ini.")
    OUTLETS_UNSTATED = "outlets_unstated", _l("Angkanya belum dinyatakan untuk setiap gerai.")
    NOT_VERIFIED = "not_verified", _l("Angkanya sudah dinyatakan dan belum diverifikasi petugas.")


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
OUTLETS = FigureUnit("outlets", _l("gerai"))
PARTNERS = FigureUnit("partners", _l("mitra"))
BILLS = FigureUnit("bills", _l("tagihan"))
REPORTS = FigureUnit("reports", _l("laporan"))
DAYS = FigureUnit("days", _l("hari"))
MONTHS = FigureUnit("months", _l("bulan"))
STAFF = FigureUnit("staff", _l("pegawai"))
SPACE = FigureUnit("space", _l("satuan ruang"))


class MemberLines(NamedTuple):
    """One of the partners that a clause of the city looks at, with what it bought that counts."""

    under_mou: bool
    counted: Sequence[LedgerLine]


@dataclass(frozen=True, kw_only=True)
class Basis:
    """What counted lines are held against, each where the measure needs it.

    The declared `total` in rupiah, or the `gap` why there is none; the `staff`; the `outlets` that were open all
    through the `span`; for each report that fell due in it how many days after its month it was `filed`, None where it
    was not; the counted lines of an `earlier` span, None where nothing was reported then; `members` of the city;
    what each partner `stated` beside its receipts; lines `ordered` for days of the span; and what is `billed` and to be
    paid in it.
    """

    total: int | None = None
    gap: Gap | None = None
    staff: int | None = None
    span: MonthSpan | None = None
    outlets: Sequence[JudgedOutlet] = ()
    filed: Sequence[int | None] = ()
    earlier: Sequence[LedgerLine] | None = None
    members: Sequence[MemberLines] = ()
    stated: Sequence[Sequence[CombinedFigure]] = ((),)
    ordered: Sequence[OrderedLine] = ()
    billed: Sequence[Bill] = ()


@dataclass(frozen=True)
class MeasuredFigure:
    """A figure, exact: two integers, or one. With a `gap` it cannot be judged.

    `open` is what may still turn out to belong to the numerator, and `waits` what that hangs on. `values` are further
    figures for rules that ask for more than one; a measure says which.
    """

    numerator: int
    denominator: int | None = None
    gap: Gap | None = None
    open: int = 0
    waits: Gap | None = None
    values: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Example:
    """A story whose figures the measure itself computes.

    `says` names them %(numerator)s and %(denominator)s, and their quotient %(share)s or %(each)s.
    """

    story: Label
    says: Label
    counted: Sequence[LedgerLine] = ()
    basis: Basis = field(default_factory=Basis)


class Measure:
    """`whole` names the denominator; `needs` is all that `measure` reads. With `last_days` only purchases of the last
    so many days of a period are looked at.
    """

    label: ClassVar[Label]
    definition: ClassVar[Label]
    formula: ClassVar[Label]
    whom: ClassVar[Label] = _l("Mitra yang jenisnya disebut butirnya; tanpa sebutan, semua mitra.")
    rows: ClassVar[Label] = _l(
        "Baris pembelian dari pembuat yang lokal pada tanggal itu, dalam kategori, bukti, dan sertifikat yang diminta"
        " butirnya, yang tidak dibantah pembuat dan tidak ditolak auditor; yang ditolak sebagian dihitung sebesar yang"
        " ditemukan auditor. Retur mengurangi pembelian asalnya."
    )
    example: ClassVar[Example]
    unit: ClassVar[FigureUnit]  # of the numerator, and so of what is missing
    whole: ClassVar[Label | None] = None
    whole_unit: ClassVar[FigureUnit] = RUPIAH
    needs: ClassVar[tuple[Need, ...]] = (Need.LINES,)
    last_days: ClassVar[int | None] = None
    version: ClassVar[int] = 1

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        raise LookupError(f"{type(self).__name__} measures nothing")

    @classmethod
    def shown(cls) -> Label:
        """The example's outcome in words, from the figures that it gives."""
        figure = cls().measure(cls.example.counted, cls.example.basis)
        part, whole = figure.numerator, figure.denominator
        if whole is None:
            return _l(cls.example.says, numerator=cls.unit.spell(part))
        return _l(
            cls.example.says,
            numerator=cls.unit.spell(part),
            denominator=cls.whole_unit.spell(whole),
            share=_percent(part, whole),
            each=cls.unit.spell(half_up(part, whole)),
        )


def _percent(part: int, whole: int) -> str:
    """`75 %`, `66,7 %`."""
    full, tenth = divmod(half_up(part * 1000, whole), 10)
    return f"{full}{f',{tenth}' if tenth else ''}\u00a0%"


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
