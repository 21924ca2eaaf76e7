"""C11: how much of what makers promised came by the day they named."""

from collections.abc import Sequence
from datetime import date

from marketplace.kernel.labels import _l
from marketplace.uptake.lines import LedgerLine, OrderedLine
from marketplace.uptake.measures.base import (
    MEASURES,
    RUPIAH,
    Basis,
    Example,
    Gap,
    Measure,
    MeasuredFigure,
    Need,
)

DUE = date(2026, 8, 12)


@MEASURES.add("order_fill")
class OrderFill(Measure):
    label = _l("Pesanan terpenuhi tepat waktu")
    definition = _l(
        "Nilai barang yang diterima paling lambat pada hari yang dijanjikan pembuat, dibagi nilai seluruh barang"
        " pesanan yang dijanjikan untuk masa itu, dengan harga pesanannya. Pesanan yang dibatalkan pembuat sesudah"
        " dikonfirmasi tetap dihitung. Ukuran ini hanya untuk imbauan."
    )
    formula = _l("rupiah yang diterima pada waktunya ÷ rupiah yang dijanjikan")
    rows = _l(
        "Tidak memakai baris pembelian: yang dibaca ialah baris pesanan yang dikonfirmasi dan serah terimanya yang"
        " disepakati."
    )
    whole = _l("pesanan yang dijanjikan")
    unit = RUPIAH
    needs = (Need.ORDERS,)
    example = Example(
        story=_l(
            "Pembuat menjanjikan Rp1.000.000 untuk 12 Agustus; Rp900.000 diterima hari itu, sisanya esoknya."
        ),
        basis=Basis(ordered=(OrderedLine(DUE, 1_000_000, 900_000),)),
        says=_l("Hasilnya %(numerator)s dari %(denominator)s, yaitu %(share)s."),
    )

    def measure(self, counted: Sequence[LedgerLine], basis: Basis) -> MeasuredFigure:
        whole = sum(line.ordered for line in basis.ordered)
        in_time = sum(line.in_time for line in basis.ordered)
        return MeasuredFigure(in_time, whole or None, None if whole else Gap.NOTHING_ORDERED)
