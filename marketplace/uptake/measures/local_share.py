"""C01: of every rupiah a partner spent, how much went to local makers."""

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import MEASURES, RUPIAH, Basis, Gap, Measure, MeasuredFigure, rupiah_of


@MEASURES.add("local_share")
class LocalShare(Measure):
    label = _l("Porsi belanja lokal")
    definition = _l(
        "Nilai pembelian yang dihitung dibagi total belanja yang dinyatakan mitra pada masa yang sama. Rupiah"
        " di luar PPN dan potongan; retur mengurangi. Tanpa pernyataan tidak ada hasil. Pernyataan yang lebih kecil"
        " daripada pembelian yang dihitung ditolak."
    )
    unit = RUPIAH

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        local = rupiah_of(counted)
        if basis.total is None:
            return MeasuredFigure(local, None, basis.gap or Gap.NOT_DECLARED)
        if basis.total == 0 and local <= 0:
            return MeasuredFigure(local, 0, Gap.NOTHING_BOUGHT)
        return MeasuredFigure(local, basis.total, Gap.DECLARED_TOO_LOW if local > basis.total else None)
