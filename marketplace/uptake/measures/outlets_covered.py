"""C05: in how many of its outlets a partner bought locally."""

from collections.abc import Sequence
from datetime import date

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import JudgedOutlet, LedgerLine
from marketplace.uptake.measures.base import (
    MEASURES,
    OUTLETS,
    Basis,
    Example,
    Gap,
    Measure,
    MeasuredFigure,
    Need,
)
from marketplace.uptake.measures.examples import bought

OPENED = date(2026, 1, 1)


@MEASURES.add("outlets_covered")
class OutletsCovered(Measure):
    label = _l("Cakupan gerai")
    definition = _l(
        "Banyaknya gerai dengan pembelian lokal yang dihitung, dibagi gerai yang buka sepanjang masa itu. Gerai yang"
        " baru buka dihitung mulai masa utuh yang pertama. Pembelian yang tidak menyebut gerai tidak menambah; bila"
        " dapat mengubah hasilnya, hasilnya belum ada."
    )
    formula = _l("gerai dengan pembelian yang dihitung ÷ gerai yang buka sepanjang masa itu")
    whom = _l("Jaringan dengan seluruh gerainya, atau satu mitra dengan gerainya, menurut butirnya.")
    whole, whole_unit = _l("gerai yang buka sepanjang masa itu"), OUTLETS
    unit = OUTLETS
    needs = (Need.LINES, Need.OUTLETS)
    example = Example(
        story=_l("Jaringan dengan 4 gerai; 3 gerai membeli dari pembuat lokal, gerai ke-4 belum."),
        counted=tuple(bought(500_000, outlet=number) for number in (1, 2, 3)),
        basis=Basis(
            outlets=tuple(JudgedOutlet(number, f"Gerai {number}", OPENED, None) for number in (1, 2, 3, 4))
        ),
        says=_l("Hasilnya %(numerator)s dari %(denominator)s, yaitu %(share)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        if not basis.outlets:
            return MeasuredFigure(0, None, Gap.NO_OUTLETS)
        covered = sum(net_at(counted, outlet.id) > 0 for outlet in basis.outlets)
        untold = sum(line.net for line in counted if line.outlet is None)
        may_be = len(basis.outlets) - covered if untold > 0 else 0
        return MeasuredFigure(covered, len(basis.outlets), open=may_be, waits=Gap.OUTLET_UNTOLD)


def net_at(lines: Sequence[LedgerLine], outlet: int) -> int:
    return sum(line.net for line in lines if line.outlet == outlet)
