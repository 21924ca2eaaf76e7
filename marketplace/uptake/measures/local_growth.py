"""Local purchases of a period beside those of an earlier one."""

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


@MEASURES.add("local_growth")
class LocalGrowth(Measure):
    label = _l("Pertumbuhan belanja lokal")
    definition = _l(
        "Nilai pembelian yang dihitung dibandingkan dengan masa sebelumnya, atau masa yang sama setahun lalu. Kedua"
        " masa dihitung dengan aturan yang sama dan sama panjang. Tanpa pembelian pada masa pembanding tidak ada hasil."
    )
    formula = _l("rupiah yang dihitung pada masa ini ÷ rupiah yang dihitung pada masa pembanding")
    whole = _l("pembelian masa pembanding")
    unit = RUPIAH
    needs = (Need.LINES, Need.EARLIER)
    example = Example(
        story=_l("Agustus tahun lalu Rp2.000.000 dihitung, Agustus ini Rp2.200.000."),
        counted=(bought(2_200_000),),
        basis=Basis(earlier=(bought(2_000_000),)),
        says=_l("Hasilnya %(numerator)s dibanding %(denominator)s, yaitu %(share)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        now, then = rupiah_of(counted), rupiah_of(basis.earlier or ())
        return MeasuredFigure(now, then, None) if then > 0 else MeasuredFigure(now, None, Gap.NO_BASE)
