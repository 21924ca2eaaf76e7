"""C16: what a partner spent at local makers, in all or for each of its staff."""

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import MEASURES, RUPIAH, Basis, Gap, Measure, MeasuredFigure, rupiah_of


@MEASURES.add("local_spend")
class LocalSpend(Measure):
    label = _l("Belanja lokal")
    definition = _l("Nilai pembelian yang dihitung, rupiah di luar PPN dan potongan; retur mengurangi.")
    unit = RUPIAH

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        return MeasuredFigure(rupiah_of(counted))


@MEASURES.add("local_spend_per_employee")
class LocalSpendPerEmployee(Measure):
    label = _l("Belanja lokal per pegawai")
    definition = _l("Nilai pembelian yang dihitung dibagi jumlah pegawai pada profil mitra.")
    unit = RUPIAH

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        return MeasuredFigure(rupiah_of(counted), basis.staff, None if basis.staff else Gap.NO_STAFF)
