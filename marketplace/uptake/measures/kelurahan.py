"""From how many kelurahan a partner bought: whether the whole city has a share in it."""

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import (
    MEASURES,
    Basis,
    FigureUnit,
    Measure,
    MeasuredFigure,
    count_eligible,
)

KELURAHAN = FigureUnit("kelurahan", _l("kelurahan"))


@MEASURES.add("local_kelurahan")
class LocalKelurahan(Measure):
    label = _l("Sebaran kelurahan")
    definition = _l(
        "Banyaknya kelurahan berbeda, menurut tempat produksi pembuatnya, pada pembelian yang dihitung. Kelurahan"
        " yang barangnya seluruhnya diretur tidak dihitung; pembuat tanpa kelurahan tidak menambah."
    )
    unit = KELURAHAN

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        return MeasuredFigure(count_eligible(counted, lambda line: line.kelurahan))
