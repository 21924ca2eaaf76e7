"""C11: in how many months of a period a partner bought locally."""

from collections import defaultdict
from collections.abc import Sequence

from marketplace.kernel.labels import _l
from marketplace.kernel.period import Month
from marketplace.uptake.lines import LedgerLine
from marketplace.uptake.measures.base import MEASURES, MONTHS, Basis, Example, Measure, MeasuredFigure, Need
from marketplace.uptake.measures.examples import bought


@MEASURES.add("months_bought")
class MonthsBought(Measure):
    label = _l("Kesinambungan belanja lokal")
    definition = _l(
        "Banyaknya bulan dalam masa itu dengan pembelian lokal yang dihitung. Bulan yang pembeliannya seluruhnya"
        " diretur tidak dihitung. Ukuran ini hanya untuk imbauan."
    )
    formula = _l("banyaknya bulan dengan pembelian yang dihitung")
    unit = MONTHS
    needs = (Need.LINES,)
    example = Example(
        story=_l("Dalam satu triwulan toko membeli pada bulan pertama dan ketiga, tidak pada bulan kedua."),
        counted=(bought(400_000, month=7), bought(350_000, month=9)),
        says=_l("Hasilnya %(numerator)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        sums: defaultdict[Month, int] = defaultdict(int)
        for line in counted:
            sums[Month.of(line.day)] += line.net
        return MeasuredFigure(sum(amount > 0 for amount in sums.values()))
