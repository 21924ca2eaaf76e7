"""C16: what a partner spent at local makers, in all or for each of its staff."""

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import (
    MEASURES,
    RUPIAH,
    STAFF,
    Basis,
    Example,
    Gap,
    Measure,
    MeasuredFigure,
    Need,
    rupiah_of,
)
from marketplace.uptake.measures.examples import bought


@MEASURES.add("local_spend")
class LocalSpend(Measure):
    label = _l("Belanja lokal")
    definition = _l("Nilai pembelian yang dihitung, rupiah di luar PPN dan potongan; retur mengurangi.")
    formula = _l("jumlah rupiah pembelian yang dihitung")
    unit = RUPIAH
    example = Example(
        story=_l("Toko membeli Rp1.200.000 dan Rp800.000, lalu meretur Rp100.000."),
        counted=(bought(1_200_000), bought(800_000, maker=2), bought(-100_000, maker=2)),
        says=_l("Hasilnya %(numerator)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        return MeasuredFigure(rupiah_of(counted))


@MEASURES.add("local_spend_per_employee")
class LocalSpendPerEmployee(Measure):
    label = _l("Belanja lokal per pegawai")
    definition = _l("Nilai pembelian yang dihitung dibagi jumlah pegawai mitra pada hari pertama masa itu.")
    formula = _l("jumlah rupiah pembelian yang dihitung ÷ jumlah pegawai")
    whole, whole_unit = _l("pegawai"), STAFF
    unit = RUPIAH
    needs = (Need.LINES, Need.STAFF)
    example = Example(
        story=_l("Kantor dengan 40 pegawai membeli Rp1.800.000 dari pembuat lokal."),
        counted=(bought(1_800_000),),
        basis=Basis(staff=40),
        says=_l("Hasilnya %(numerator)s untuk %(denominator)s, yaitu %(each)s per pegawai."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        return MeasuredFigure(rupiah_of(counted), basis.staff, None if basis.staff else Gap.NO_STAFF)
