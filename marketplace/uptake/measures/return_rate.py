"""C21: how much of what was delivered came back."""

from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import (
    MEASURES,
    RUPIAH,
    Basis,
    Example,
    Gap,
    Measure,
    MeasuredFigure,
    Need,
    rupiah_of,
)
from marketplace.uptake.measures.examples import bought


@MEASURES.add("return_rate")
class ReturnRate(Measure):
    label = _l("Tingkat retur")
    definition = _l(
        "Nilai retur dibagi nilai pembelian lokal pada masa yang sama. Retur bulan ini dapat berasal dari pembelian"
        " bulan lalu. Ukuran ini hanya untuk imbauan: menolak barang rusak tidak boleh merugikan toko."
    )
    formula = _l("rupiah retur ÷ rupiah pembelian lokal sebelum retur")
    whole = _l("pembelian lokal sebelum retur")
    unit = RUPIAH
    needs = (Need.LINES,)
    example = Example(
        story=_l("Toko membeli Rp2.000.000 dari pembuat lokal dan meretur Rp60.000."),
        counted=(bought(2_000_000), bought(-60_000)),
        says=_l("Hasilnya %(numerator)s dari %(denominator)s, yaitu %(share)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        delivered = rupiah_of([line for line in counted if line.net > 0])
        returned = -rupiah_of([line for line in counted if line.net < 0])
        return MeasuredFigure(returned, delivered or None, None if delivered else Gap.NOTHING_LOCAL)
