"""What partners state of themselves beside their purchases: shelves, fees, budgets, staff. No receipt proves it.

Each kind is what one measure of the circular needs (C02, C06 …: the list of measurable clauses); its figures come
with evidence, and stand apart from the ledger until an officer has looked at them.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from marketplace.kernel.labels import Label, Labelled, _l
from marketplace.kernel.period import Month, MonthSpan
from marketplace.partners.models import PartnerKind


class FiguresOf(Labelled):
    """The months that one figure is of; it is named by the last of them."""

    MONTH = "month", _l("Bulan")
    QUARTER = "quarter", _l("Triwulan")
    HALF = "half", _l("Semester")

    def around(self, month: Month) -> MonthSpan:
        spans = {"quarter": month.quarter, "half": month.half}
        return spans.get(self.value) or MonthSpan.of(month)


RUPIAH = _l("rupiah")


@dataclass(frozen=True, kw_only=True)
class FigureKind:
    """`part` and `whole` name the two numbers; without a whole the figure is the part alone.

    `within` tells that the part belongs to the whole and cannot be above it. `greatest` figures of outlets are not
    added up: the highest stands. Cumulative ones are of the year up to the month. Whatever is not `scored` is shown and
    never moves a score: nobody can look at it again later.
    """

    key: str
    clause: str  # in the list of measurable clauses
    label: Label
    help: Label
    part: Label
    whole: Label | None = None
    unit: Label  # of both, or of the part where the whole are heads
    of: FiguresOf
    by_outlet: bool = False
    within: bool = False
    greatest: bool = False
    cumulative: bool = False
    negative: bool = False
    per_head: bool = False
    scored: bool = True
    kinds: tuple[PartnerKind, ...] = ()  # none: every kind of partner

    @property
    def in_rupiah(self) -> bool:
        return self.unit is RUPIAH

    def concerns(self, kind: PartnerKind) -> bool:
        return not self.kinds or kind in self.kinds


SHOPS = (PartnerKind.MINIMARKET, PartnerKind.SUPERMARKET, PartnerKind.SHOP, PartnerKind.SOUVENIR_SHOP)
OFFICES = (PartnerKind.PUBLIC_OFFICE,)
BUDGET = _l("Anggaran barang dan jasa setahun")
SPENT_ON_SMALL = _l("Untuk produk usaha mikro, kecil, dan koperasi")
_EVERY = (
    FigureKind(
        key="local_skus",
        clause="C02",
        label=_l("Ragam produk lokal di rak"),
        help=_l(
            "Hitung jenis produk yang dibeli atau dijual pada triwulan itu; satu produk dihitung sekali."
        ),
        part=_l("Jenis produk lokal"),
        whole=_l("Semua jenis produk"),
        unit=_l("jenis produk"),
        of=FiguresOf.QUARTER,
        by_outlet=True,
        within=True,
        kinds=SHOPS,
    ),
    FigureKind(
        key="shelf_space",
        clause="C06",
        label=_l("Ruang pajang produk lokal"),
        help=_l("Dalam meter persegi dibulatkan, atau banyaknya muka rak; keduanya dengan ukuran yang sama."),
        part=_l("Ruang untuk produk lokal"),
        whole=_l("Seluruh ruang pajang"),
        unit=_l("satuan ruang"),
        of=FiguresOf.HALF,
        by_outlet=True,
        within=True,
        scored=False,
        kinds=SHOPS,
    ),
    FigureKind(
        key="listing_fee",
        clause="C08",
        label=_l("Biaya pajang tertinggi"),
        help=_l("Biaya tertinggi untuk memajang satu produk di satu gerai; tulis 0 bila tidak ada."),
        part=_l("Biaya pajang per produk"),
        unit=RUPIAH,
        of=FiguresOf.MONTH,
        by_outlet=True,
        greatest=True,
        kinds=SHOPS,
    ),
    FigureKind(
        key="trading_terms",
        clause="C09",
        label=_l("Potongan dan biaya bagi pembuat"),
        help=_l(
            "Semua potongan dan biaya yang dikenakan kepada pembuat lokal, di luar potongan harga biasa."
        ),
        part=_l("Potongan dan biaya"),
        whole=_l("Pembelian dari pembuat lokal"),
        unit=RUPIAH,
        of=FiguresOf.QUARTER,
        kinds=SHOPS,
    ),
    FigureKind(
        key="price_above_cost",
        clause="C10",
        label=_l("Harga beli di atas biaya pokok"),
        help=_l(
            "Dari produk lokal yang selisihnya paling kecil, menurut biaya pokok yang disebut pembuatnya."
        ),
        part=_l("Harga beli dikurangi biaya pokok"),
        whole=_l("Biaya pokok"),
        unit=RUPIAH,
        of=FiguresOf.MONTH,
        negative=True,
        scored=False,
        kinds=SHOPS,
    ),
    FigureKind(
        key="small_business_plan",
        clause="C13",
        label=_l("Rencana belanja produk usaha kecil"),
        help=_l("Menurut rencana umum pengadaan, untuk setahun."),
        part=SPENT_ON_SMALL,
        whole=BUDGET,
        unit=RUPIAH,
        of=FiguresOf.QUARTER,
        within=True,
        cumulative=True,
        kinds=OFFICES,
    ),
    FigureKind(
        key="small_business_budget",
        clause="C13",
        label=_l("Alokasi belanja produk usaha kecil"),
        help=_l("Menurut dokumen pelaksanaan anggaran, untuk setahun."),
        part=SPENT_ON_SMALL,
        whole=BUDGET,
        unit=RUPIAH,
        of=FiguresOf.QUARTER,
        within=True,
        cumulative=True,
        kinds=OFFICES,
    ),
    FigureKind(
        key="small_business_spending",
        clause="C13",
        label=_l("Realisasi belanja produk usaha kecil"),
        help=_l("Yang sudah dibayar sejak 1 Januari sampai akhir triwulan itu."),
        part=SPENT_ON_SMALL,
        whole=BUDGET,
        unit=RUPIAH,
        of=FiguresOf.QUARTER,
        within=True,
        cumulative=True,
        kinds=OFFICES,
    ),
    FigureKind(
        key="domestic_spending",
        clause="C14",
        label=_l("Realisasi belanja produk dalam negeri"),
        help=_l("Yang sudah dibayar sejak 1 Januari sampai akhir triwulan itu."),
        part=_l("Untuk produk dalam negeri"),
        whole=_l("Realisasi belanja barang dan jasa"),
        unit=RUPIAH,
        of=FiguresOf.QUARTER,
        within=True,
        cumulative=True,
        kinds=OFFICES,
    ),
    FigureKind(
        key="staff_spending",
        clause="C16",
        label=_l("Belanja pegawai pada pembuat lokal"),
        help=_l("Jumlah belanja pribadi pegawai yang dilaporkan, dan banyaknya pegawai."),
        part=_l("Belanja pegawai"),
        whole=_l("Banyaknya pegawai"),
        unit=RUPIAH,
        per_head=True,
        of=FiguresOf.MONTH,
        kinds=OFFICES,
    ),
    FigureKind(
        key="batik_friday",
        clause="C17",
        label=_l("Batik Metro pada hari Jumat"),
        help=_l("Dari pegawai yang diamati pada hari-hari Jumat bulan itu."),
        part=_l("Pegawai yang memakai batik Metro"),
        whole=_l("Pegawai yang diamati"),
        unit=_l("pegawai"),
        of=FiguresOf.MONTH,
        within=True,
        scored=False,
        kinds=OFFICES,
    ),
)
FIGURE_KINDS = {kind.key: kind for kind in _EVERY}


class CombinedFigure(NamedTuple):
    """What a partner states of one kind for one period, its outlets taken together; numbers in the kind's unit.

    `complete` tells that every outlet it is asked of is in it, `verified` that an officer saw the evidence of all.
    """

    kind: str
    last_month: str  # 2026-09: the figure is of the period that ends with it
    part: int
    whole: int | None
    verified: bool
    complete: bool


class StatedPart(NamedTuple):
    """One outlet's figure, or the partner's own."""

    part: int
    whole: int | None
    verified: bool


def combine(
    kind: FigureKind, last_month: str, stated: Sequence[StatedPart], *, expected: int
) -> CombinedFigure:
    """Of `expected` outlets; at least one figure is given."""
    parts = [one.part for one in stated]
    return CombinedFigure(
        kind=kind.key,
        last_month=last_month,
        part=max(parts) if kind.greatest else sum(parts),
        whole=sum(one.whole or 0 for one in stated) if kind.whole else None,
        verified=all(one.verified for one in stated),
        complete=len(stated) >= expected,
    )
