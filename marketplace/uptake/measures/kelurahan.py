"""From how many kelurahan a partner bought: whether the whole city has a share in it."""

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import (
    MEASURES,
    Basis,
    Example,
    FigureUnit,
    Measure,
    MeasuredFigure,
    count_eligible,
)
from marketplace.uptake.measures.examples import bought

KELURAHAN = FigureUnit("kelurahan", _l("kelurahan"))


@MEASURES.add("local_kelurahan")
class LocalKelurahan(Measure):
    label = _l("Sebaran kelurahan")
    definition = _l(
        "Banyaknya kelurahan berbeda, menurut tempat produksi pembuatnya, pada pembelian yang dihitung. Kelurahan"
        " yang barangnya seluruhnya diretur tidak dihitung; pembuat tanpa kelurahan tidak menambah."
    )
    formula = _l("banyaknya kelurahan berbeda")
    unit = KELURAHAN
    example = Example(
        story=_l(
            "Toko membeli Rp300.000 di satu kelurahan, Rp200.000 di kelurahan lain, lalu meretur Rp200.000 itu."
        ),
        counted=(bought(300_000), bought(200_000, maker=2), bought(-200_000, maker=2)),
        says=_l("Hasilnya %(numerator)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        return MeasuredFigure(count_eligible(counted, lambda line: line.kelurahan))
