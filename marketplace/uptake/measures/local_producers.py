"""C04: from how many local makers a partner bought."""

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import MAKERS, MEASURES, Basis, Measure, MeasuredFigure, count_eligible


@MEASURES.add("local_producers")
class LocalProducers(Measure):
    label = _l("Jumlah pembuat lokal")
    definition = _l(
        "Banyaknya pembuat berbeda pada pembelian yang dihitung. Pembuat yang barangnya seluruhnya diretur"
        " tidak dihitung."
    )
    unit = MAKERS

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        return MeasuredFigure(count_eligible(counted, lambda line: line.producer_id))
